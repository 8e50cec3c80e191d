"""Encrypted connections: one per block of work, lent by a small pool.

Opening one costs 1-2 ms with a raw key, so a few idle ones are kept. A connection
is used by one block at a time and by the thread of that block only.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playhouse.sqlcipher_ext import SqlCipherDatabase

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.faults import faults_coded

KEY_BYTES = 32
BUSY_MS = 15_000  # sorting one index of a large roll takes some seconds
_IDLE_KEPT = 4
_GAP_S = 0.01
_ASK_EVERY = 100_000  # steps of the library: some milliseconds
_PRAGMAS = (
    ("cipher_log_level", "NONE"),  # first: what follows reads the file
    ("busy_timeout", BUSY_MS),
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", 1),
    ("temp_store", 2),  # sorting must not write plain text beside the file
    ("cache_size", -16000),  # KiB
)
# A large load touches every leaf of the index by card number again and again (35 MB
# for 1.35 million): read and decrypted each time they cost more than all the rest, and
# so does copying them at each commit.
_BULK = (("cache_size", -96_000), ("wal_autocheckpoint", 64_000))  # KiB, pages


def connection(path: Path, key: bytes, *, bulk: bool = False) -> Any:
    """Open one connection with the raw key and read the first page with it.

    Args:
        path: the file.
        key: the raw key.
        bulk: with memory for a large load.

    Raises:
        StoreError: ``store.wrong_key``, ``store.corrupt``, ``store.unreachable``,
            ``store.disk_full``, ``store.busy``.
    """
    if len(key) != KEY_BYTES:
        raise StoreError(StoreCode.WRONG_KEY)
    database = SqlCipherDatabase(
        str(path),
        passphrase=f"x'{key.hex()}'",
        pragmas=[*_PRAGMAS, *(_BULK if bulk else ())],
        lock_type="IMMEDIATE",
        autoconnect=False,
        thread_safe=False,
        check_same_thread=False,  # lent to one thread at a time
    )
    with faults_coded():
        database.connect()
        try:
            database.execute_sql("SELECT count(*) FROM sqlite_schema").fetchone()
        except BaseException:
            database.close()
            raise
    return database


class Turns:
    """Lets those who write little go before the next part of a large load.

    SQLite wakes nobody who waits for its write lock: it is asked for again every 0.1 s,
    and whoever asks just then has it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wanting = 0

    @contextmanager
    def wanted(self) -> Iterator[None]:
        """Mark that somebody writes, or waits to, inside the block."""
        with self._changed:
            self._wanting += 1
        try:
            yield
        finally:
            with self._changed:
                self._wanting -= 1
                self._changed.notify_all()

    @property
    def wanted_now(self) -> bool:
        """Whether somebody is marked."""
        return self._wanting > 0

    @contextmanager
    def end_long(self, database: Any) -> Iterator[None]:
        """End what runs on a connection (``store.busy``) once somebody is marked.

        The library asks while a statement runs, so that no moment is missed.
        """
        asked = database.connection()
        asked.set_progress_handler(lambda: self.wanted_now, _ASK_EVERY)
        try:
            yield
        finally:
            asked.set_progress_handler(None, 0)

    def give_way(self, seconds: float) -> None:
        """Wait until nobody is marked, at most so long.

        A moment in any case: other programs can only ask again and again.
        """
        time.sleep(_GAP_S)
        with self._changed:
            self._changed.wait_for(lambda: not self._wanting, seconds)


class ConnectionPool:
    """Lends connections to one database file."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._lock = threading.Lock()
        self._idle: list[Any] = []
        self._closed = False
        self._bulk: Any = None
        self._bulk_lock = threading.Lock()

    @contextmanager
    def bulk(self) -> Iterator[Any]:
        """Lend the one connection with memory for a large load; it stays open."""
        with self._bulk_lock:
            with self._lock:
                if self._closed:
                    raise StoreError(StoreCode.CLOSED)
            if self._bulk is None:
                self._bulk = connection(self._path, self._key, bulk=True)
            yield self._bulk

    def end_bulk(self) -> None:
        """Give the memory of a large load back."""
        with self._bulk_lock:
            database, self._bulk = self._bulk, None
            if database is not None:
                with faults_coded():
                    database.close()

    @contextmanager
    def lent(self) -> Iterator[Any]:
        """Lend a connection for the block; it comes back without a transaction."""
        database = self._take()
        try:
            yield database
        finally:
            self._give_back(database)

    def close(self) -> None:
        """Close idle connections now and lent ones when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for database in idle:
            with faults_coded():
                database.close()
        self.end_bulk()

    def _take(self) -> Any:
        with self._lock:
            if self._closed:
                raise StoreError(StoreCode.CLOSED)
            if self._idle:
                return self._idle.pop()
        if not self._path.exists():
            raise StoreError(StoreCode.MISSING)
        return connection(self._path, self._key)

    def _give_back(self, database: Any) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _IDLE_KEPT:
                self._idle.append(database)
                return
        with faults_coded():
            database.close()
