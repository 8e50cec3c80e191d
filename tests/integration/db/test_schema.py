"""Migrations make exactly the tables that the models describe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playhouse.schema_diff import diff_models

from db import SqlStore, naming
from db.connect import connection
from db.models import ALL_TABLES
from db.schema import MIGRATIONS, bring_up_to_date
from tests.contract.store import making
from tests.contract.store.making import KEY

_OBJECTS = """
    SELECT type, name, sql FROM sqlite_schema
    WHERE sql IS NOT NULL AND type IN ('table', 'index')
    AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'holder_words%'
    AND name NOT LIKE 'schema_migration%'
"""


@pytest.fixture
def migrated(path: Path) -> Any:
    database = connection(path, KEY)
    bring_up_to_date(database)
    yield database
    database.close()


def shape(database: Any) -> dict[str, str]:
    """Every table and index with its definition, white space evened out."""
    return {
        f"{kind} {name}": re.sub(
            r"\s+(?=\))|(?<=\()\s+|\s+$", "", " ".join(sql.split())
        )
        for kind, name, sql in database.execute_sql(_OBJECTS)
    }


def test_from_empty_to_now(path: Path) -> None:
    """All steps run once, in the order of their numbers; then nothing is left."""
    database = connection(path, KEY)
    steps = sorted(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))
    assert list(bring_up_to_date(database)) == steps
    assert bring_up_to_date(database) == ()
    database.close()


def test_no_drift_by_the_library(migrated: Any) -> None:
    """Peewee's own comparison finds nothing to add or to drop."""
    assert not diff_models(migrated, ALL_TABLES)


def test_no_drift_to_the_letter(migrated: Any, tmp_path: Path) -> None:
    """Types, CHECKs, references and indexes equal those of the models."""
    fresh = connection(tmp_path / "fresh.db", KEY)
    with fresh.bind_ctx(ALL_TABLES):
        fresh.create_tables(ALL_TABLES)
    expected = shape(fresh)
    fresh.close()
    assert len(expected) > 30
    assert shape(migrated) == expected


def test_no_drift_after_a_first_load(path: Path, migrated: Any) -> None:
    """What a first load puts off is made again to the letter (G13)."""
    before = shape(migrated)
    store = SqlStore(path, KEY, making.TellingClock())
    with store.bulk_work() as uow:
        uow.holders.put_names_off()
        uow.holders.put_many([making.holder(1)])
        uow.commit()
    assert before.keys() - shape(migrated).keys() == {
        f"index {name}" for name in naming.INDEXES
    }
    left = 1
    while left:
        with store.bulk_work() as uow:
            left = uow.holders.catch_up_names(1)
            uow.commit()
    store.close()
    assert shape(migrated) == before


def test_drift_would_be_seen(migrated: Any) -> None:
    """The comparison notices a column that only the database has."""
    before = shape(migrated)
    migrated.execute_sql("ALTER TABLE holder ADD COLUMN stray TEXT")
    assert diff_models(migrated, ALL_TABLES)
    assert shape(migrated) != before


def test_every_table_is_strict(migrated: Any) -> None:
    """No column takes a value of another type."""
    loose = [
        row[1]
        for row in migrated.execute_sql("PRAGMA table_list")
        if row[0] == "main" and row[2] == "table" and not row[5]
    ]
    assert set(loose) <= {"sqlite_schema", "sqlite_sequence", "schema_migration"}


def test_a_failed_step_leaves_the_step_before(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step stands or falls whole, so the next start can try again (G30)."""
    folder = tmp_path / "steps"
    folder.mkdir()
    one = "def up(m, db):\n    db.execute_sql('CREATE TABLE one (a)')\n"
    (folder / "0001_one.py").write_text(one)
    (folder / "0002_two.py").write_text(
        "def up(m, db):\n    db.execute_sql('CREATE TABLE two (a)')\n    1 / 0\n"
    )
    monkeypatch.setattr("db.schema.MIGRATIONS", folder)
    database = connection(path, KEY)
    with pytest.raises(ZeroDivisionError):
        bring_up_to_date(database)
    assert set(database.get_tables()) == {"one", "schema_migration"}
    (folder / "0002_two.py").write_text(one.replace("one", "two"))
    assert bring_up_to_date(database) == ("0002_two",)
    database.close()


def test_what_is_written_stays(store: SqlStore, path: Path) -> None:
    """Triggers refuse changes and deletions even below the repositories."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.file(work, 1)
        work.commit()
    database = connection(path, KEY)
    statements = [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "UPDATE operation SET sequence = 9",
        "UPDATE operation SET detail = '{}'",
        "DELETE FROM operation",
        "UPDATE case_record SET clerk = 'x'",
        "DELETE FROM case_record",
        "UPDATE receipt SET receipt_no = 'x'",
        "DELETE FROM receipt",
        "UPDATE receipt SET copies = copies - 1",
        "UPDATE incarnation SET incarnation = 'x'",
        "DELETE FROM incarnation",
    ]
    for statement in statements:
        with pytest.raises(Exception, match=r"append-only|copies"):
            database.execute_sql(statement)
    database.close()
