"""What repositories and queries are given: statements on one open connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.faults import faults_coded
from db.models.base import columns, table_name

Row = dict[str, Any]
TOGETHER = 50  # rows of one statement


class Session:
    """Runs statements while it is open; every fault comes out coded."""

    def __init__(self, database: Any, *, reading: bool = False) -> None:
        self.database = database
        self._reading = reading
        self._open = True
        self._driver = database.connection()  # plain SQL needs no more than it

    def end(self) -> None:
        """Refuse everything from now on."""
        self._open = False

    def run(self, query: Any) -> int:
        """Run an INSERT, UPDATE or DELETE; return the rows changed or the row id."""
        with self._ready():
            return int(query.execute(self.database) or 0)

    def add(self, model: Any, values: Mapping[str, Any]) -> None:
        """Insert one row (building the statement each time would cost most of it)."""
        fields = columns(model)
        stored = [fields[name].db_value(value) for name, value in values.items()]
        self.plain(insertion(table_name(model), tuple(values)), stored)

    def rows(self, query: Any) -> list[Row]:
        """Return all rows of a SELECT or RETURNING as dictionaries of values."""
        with self._ready():
            return list(query.dicts().execute(self.database))

    def row(self, query: Any) -> Row | None:
        """Return the first row or None."""
        found = self.rows(query)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row of plain SQL, or None."""
        with self._ready():
            found = self.execute(sql, parameters).fetchone()
        return found[0] if found else None

    def plain(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of plain SQL as stored."""
        with self._ready():
            return list(self.execute(sql, parameters).fetchall())

    def cursor(self, sql: str, parameters: Sequence[Any] = ()) -> Iterable[Any]:
        """Yield the rows of plain SQL as stored, without keeping them all."""
        with self._ready():
            yield from self.execute(sql, parameters)

    def execute(self, sql: str, parameters: Sequence[Any]) -> Any:
        """Run plain SQL on the driver; its faults are not coded yet."""
        return self._driver.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows (no driver round trip through peewee)."""
        with self._ready():
            self._driver.executemany(sql, rows)

    def put(self, put: Upsert, rows: Iterable[Sequence[Any]]) -> None:
        """Insert or replace rows, many in one statement.

        A CHECK or partial index with a list of values costs each *statement* a table
        of them; the cards have five such lists. To hand over an empty value costs the
        driver more than a text, so a column that is empty in all rows of a statement
        is left out of it.
        """
        rest = iter(rows)
        while len(part := list(islice(rest, TOGETHER))) == TOGETHER:
            with self._ready():
                self.execute(*_joined(put, part))
        self.many(put.one, part)

    def check_open(self) -> None:
        """Refuse use after the end (``store.closed``)."""
        if not self._open:
            raise StoreError(StoreCode.CLOSED)

    def _ready(self) -> Any:
        self.check_open()
        return faults_coded(reading=self._reading)


@lru_cache(maxsize=64)
def insertion(table: str, names: tuple[str, ...], rows: int = 1) -> str:
    """Return an INSERT of the columns."""
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    groups = ", ".join([f"({marks})"] * rows)
    return f'INSERT INTO "{table}" ({listed}) VALUES {groups}'  # noqa: S608 - our names


def upsert(model: Any, names: Sequence[str], key: str) -> str:
    """Return an INSERT of the columns that replaces the row of the same ``key``."""
    return upserts(model, names, key).one


@dataclass(frozen=True, slots=True)
class Upsert:
    """An INSERT of columns that replaces the row of the same key.

    A column that may be empty has no default: what is left out becomes empty.
    """

    table: str
    names: tuple[str, ...]
    key: str

    @property
    def one(self) -> str:
        """The statement for one row."""
        return _upsert(self, self.names, 1)

    def many(self, filled: tuple[int, ...]) -> str:
        """Return the statement for many rows that have these columns alone."""
        return _upsert(self, tuple(self.names[at] for at in filled), TOGETHER)


def upserts(model: Any, names: Sequence[str], key: str) -> Upsert:
    """Return what :meth:`Session.put` runs."""
    return Upsert(table_name(model), tuple(names), key)


@lru_cache(maxsize=128)
def _upsert(put: Upsert, filled: tuple[str, ...], rows: int) -> str:
    changes = ", ".join(f'"{n}" = excluded."{n}"' for n in put.names if n != put.key)
    insert = insertion(put.table, filled, rows)
    return f'{insert} ON CONFLICT ("{put.key}") DO UPDATE SET {changes}'


def _joined(put: Upsert, rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Return the statement for these rows and its values."""
    whole = len(rows)
    columns = enumerate(zip(*rows, strict=True))
    filled = tuple(at for at, values in columns if values.count(None) < whole)
    if len(filled) == len(put.names):
        return put.many(filled), list(chain(*rows))
    kept = itemgetter(*filled)
    return put.many(filled), list(chain.from_iterable(map(kept, rows)))
