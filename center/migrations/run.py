"""Apply schema steps under a lock, each in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from center.database import Database, Tx
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_SERIAL = {
    "postgresql": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT",
}
_LEDGER = """
    CREATE TABLE IF NOT EXISTS schema_step (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL
    )
"""
_FLOOR = "schema_floor"
_RAISE_FLOOR = (
    "INSERT INTO center_fact (name, value) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_EXISTS = {
    "postgresql": "SELECT 1 WHERE to_regclass('schema_step') IS NOT NULL",
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'schema_step'",
}


class PostgresOnly(str):
    """A statement that SQLite has no need of, or no word for."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered step.

    Attributes:
        floor: the oldest program (by its own newest step) that can work with the
            schema after this step; 0 where every older one can (a step that only
            adds). A program below the floor does not start.
    """

    number: int
    name: str
    statements: tuple[str, ...]
    floor: int = 0


def step(number: int, name: str, statements: Sequence[str], floor: int = 0) -> Step:
    """Name a step."""
    return Step(number, name, tuple(statements), floor)


def current(database: Database) -> int:
    """Return the number of the newest applied step; 0 for an empty database."""

    def look(tx: Tx) -> int:
        if tx.row(_EXISTS[tx.make]) is None:
            return 0
        found = tx.row("SELECT coalesce(max(number), 0) FROM schema_step")
        return int(found[0]) if found else 0

    return database.read(look)


def migrate(database: Database, steps: Sequence[Step], now_ms: int) -> list[int]:
    """Apply what is missing and return the numbers applied; safe from many sides."""
    return [
        one.number
        for one in steps
        if database.write(partial(_apply, one=one, now_ms=now_ms))
    ]


def _apply(tx: Tx, *, one: Step, now_ms: int) -> bool:
    tx.exclusive("counter-center-schema")
    tx.run(_LEDGER)
    if tx.row("SELECT 1 FROM schema_step WHERE number = ?", (one.number,)):
        return False
    for statement in one.statements:
        if isinstance(statement, PostgresOnly) and tx.make != "postgresql":
            continue
        tx.run(statement.replace("{serial}", _SERIAL[tx.make]))
    tx.run(
        "INSERT INTO schema_step (number, name, applied_at) VALUES (?, ?, ?)",
        (one.number, one.name, now_ms),
    )
    if one.floor:
        tx.run(_RAISE_FLOOR, (_FLOOR, str(one.floor)))
    return True


def floor_of(database: Database) -> int:
    """Return the oldest program that may work with this database."""

    def look(tx: Tx) -> int:
        found = tx.row("SELECT value FROM center_fact WHERE name = ?", (_FLOOR,))
        return int(found[0]) if found else 0

    return database.read(look)


def require_current(database: Database, latest: int) -> int:
    """Return the schema number when this program fits it.

    A newer schema fits as long as its steps only added (``docs/center.md``): old and
    new instances serve side by side.

    Raises:
        CenterError: ``center.schema_old`` or ``center.schema_new``.
    """
    found = current(database)
    if found < latest:
        raise CenterError(CenterCode.SCHEMA_OLD, found=found, wanted=latest)
    if found > latest and latest < floor_of(database):
        raise CenterError(CenterCode.SCHEMA_NEW, found=found, wanted=latest)
    return found
