"""Between rows and the frozen records of the domain: names of both are the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from counter_app.domain.copies import filled
from counter_app.ports.store import Page
from db.fields import StrictField
from db.models.base import columns, table_name
from db.session import Session

Record = TypeVar("Record")
_Plan = tuple[tuple[int, Callable[[Any], Any]], ...]


def names(kind: Any) -> tuple[str, ...]:
    """Return the field names of a record type."""
    return _names(kind)


@lru_cache(maxsize=64)
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def values(row: Any) -> dict[str, Any]:
    """Return a record as column values."""
    return {name: getattr(row, name) for name in names(type(row))}


def packer(model: Any, kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what turns a record into stored values, in the order of its fields."""
    fields = tuple(columns(model)[name] for name in names(kind))
    taken = attrgetter(*names(kind))
    plans: dict[tuple[type, ...], _Plan] = {}

    def pack(row: Any) -> tuple[Any, ...]:
        found = taken(row)
        types = tuple(map(type, found))
        plan = plans.get(types)
        if plan is None:
            plan = plans[types] = _plan(fields, types)
        stored = list(found)
        for at, turned in plan:
            stored[at] = turned(stored[at])
        return tuple(stored)

    return pack


def _plan(fields: Sequence[Any], types: Sequence[type]) -> _Plan:
    """Return which values of a row of these types are not stored as they are."""
    ways = (
        (at, field.packing(kind) if isinstance(field, StrictField) else field.db_value)
        for at, (field, kind) in enumerate(zip(fields, types, strict=True))
    )
    return tuple((at, way) for at, way in ways if way is not None)


def selected(model: Any, kind: type[Any]) -> Any:
    """Return a SELECT of exactly the columns of a record type."""
    return model.select(*(getattr(model, name) for name in names(kind)))


def records(session: Session, kind: type[Record], query: Any) -> tuple[Record, ...]:
    """Run the query and return its rows as records."""
    return tuple(kind(**row) for row in session.rows(query))


def one(session: Session, model: Any, kind: type[Record], **key: str) -> Record | None:
    """Return the record with this value in a unique column, or None."""
    ((column, value),) = key.items()
    found = listed(session, model, kind, f'WHERE o."{column}" = ?', (value,))
    return found[0] if found else None


def listed(
    session: Session,
    model: Any,
    kind: type[Record],
    tail: str,
    parameters: Sequence[Any],
) -> tuple[Record, ...]:
    """Return records of ``SELECT ... FROM model AS o`` with a tail in plain SQL.

    Plain SQL is used where a partial index serves the query: SQLite recognises it
    only by literals, never by bound values.
    """
    sql, readers = _reading(model, names(kind))
    made = list[Record]()
    for row in session.plain(f"{sql} {tail}", parameters):
        found = list(row)
        for at, read in readers:
            found[at] = read(found[at])
        made.append(filled(kind, found))
    return tuple(made)


@lru_cache(maxsize=64)
def _reading(model: Any, wanted: tuple[str, ...]) -> tuple[str, _Plan]:
    """Return the SELECT of a record's columns, and which are not as they are stored."""
    fields = columns(model)
    listing = ", ".join(f'o."{name}"' for name in wanted)
    ways = ((at, _unpacking(fields[name])) for at, name in enumerate(wanted))
    readers = tuple((at, way) for at, way in ways if way is not None)
    return f'SELECT {listing} FROM "{table_name(model)}" AS o', readers  # noqa: S608 - our names


def _unpacking(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, StrictField):
        return field.unpacking()
    way: Callable[[Any], Any] = field.python_value
    return way


def paged(rows: Sequence[Record], number: int, size: int) -> Page[Record]:
    """Make a page of at most ``size`` rows out of ``size + 1`` fetched ones."""
    return Page(rows=tuple(rows[:size]), number=number, more=len(rows) > size)
