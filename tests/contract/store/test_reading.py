"""What every store promises about reading without the write lock."""

from __future__ import annotations

import threading

from counter_app.domain.codes.store import StoreCode
from counter_app.ports.store import Store, UnitOfWork
from tests.contract.store import making
from tests.contract.store.test_transactions import raises_code


def put(work: UnitOfWork, value: str) -> None:
    work.settings.put("name", value)
    work.commit()


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    """Repositories are read while another unit writes, and show the state before."""
    making.with_people(store, 0)
    with store.unit_of_work() as work:
        making.people(work, 1)
        with store.reading() as read:
            assert read.holders.get(making.ssn(0)) is not None
            assert read.holders.get(making.ssn(1)) is None


def test_a_writer_does_not_wait_for_reading(store: Store) -> None:
    """A case is filed while somebody reads a long list."""
    with store.reading() as read:
        assert read.settings.get("name") is None
        with store.unit_of_work() as work:
            put(work, "written meanwhile")
    with store.reading() as read:
        assert read.settings.get("name") == "written meanwhile"


def test_reading_sees_one_moment(store: Store) -> None:
    """Two figures read one after the other belong together."""
    with store.unit_of_work() as work:
        put(work, "before")
    with store.reading() as read:
        first = read.settings.get("name")
        with store.unit_of_work() as work:
            put(work, "after")
        assert read.settings.get("name") == first == "before"


def test_a_write_while_reading_is_refused(store: Store) -> None:
    """Every way to write is refused with a code, and nothing is kept."""
    making.with_people(store, 0)
    with store.reading() as read:
        rows = read.audit.rows()
        for write in (
            lambda: read.settings.put("name", "value"),
            lambda: read.holders.put_many([making.holder()]),
            lambda: read.audit.append(at=making.START, actor="c1", event="test"),
            lambda: read.operations.add(making.operation(1)),
            read.receipts.next_number,
        ):
            with raises_code(StoreCode.READING_ONLY):
                write()
    with store.reading() as read:
        assert read.settings.get("name") is None
        assert read.audit.rows() == rows


def test_the_connection_writes_again_after_reading(store: Store) -> None:
    """The refusal ends with the block, also after a fault in it."""
    for _ in range(3):
        with raises_code(StoreCode.READING_ONLY), store.reading() as read:
            read.settings.put("name", "refused")
    with store.unit_of_work() as work:
        put(work, "kept")
    with store.reading() as read:
        assert read.settings.get("name") == "kept"


def test_reading_ends_with_its_block(store: Store) -> None:
    """Nothing is read of a moment that is over; a closed store says so."""
    with store.reading() as read:
        pass
    with raises_code(StoreCode.CLOSED):
        read.settings.get("name")
    store.close()
    with raises_code(StoreCode.CLOSED), store.reading():
        pass


def test_many_read_at_once(store: Store) -> None:
    """Readers stand beside each other while one writer holds the lock."""
    making.with_people(store, 0)
    inside, faults = threading.Barrier(3, timeout=60), []

    def look() -> None:
        try:
            with store.reading() as read:
                assert read.holders.count() == 1
                inside.wait()  # all of them are inside, beside the writer
        except BaseException as fault:  # noqa: BLE001 - shown by the assert below
            faults.append(fault)

    with store.unit_of_work() as work:
        making.people(work, 1)
        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert faults == []
