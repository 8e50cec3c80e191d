"""PostgreSQL through psycopg 3 and its pool."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar, cast

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from center.database import Insert, Row, again
from center.errors import DatabaseAway, LostRace
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from sync.wire import encode

Result = TypeVar("Result")
_POOL_WAIT_S = 5.0
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
    """A transaction on one pooled connection (READ COMMITTED)."""

    make = "postgresql"
    lock = " FOR UPDATE"
    skip_locked = " FOR UPDATE SKIP LOCKED"

    def __init__(self, connection: psycopg.Connection[Row], types: Types) -> None:
        self._connection = connection
        self._types = types

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(_own(sql), tuple(values)).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        return self._connection.execute(_own(sql), tuple(values)).fetchone()

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        return self._connection.execute(_own(sql), tuple(values)).rowcount

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        values = list(rows)
        if values:
            self._connection.cursor().executemany(_own(sql), values)

    def insert(self, into: Insert, rows: Iterable[Sequence[object]]) -> None:
        """One statement over one JSON value: no message for each row."""
        values = list(rows)
        if not values:
            return
        types, names = self._column_types(into.table), into.names
        shape = ", ".join(f"{name} {types[name]}" for name in names)
        source = f"json_to_recordset(?::json) AS given ({shape})"
        sql = f"INSERT INTO {into.table} ({into.columns}) SELECT * FROM {source}"  # noqa: S608 - our own names
        given = [dict(zip(names, row, strict=True)) for row in values]
        self._connection.execute(_own(sql + into.tail), (encode(given).decode(),))

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
        return f"{column} = ANY(?)", list(values)

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
            check=ConnectionPool.check_connection,
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
            with self._pool.connection() as connection, connection.transaction():
                yield PostgresTx(connection, self._types)
        except _RACES as exc:
            raise LostRace(type(exc).__name__) from exc
        except _AWAY as exc:
            _log.warning("database away: %s", type(exc).__name__)
            raise DatabaseAway from exc
        except psycopg.Error as exc:
            raise CenterError(
                CenterCode.DATABASE_FAULT, kind=type(exc).__name__
            ) from exc


_KNOWN: dict[str, Any] = {}


def _own(sql: str) -> LiteralString:
    """Return the statement in psycopg's spelling; every statement is our own text."""
    known = _KNOWN.get(sql)
    if known is None:
        known = _KNOWN[sql] = sql.replace("%", "%%").replace("?", "%s")
    return cast("LiteralString", known)
