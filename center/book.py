"""The ledger's rows: what is recorded of operations that came before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from center.database import Question, Row, Tx
from counter_app.domain.codes.center import CenterCode
from sync.wire import OperationName, WireOperation, Word

Name = OperationName | WireOperation  # what an operation is known by
_DENSE = 4
_SELECT = (
    "SELECT incarnation, sequence, op_id, digest, outcome, code, ssn, cards "
    "FROM operation WHERE"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger says of an operation that came before."""

    digest: str
    word: Word
    code: str | None
    ssn: str
    cards: tuple[str, ...]


@dataclass(slots=True)
class Book:
    """The ledger's rows that a batch or a question is about."""

    by_number: dict[tuple[str, int], Known] = field(default_factory=dict)
    by_id: dict[str, Known] = field(default_factory=dict)

    def of(self, name: Name) -> Known | None:
        """Return the recorded row under this number, else under this id."""
        number = (name.incarnation, name.sequence)
        return self.by_number.get(number) or self.by_id.get(name.op_id)


UNKNOWN = Known("", Word.UNKNOWN, None, "", ())
LATER = Known("", Word.LATER, None, "", ())


def reused(ssn: str) -> Known:
    """Return the word on a number that came with another content."""
    return Known("", Word.REFUSED, CenterCode.SEQUENCE_REUSED.value, ssn, ())


def ids_asked(tx: Tx, names: Sequence[Name]) -> Question:
    """Ask for the rows of these operations by id."""
    by_id, ids = tx.among("op_id", [name.op_id for name in names])
    return f"{_SELECT} {by_id}", (ids,)


def numbers_asked(tx: Tx, workstation: str, names: Sequence[Name]) -> list[Question]:
    """Ask for the rows of these operations of one workstation by number."""
    sequences: dict[str, list[int]] = {}
    for name in names:
        sequences.setdefault(name.incarnation, []).append(name.sequence)
    return [_numbered(tx, workstation, one, sequences[one]) for one in sequences]


def _numbered(
    tx: Tx, workstation: str, incarnation: str, sequences: Sequence[int]
) -> Question:
    """Numbers that lie close together are found by one walk along the index."""
    first, last = min(sequences), max(sequences)
    sql = f"{_SELECT} workstation = ? AND incarnation = ? AND sequence BETWEEN ? AND ?"
    values: tuple[object, ...] = (workstation, incarnation, first, last)
    if last - first < _DENSE * len(sequences):
        return sql, values
    among, listed = tx.among("sequence", sequences)
    return f"{sql} AND {among}", (*values, listed)


def read(*answers: Sequence[Row], by_id: dict[str, Known] | None = None) -> Book:
    """Take the answers to the questions above.

    Args:
        answers: rows of one workstation's numbers, or of ids.
        by_id: what is known by id already; shared, not copied.
    """
    book = Book(by_id={} if by_id is None else by_id)
    for row in (row for rows in answers for row in rows):
        known = _known(row)
        book.by_number[row[0], row[1]] = known
        book.by_id.setdefault(row[2], known)
    return book


def _known(row: Row) -> Known:
    cards = tuple(json.loads(row[7]))
    return Known(row[3], Word(row[4]), row[5], row[6], cards)


def look_up(tx: Tx, workstation: str, names: Sequence[Name]) -> Book:
    """Read the rows of these operations of one workstation."""
    numbered = numbers_asked(tx, workstation, names)
    by_id, *rows = tx.ask([ids_asked(tx, names), *numbered])
    return read(*rows, by_id=read(by_id).by_id)
