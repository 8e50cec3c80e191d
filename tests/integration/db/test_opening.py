"""Opening: keys, damage, versions; the file tells nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db import SqlStore, create_store, open_store
from db.connect import connection
from tests.contract.store import making
from tests.contract.store.making import KEY, TellingClock

PAGE = 4096


def raises_code(code: StoreCode) -> object:
    return pytest.raises(StoreError, match=f"^{code.value}$")


def close_with_people(store: SqlStore, count: int = 50) -> None:
    making.with_people(store, *range(count))
    store.close()


def test_a_wrong_key_is_noticed_at_once(store: SqlStore, path: Path) -> None:
    """Not at the first query but at the opening; the file stays untouched."""
    close_with_people(store)
    before = path.read_bytes()
    for key in (bytes(32), b"short", KEY[::-1]):
        with raises_code(StoreCode.WRONG_KEY):
            open_store(path, key, TellingClock())
    assert path.read_bytes() == before
    open_store(path, KEY, TellingClock()).close()


def test_missing_empty_and_standing_files(store: SqlStore, path: Path) -> None:
    """No database is made by opening, and none is written over by making one."""
    store.close()
    with raises_code(StoreCode.EXISTS):
        create_store(path, KEY, TellingClock())
    with raises_code(StoreCode.MISSING):
        open_store(path.with_name("other.db"), KEY, TellingClock())
    assert not path.with_name("other.db").exists()
    path.write_bytes(b"")
    with raises_code(StoreCode.CORRUPT):
        open_store(path, KEY, TellingClock())


def test_a_file_of_another_kind_is_not_opened(path: Path) -> None:
    """A plain SQLite file or noise does not pass for an office database."""
    noise = random.Random(1).randbytes(PAGE)
    for content in (b"SQLite format 3\x00" + bytes(PAGE), noise):
        path.write_bytes(content)
        with raises_code(StoreCode.WRONG_KEY):
            open_store(path, KEY, TellingClock())


def test_a_failed_making_leaves_nothing(path: Path) -> None:
    """A database that could not be made does not block the next try."""

    class BrokenClock:
        def now(self) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_store(path, KEY, BrokenClock())
    assert list(path.parent.iterdir()) == []
    create_store(path, KEY, TellingClock()).close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where the folder should be is coded."""
    (tmp_path / "file").write_text("")
    with raises_code(StoreCode.UNREACHABLE):
        create_store(tmp_path / "file" / "office.db", KEY, TellingClock())


def test_no_plain_text_on_the_disk(store: SqlStore, path: Path) -> None:
    """Neither the file nor its log holds a name or an id number."""
    making.with_people(store, 0)
    seen = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for clear in ("欧阳小明", making.ssn(), "ouyangxiaoming", "CREATE TABLE"):
        assert clear.encode() not in seen


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0x10]))


def test_one_flipped_byte_is_found(store: SqlStore, path: Path) -> None:
    """Every page is authenticated: damage is found wherever it lies."""
    close_with_people(store)
    size = path.stat().st_size
    chance = random.Random(7)
    for _ in range(12):
        at = chance.randrange(PAGE, size)
        flip(path, at)
        with raises_code(StoreCode.CORRUPT):
            damaged = open_store(path, KEY, TellingClock())
            try:
                damaged.check()
            finally:
                damaged.close()
        flip(path, at)
    whole = open_store(path, KEY, TellingClock())
    whole.check()
    whole.close()


def test_damage_of_the_first_page_is_not_taken_for_a_wrong_key(
    store: SqlStore, path: Path
) -> None:
    """The marker proves the key, so a broken first page is called broken."""
    close_with_people(store)
    flip(path, 100)
    with raises_code(StoreCode.CORRUPT):
        open_store(path, KEY, TellingClock())
    with raises_code(StoreCode.WRONG_KEY):
        open_store(path, bytes(32), TellingClock())


def test_a_newer_file_is_left_alone(store: SqlStore, path: Path) -> None:
    """A step this program does not know means: do not touch."""
    store.close()
    database = connection(path, KEY)
    database.execute_sql(
        "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030')"
    )
    database.close()
    with raises_code(StoreCode.NEWER):
        open_store(path, KEY, TellingClock())


def test_settings_of_every_connection(store: SqlStore, path: Path) -> None:
    """WAL, FULL, foreign keys, memory for sorting: on each connection."""
    database = connection(path, KEY)
    found = {
        name: database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "temp_store")
    }
    database.close()
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2
    }  # fmt: skip
