"""One database, two makes: PostgreSQL for service, SQLite for trials.

Statements are written once, with ``?`` for values. What differs (locks, lists, key
types, retries) is behind :class:`Tx` and :class:`Database`. Work is a function of a
transaction, so that a lost race can run it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from center.errors import DatabaseAway, LostRace
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

Result = TypeVar("Result")
Row = tuple[Any, ...]
Question = tuple[str, Sequence[object]]  # a query with its values
NOTHING: Question = ("", ())  # a question that needs no answer
TRIES = 6


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows for one table in one statement.

    Attributes:
        columns: names with commas between.
        replaces: columns whose known row is replaced; empty to insert only.
    """

    table: str
    columns: str
    replaces: str = ""

    @property
    def names(self) -> list[str]:
        """The columns one by one."""
        return [name.strip() for name in self.columns.split(",")]

    @property
    def tail(self) -> str:
        """What follows the values."""
        if not self.replaces:
            return ""
        keys = {name.strip() for name in self.replaces.split(",")}
        rest = (name for name in self.names if name not in keys)
        sets = ", ".join(f"{name} = excluded.{name}" for name in rest)
        return f" ON CONFLICT ({self.replaces}) DO UPDATE SET {sets}"


@dataclass(frozen=True, slots=True)
class Update:
    """New values for known rows of one table; the first column finds the row."""

    table: str
    columns: str

    @property
    def names(self) -> list[str]:
        """The columns one by one."""
        return [name.strip() for name in self.columns.split(",")]


class Tx(Protocol):
    """One open transaction."""

    make: str  # "postgresql" | "sqlite"
    lock: str  # " FOR UPDATE" where rows can be locked
    skip_locked: str

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Run a query and return all rows."""

    def ask(self, questions: Sequence[Question]) -> list[list[Row]]:
        """Run queries one after the other, in one round trip where the make can."""

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """Run a query and return the first row."""

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run a statement and return the number of rows it touched."""

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row."""

    def insert(self, into: Insert, rows: Iterable[Sequence[object]]) -> None:
        """Insert or replace rows, as few round trips as the make allows."""

    def update(self, what: Update, rows: Iterable[Sequence[object]]) -> None:
        """Give known rows new values, as few round trips as the make allows."""

    def among(self, column: str, values: Iterable[str | int]) -> tuple[str, object]:
        """Return a condition ``column in values`` and its one value."""

    def lock_of(self, alias: str) -> str:
        """Lock the rows of one table of a join only."""

    def relaxed(self) -> None:
        """Let this commit return before it is on disk (losing it costs nothing)."""

    def exclusive(self, name: str) -> None:
        """Hold a named lock until the end of the transaction."""


class Database(Protocol):
    """The center's database; threads share it."""

    make: str

    def write(self, work: Callable[[Tx], Result]) -> Result:
        """Run ``work`` in one transaction and commit; again after a lost race.

        Raises:
            CenterError: ``center.database_away``, ``center.database_fault``.
        """

    def read(self, work: Callable[[Tx], Result]) -> Result:
        """Run ``work`` in one transaction that changes nothing."""

    def close(self) -> None: ...


def again(work: Callable[[], Result]) -> Result:
    """Run ``work`` until it wins its races (deadlock, serialisation, unique)."""
    for left in range(TRIES - 1, -1, -1):
        try:
            return work()
        except LostRace as exc:
            if not left:
                raise CenterError(CenterCode.DATABASE_FAULT, kind=exc.kind) from exc
    raise DatabaseAway
