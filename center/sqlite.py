"""SQLite for trials on one machine: the same statements, one writer at a time."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from center.database import Insert, Question, Row, Update, again
from center.errors import DatabaseAway, LostRace
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

Result = TypeVar("Result")
_BUSY_MS = 10_000


class SqliteTx:
    """A transaction on one connection."""

    make = "sqlite"
    lock = ""
    skip_locked = ""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(sql, tuple(values)).fetchall()

    def ask(self, questions: Sequence[Question]) -> list[list[Row]]:
        return [self.rows(sql, given) if sql else [] for sql, given in questions]

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        found: Row | None = self._connection.execute(sql, tuple(values)).fetchone()
        return found

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        return self._connection.execute(sql, tuple(values)).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    def insert(self, into: Insert, rows: Iterable[Sequence[object]]) -> None:
        marks = ", ".join("?" for _ in into.names)
        target = f"{into.table} ({into.columns})"
        sql = f"INSERT INTO {target} VALUES ({marks}){into.tail}"  # noqa: S608 - our own names
        self._connection.executemany(sql, rows)

    def update(self, what: Update, rows: Iterable[Sequence[object]]) -> None:
        key, *names = what.names
        sets = ", ".join(f"{name} = ?" for name in names)
        sql = f"UPDATE {what.table} SET {sets} WHERE {key} = ?"  # noqa: S608 - our own names
        self._connection.executemany(sql, ((*row[1:], row[0]) for row in rows))

    def among(self, column: str, values: Iterable[str | int]) -> tuple[str, object]:
        inside = " IN (SELECT value FROM json_each(?))"
        return column + inside, json.dumps(list(values))

    def lock_of(self, alias: str) -> str:
        del alias
        return ""

    def relaxed(self) -> None:
        """SQLite has no such choice within a transaction."""

    def exclusive(self, name: str) -> None:
        """A writing SQLite transaction is alone anyway."""


class SqliteDatabase:
    """A file; connections are kept in a list and lent to one thread at a time."""

    make = "sqlite"

    def __init__(self, path: str, *, make: bool = True) -> None:
        self._path = Path(path)
        if not make and not _there(self._path):
            raise CenterError(CenterCode.DATABASE_MISSING, file=self._path.name)
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._writer = threading.Lock()
        self._closed = False
        with self._connection():
            pass  # raises now when the path is wrong

    def write(self, work: Callable[[SqliteTx], Result]) -> Result:
        def once() -> Result:
            with self._writer, self._connection() as connection:
                return _inside(connection, "BEGIN IMMEDIATE", work)

        return again(once)

    def read(self, work: Callable[[SqliteTx], Result]) -> Result:
        with self._connection() as connection:
            return _inside(connection, "BEGIN", work)

    def close(self) -> None:
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._open()
        try:
            yield connection
        finally:
            with self._guard:
                keep = not self._closed
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as exc:
            raise DatabaseAway from exc
        try:
            connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
        except sqlite3.Error as exc:
            connection.close()
            raise DatabaseAway from exc
        return connection


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as exc:
        raise DatabaseAway from exc


def _inside(
    connection: sqlite3.Connection, begin: str, work: Callable[[SqliteTx], Result]
) -> Result:
    try:
        connection.execute(begin)
        result = work(SqliteTx(connection))
        connection.execute("COMMIT")
    except sqlite3.IntegrityError as exc:
        raise LostRace("unique") from exc
    except sqlite3.OperationalError as exc:
        raise DatabaseAway from exc
    except sqlite3.Error as exc:
        raise CenterError(CenterCode.DATABASE_FAULT, kind=type(exc).__name__) from exc
    finally:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
    return result
