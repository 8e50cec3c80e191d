"""An open office database: units of work, reads, backup."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Operation
from counter_app.ports.clock import Clock
from db import copies, lives
from db.connect import ConnectionPool, Turns, connection
from db.faults import faults_coded
from db.instance import InstanceMark, key_check
from db.queries.lists import SqlQueries
from db.schema import bring_up_to_date
from db.session import Session
from db.unit_of_work import (
    SqlReading,
    SqlUnitOfWork,
    read_transaction,
    transaction,
)

_PATIENCE_S = 1.0  # of a large load, for those who write little
SIDE_FILES = ("", "-wal", "-shm")


class SqlStore:
    """Threads share this object; every block has a connection of its own."""

    def __init__(self, path: Path, key: bytes, clock: Clock) -> None:
        self.path = path
        self._key = key
        self._clock = clock
        self._pool = ConnectionPool(path, key)
        self._turns = Turns()
        self._mark = InstanceMark(path)
        self._mark_lock = threading.Lock()
        self._last_mark = self._mark.read()

    @contextmanager
    def unit_of_work(self) -> Iterator[SqlUnitOfWork]:
        """Begin a write transaction at once (``BEGIN IMMEDIATE``)."""
        with (
            self._turns.wanted(),
            self._pool.lent() as database,
            transaction(database, self._clock, self._committed) as work,
        ):
            yield work

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        """Read at one moment with all repositories; the write lock is not taken."""
        with (
            self._pool.lent() as database,
            read_transaction(database, self._clock) as read,
        ):
            yield read

    @contextmanager
    def bulk_work(self, *, gives_way: bool = False) -> Iterator[SqlUnitOfWork]:
        """As ``unit_of_work``, with memory for a large load until ``end_bulk``.

        Others who wait to write go first: parts of a load follow each other closely.
        """
        self._turns.give_way(_PATIENCE_S)
        with (
            self._pool.bulk() as database,
            self._turns.end_long(database) if gives_way else nullcontext(),
            transaction(database, self._clock, self._committed) as work,
        ):
            yield work

    def others_wait(self) -> bool:
        return self._turns.wanted_now

    def end_bulk(self) -> None:
        """A large load is over: give its memory back."""
        self._pool.end_bulk()

    @contextmanager
    def queries(self) -> Iterator[SqlQueries]:
        """Read on a connection of its own; writers are never waited for."""
        with self._pool.lent() as database:
            session = Session(database)
            try:
                yield SqlQueries(session)
            finally:
                session.end()

    def backup(self, target: str) -> None:
        """Write a checked, encrypted copy while others read and write.

        Raises:
            StoreError: ``store.backup_failed``, ``store.backup_bad``,
                ``store.disk_full``.
        """
        with self._pool.lent() as database:
            copies.copy_out(database, Path(target), self._key)

    def check(self) -> None:
        """Check pages, structure and references of the file (``store.corrupt``)."""
        with self._pool.lent() as database:
            copies.check_whole(database, StoreCode.CORRUPT)

    def close(self) -> None:
        """Close the file; blocks that still run end first."""
        self._pool.close()

    def _committed(self, last: Operation) -> None:
        """Move the marker forward; it never goes back within an incarnation.

        The case is durable already, so a marker that cannot be written (full disk)
        is no fault of it: an old marker is harmless, and the next case tries again.
        """
        with self._mark_lock:
            mark = self._last_mark
            if mark is None or (
                mark.incarnation == last.incarnation and mark.sequence >= last.sequence
            ):
                return
            moved = replace(mark, incarnation=last.incarnation, sequence=last.sequence)
            with suppress(StoreError):
                self._mark.write(moved)
                self._last_mark = moved


def create_store(
    path: Path, key: bytes, clock: Clock, *, machine: str = ""
) -> SqlStore:
    """Make a new database and open it.

    Raises:
        StoreError: ``store.exists`` (nothing is ever written over),
            ``store.unreachable``, ``store.disk_full``.
    """
    if path.exists():
        raise StoreError(StoreCode.EXISTS)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StoreError(StoreCode.UNREACHABLE) from exc
    try:
        return _opened(path, key, clock, machine)
    except BaseException:
        for end in SIDE_FILES:
            path.with_name(path.name + end).unlink(missing_ok=True)
        raise


def open_store(path: Path, key: bytes, clock: Clock, *, machine: str = "") -> SqlStore:
    """Open a database, bring it up to date and notice a copy.

    Args:
        path: the file.
        key: 32 bytes from the vault.
        clock: for the audit row of a new incarnation.
        machine: what names this machine, so that a copied folder is noticed.

    Raises:
        StoreError: ``store.missing``, ``store.wrong_key``, ``store.corrupt``,
            ``store.newer``, ``store.unreachable``, ``store.disk_full``.
    """
    if not path.exists():
        raise StoreError(StoreCode.MISSING)
    if path.stat().st_size == 0:
        raise StoreError(StoreCode.CORRUPT)
    try:
        return _opened(path, key, clock, machine)
    except StoreError as exc:
        mark = InstanceMark(path).read()
        proved = mark is not None and mark.key_check == key_check(key)
        if exc.code == StoreCode.WRONG_KEY and proved:
            raise StoreError(StoreCode.CORRUPT) from exc
        raise


def _opened(path: Path, key: bytes, clock: Clock, machine: str) -> SqlStore:
    database = connection(path, key)
    try:
        bring_up_to_date(database)
        lives.settle_identity(database, path, key, lives.Here(clock, machine))
    finally:
        with faults_coded():
            database.close()
    return SqlStore(path, key, clock)
