"""Initial PINs on record, and a filled database of the first version brought up."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from counter_app.domain.records import CardUid, PinRecord
from db import SqlStore
from db.connect import connection
from db.schema import MIGRATIONS, bring_up_to_date
from tests.contract.store.making import KEY

UID = CardUid("999901D15600000500000001FFFFFFFF")
NOON, LATER = datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 3, 3, 4, tzinfo=UTC)


def test_a_changed_pin_stays_changed(store: SqlStore) -> None:
    """R-15: handed out, changed, and a second hand-out does not undo it."""
    with store.unit_of_work() as work:
        assert work.pin_records.get(UID) is None
        work.pin_records.issued(UID, NOON)
        assert work.pin_records.get(UID) == PinRecord(UID, NOON)
        work.pin_records.changed(UID, LATER)
        work.pin_records.issued(UID, LATER)
        assert work.pin_records.get(UID) == PinRecord(UID, NOON, LATER)
        work.commit()


def test_a_change_of_an_unknown_card_is_kept(store: SqlStore) -> None:
    """A card from elsewhere whose PIN was changed here has a holder's PIN."""
    with store.unit_of_work() as work:
        work.pin_records.changed(UID, NOON)
        assert work.pin_records.get(UID) == PinRecord(UID, None, NOON)


def test_a_filled_database_takes_new_kinds(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of kinds gives way; rows, guards and integrity stay (G30)."""
    first = tmp_path / "first"
    first.mkdir()
    for name in ("0001_tables.py", "0002_guards.py"):
        shutil.copy(MIGRATIONS / name, first / name)
    database = connection(path, KEY)
    monkeypatch.setattr("db.schema.MIGRATIONS", first)
    bring_up_to_date(database)
    receipt = (
        "INSERT INTO receipt (receipt_no, case_id, kind, made_at, content, copies,"
        " sha256) VALUES (?, ?, ?, '2026', '', 0, '')"
    )
    database.execute_sql("PRAGMA foreign_keys = OFF")
    database.execute_sql(receipt, ("R1", "c1", "hand_out"))
    with pytest.raises(Exception, match="CHECK"):
        database.execute_sql(receipt, ("R2", "c2", "pin_reset"))
    shutil.copy(MIGRATIONS / "0003_pins.py", first / "0003_pins.py")
    assert bring_up_to_date(database) == ("0003_pins",)
    database.close()
    database = connection(path, KEY)
    database.execute_sql("PRAGMA foreign_keys = OFF")
    database.execute_sql(receipt, ("R2", "c2", "pin_reset"))
    with pytest.raises(Exception, match="CHECK"):
        database.execute_sql(receipt, ("R3", "c3", ""))
    with pytest.raises(Exception, match="append-only"):
        database.execute_sql("DELETE FROM receipt")
    rows = database.execute_sql("SELECT kind FROM receipt ORDER BY id").fetchall()
    assert [row[0] for row in rows] == ["hand_out", "pin_reset"]
    found = database.execute_sql("PRAGMA integrity_check").fetchall()
    assert [row[0] for row in found] == ["ok"]
    database.close()
