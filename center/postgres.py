"""PostgreSQL through psycopg 3 and its pool."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, LiteralString, TypeVar, cast
from weakref import WeakKeyDictionary

import msgspec
import psycopg
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg_pool import ConnectionPool, PoolTimeout

from center.database import Insert, Question, Row, Update, again
from center.errors import DatabaseAway, LostRace
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire import encode

Result = TypeVar("Result")
_POOL_WAIT_S = 5.0
_FRESH_S = 2.0
_RACES = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.UniqueViolation,
    errors.LockNotAvailable,
)
_AWAY = (psycopg.OperationalError, PoolTimeout)
_log = logging.getLogger(__name__)
Types = dict[str, dict[str, str]]  # table -> column -> type


class PostgresTx:
    """A transaction on one pooled connection (READ COMMITTED).

    Statements are queued; only a question waits for the server. What a statement
    without an answer has to complain of, the next question or the commit raises.
    """

    make = "postgresql"
    lock = " FOR NO KEY UPDATE"
    skip_locked = " FOR NO KEY UPDATE SKIP LOCKED"

    def __init__(
        self,
        connection: psycopg.Connection[Row],
        pipeline: psycopg.Pipeline,
        types: Types,
    ) -> None:
        self._connection = connection
        self._pipeline = pipeline
        self._types = types

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(_own(sql), tuple(values)).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        return self._connection.execute(_own(sql), tuple(values)).fetchone()

    def ask(self, questions: Sequence[Question]) -> list[list[Row]]:
        asked = [
            self._connection.execute(_own(sql), tuple(values)) if sql else None
            for sql, values in questions
        ]
        return [cursor.fetchall() if cursor else [] for cursor in asked]

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        cursor = self._connection.execute(_own(sql), tuple(values))
        self._pipeline.sync()
        return cursor.rowcount

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        values = list(rows)
        if values:
            self._connection.cursor().executemany(_own(sql), values)

    def insert(self, into: Insert, rows: Iterable[Sequence[object]]) -> None:
        """One statement over one JSON value: no message for each row."""
        values = list(rows)
        if not values:
            return
        source = self._given(into.table, into.names)
        sql = f"INSERT INTO {into.table} ({into.columns}) SELECT * FROM {source}"  # noqa: S608 - our own names
        self._connection.execute(_own(sql + into.tail), _json(into.names, values))

    def update(self, what: Update, rows: Iterable[Sequence[object]]) -> None:
        """One statement over one JSON value, as :meth:`insert`."""
        values = list(rows)
        if not values:
            return
        key, *names = what.names
        sets = ", ".join(f"{name} = given.{name}" for name in names)
        source = self._given(what.table, what.names)
        sql = (
            f"UPDATE {what.table} SET {sets} FROM {source} "  # noqa: S608 - our own names
            f"WHERE {what.table}.{key} = given.{key}"
        )
        self._connection.execute(_own(sql), _json(what.names, values))

    def _given(self, table: str, names: Sequence[str]) -> str:
        types = self._column_types(table)
        shape = ", ".join(f"{name} {types[name]}" for name in names)
        return f"json_to_recordset(?) AS given ({shape})"

    def _column_types(self, table: str) -> dict[str, str]:
        known = self._types.get(table)
        if known is None:
            found = self.rows(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
                "WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped",
                (table,),
            )
            known = self._types[table] = {str(n): str(kind) for n, kind in found}
        return known

    def among(self, column: str, values: Iterable[str | int]) -> tuple[str, object]:
        listed = list(values)
        kind = "bigint" if listed and isinstance(listed[0], int) else "text"
        return f"{column} = ANY(?::{kind}[])", _array(listed)

    def lock_of(self, alias: str) -> str:
        return f" FOR NO KEY UPDATE OF {alias}"

    def relaxed(self) -> None:
        self._connection.execute("SET LOCAL synchronous_commit = off")

    def exclusive(self, name: str) -> None:
        self.row("SELECT pg_advisory_xact_lock(hashtext(?))", (name,))


class PostgresDatabase:
    """A server or a cluster behind one address."""

    make = "postgresql"

    def __init__(self, address: str, pool: int) -> None:
        self._types: Types = {}
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            address,
            min_size=1,
            max_size=pool,
            open=False,
            timeout=_POOL_WAIT_S,
            check=_check_when_idle,
            configure=_speaks_json,
            kwargs={"connect_timeout": 5, "application_name": "counter-center"},
        )
        try:
            self._pool.open(wait=True, timeout=_POOL_WAIT_S)
        except (psycopg.Error, PoolTimeout) as exc:
            self._pool.close()
            raise DatabaseAway from exc

    def write(self, work: Callable[[PostgresTx], Result]) -> Result:
        def once() -> Result:
            with self._transaction() as tx:
                return work(tx)

        return again(once)

    def read(self, work: Callable[[PostgresTx], Result]) -> Result:
        with self._transaction() as tx:
            return work(tx)

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def _transaction(self) -> Iterator[PostgresTx]:
        try:
            with (
                self._pool.connection() as connection,
                connection.pipeline() as pipeline,
                connection.transaction(),
            ):
                yield PostgresTx(connection, pipeline, self._types)
            _LAST_USE[connection] = time.monotonic()
        except _RACES as exc:
            raise LostRace(type(exc).__name__) from exc
        except _AWAY as exc:
            _log.warning("database away: %s", type(exc).__name__)
            raise DatabaseAway from exc
        except psycopg.Error as exc:
            raise CenterError(
                CenterCode.DATABASE_FAULT, kind=type(exc).__name__
            ) from exc


def _speaks_json(connection: psycopg.Connection[Row]) -> None:
    connection.adapters.register_dumper(_JsonBytes, _JsonDumper)


def _check_when_idle(connection: psycopg.Connection[Row]) -> None:
    """A connection that served just now is not asked again whether it lives."""
    last = _LAST_USE.get(connection, 0.0)
    if time.monotonic() - last > _FRESH_S:
        ConnectionPool.check_connection(connection)


class _JsonBytes(bytes):
    """JSON that is encoded already: it goes to the server as it is."""


class _JsonDumper(Dumper):
    oid = psycopg.adapters.types["json"].oid

    def dump(self, obj: Buffer) -> Buffer | None:
        return obj


def _json(names: Sequence[str], rows: Iterable[Sequence[object]]) -> tuple[_JsonBytes]:
    shape = _shape(tuple(names))
    return (_JsonBytes(encode([shape(*row) for row in rows])),)


@cache
def _shape(names: tuple[str, ...]) -> type[msgspec.Struct]:
    """A struct is made and written in half the time of a dict."""
    return msgspec.defstruct("Given", names, gc=False)


def _array(values: Sequence[str | int]) -> str:
    """Return an array as the server reads it; the library quotes one by one."""
    if not values:
        return "{}"
    texts = [str(value) for value in values]
    whole = "".join(texts)
    if "\\" in whole or '"' in whole:
        texts = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(texts) + '"}'


_KNOWN: dict[str, Any] = {}
_LAST_USE: WeakKeyDictionary[psycopg.Connection[Row], float] = WeakKeyDictionary()


def _own(sql: str) -> LiteralString:
    """Return the statement in psycopg's spelling; every statement is our own text."""
    known = _KNOWN.get(sql)
    if known is None:
        known = _KNOWN[sql] = sql.replace("%", "%%").replace("?", "%s")
    return cast("LiteralString", known)
