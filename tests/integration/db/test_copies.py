"""Backup, restore, and the new incarnation of every copied file."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Operation
from db import SqlStore, open_store, restore
from tests.contract.store import making
from tests.contract.store.making import KEY, TellingClock


def raises_code(code: StoreCode) -> object:
    return pytest.raises(StoreError, match=f"^{code.value}$")


def filed(store: SqlStore, n: int) -> Operation:
    with store.unit_of_work() as work:
        operation = making.file(work, n)
        work.commit()
    return operation


def reopened(path: Path, **more: str) -> SqlStore:
    return open_store(path, KEY, TellingClock(), **more)


def reason(store: SqlStore) -> str:
    with store.unit_of_work() as work:
        sql = "SELECT reason FROM incarnation ORDER BY id DESC LIMIT 1"
        return str(work.session.value(sql))


@pytest.fixture
def busy(store: SqlStore) -> SqlStore:
    """A store with three filed cases."""
    making.with_people(store, 0)
    for n in (1, 2, 3):
        filed(store, n)
    return store


def test_reopening_is_the_same_life(busy: SqlStore, path: Path) -> None:
    """An ordinary start goes on with the same incarnation and the next number."""
    before = filed(busy, 4)
    busy.close()
    again = reopened(path)
    after = filed(again, 5)
    again.close()
    assert (after.incarnation, after.sequence) == (before.incarnation, 5)


def test_a_backup_is_one_encrypted_checked_file(busy: SqlStore, tmp_path: Path) -> None:
    """The copy is one file, tells nothing without the key, and opens with it."""
    target = tmp_path / "stick" / "office.backup"
    busy.backup(str(target))
    assert [file.name for file in target.parent.iterdir()] == ["office.backup"]
    assert b"SQLite" not in target.read_bytes()[:100]
    with raises_code(StoreCode.WRONG_KEY):
        restore(target, tmp_path / "new" / "office.db", bytes(32))
    assert not (tmp_path / "new" / "office.db").exists()


def test_a_restored_backup_begins_a_new_life(busy: SqlStore, path: Path) -> None:
    """No number of the lost days is given out again; what waited is still sent."""
    busy.backup(str(path.with_name("copy")))
    lost = filed(busy, 4)
    busy.close()
    kept = restore(path.with_name("copy"), path, KEY)
    again = reopened(path)
    fresh = filed(again, 5)
    assert fresh.incarnation[:4] != lost.incarnation[:4]
    assert fresh.sequence == 1
    with again.unit_of_work() as work:
        waiting = [(op.op_id, op.sequence) for op in work.operations.waiting(9)]
        assert work.receipts.next_number() == 1
        assert work.audit.verify()[1] is None
    assert waiting == [("op-1", 1), ("op-2", 2), ("op-3", 3), ("op-5", 1)]
    assert reason(again) == "restored"
    again.close()
    assert kept is not None
    old = reopened(kept)  # what stood there was kept whole
    with old.unit_of_work() as work:
        assert work.cases.get("case-4")
    old.close()


def test_an_older_copy_put_back_by_hand_is_noticed(busy: SqlStore, path: Path) -> None:
    """The marker beside the file has seen a higher number."""
    busy.close()
    shutil.copy(path, path.with_name("raw"))
    again = reopened(path)
    lost = filed(again, 4)
    again.close()
    shutil.copy(path.with_name("raw"), path)
    put_back = reopened(path)
    fresh = filed(put_back, 5)
    put_back.close()
    assert (fresh.incarnation == lost.incarnation, fresh.sequence) == (False, 1)


def test_a_copied_file_is_noticed(busy: SqlStore, path: Path, tmp_path: Path) -> None:
    """A file without its marker, or on another machine, begins a new life; once."""
    busy.close()
    reopened(path, machine="one").close()
    first = reopened(path, machine="one")
    assert reason(first) == "created"
    first.close()
    copied = tmp_path / "other" / "office.db"
    copied.parent.mkdir()
    shutil.copy(path, copied)
    shutil.copy(path.with_name("office.db.instance"), copied.parent)
    moved = reopened(copied, machine="two")
    assert reason(moved) == "moved"
    moved.close()
    copied.with_name("office.db.instance").unlink()
    lone = reopened(copied, machine="two")
    assert reason(lone) == "copied"
    name = filed(lone, 9).incarnation
    lone.close()
    lone = reopened(copied, machine="two")
    assert filed(lone, 10).incarnation == name
    lone.close()


@pytest.mark.parametrize("torn", [b"", b"{", b"\xff\xfe", b'{"instance": 1}'])
def test_a_torn_marker_is_on_the_safe_side(
    busy: SqlStore, path: Path, torn: bytes
) -> None:
    """What cannot be read counts as missing."""
    busy.close()
    path.with_name("office.db.instance").write_bytes(torn)
    again = reopened(path)
    assert reason(again) == "copied"
    again.close()


def test_a_damaged_backup_is_refused(busy: SqlStore, path: Path) -> None:
    """A copy that fails its check never takes the place of anything."""
    backup = path.with_name("copy")
    with busy.unit_of_work() as work:
        work.holders.put_many(making.holder(n) for n in range(200))
        work.commit()
    busy.backup(str(backup))
    busy.close()
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    before = path.read_bytes()
    with raises_code(StoreCode.BACKUP_BAD):
        restore(backup, path, KEY)
    assert path.read_bytes() == before
    with raises_code(StoreCode.MISSING):
        restore(path.with_name("none"), path, KEY)
    assert not path.with_name("office.db.part").exists()


def test_a_backup_target_that_cannot_be_written(busy: SqlStore, path: Path) -> None:
    """The fault is coded and the store goes on."""
    path.with_name("file").write_text("")
    with raises_code(StoreCode.BACKUP_FAILED):
        busy.backup(str(path.with_name("file") / "copy"))
    assert filed(busy, 4).op_id == "op-4"


def test_backup_while_serving(busy: SqlStore, path: Path, tmp_path: Path) -> None:
    """Commits go on during a backup; each copy is whole and ends at a commit (G29)."""
    with busy.unit_of_work() as work:
        work.holders.put_many(making.holder(n, unit="单位" * 50) for n in range(1000))
        work.commit()
    ended, faults = threading.Event(), []

    def serve() -> None:
        number = 10
        try:
            while not ended.is_set():
                filed(busy, number)
                number += 1
        except StoreError as fault:
            faults.append(fault)

    clerk = threading.Thread(target=serve)
    clerk.start()
    try:
        for n in range(3):
            busy.backup(str(tmp_path / f"copy-{n}"))
    finally:
        ended.set()
        clerk.join()
    assert faults == []
    for n in range(3):
        target = tmp_path / f"restored-{n}.db"
        restore(tmp_path / f"copy-{n}", target, KEY)
        copy = reopened(target)
        with copy.unit_of_work() as work:
            stored = work.operations.waiting(10**6)
            assert [op.sequence for op in stored] == list(range(1, len(stored) + 1))
            assert work.audit.verify()[1] is None
        copy.close()


def test_a_marker_that_cannot_be_written_undoes_no_case(
    busy: SqlStore, path: Path
) -> None:
    """A durable case is acknowledged even where the marker takes no write."""
    marker = path.with_name("office.db.instance")
    marker.unlink()
    marker.mkdir()
    assert filed(busy, 4).sequence == 4
