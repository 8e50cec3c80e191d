"""The ledger's rows: what is recorded of operations that came before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from center.database import Tx
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import OperationName, Word


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

    def of(self, name: OperationName) -> Known | None:
        """Return the recorded row under this number, else under this id."""
        number = (name.incarnation, name.sequence)
        return self.by_number.get(number) or self.by_id.get(name.op_id)


UNKNOWN = Known("", Word.UNKNOWN, None, "", ())
LATER = Known("", Word.LATER, None, "", ())


def reused(ssn: str) -> Known:
    """Return the word on a number that came with another content."""
    return Known("", Word.REFUSED, CenterCode.SEQUENCE_REUSED.value, ssn, ())


def look_up(tx: Tx, sender: Sender, names: Sequence[OperationName]) -> Book:
    """Read the rows of these operations, by number and by id."""
    book = Book()
    columns = "incarnation, sequence, op_id, digest, outcome, code, ssn, cards"
    by_id, ids = tx.among("op_id", [name.op_id for name in names])
    numbers, values = tx.among("sequence", [name.sequence for name in names])
    own = "workstation = ?"
    for condition, given in (
        (f"{own} AND {numbers}", (sender.workstation, values)),
        (by_id, (ids,)),
    ):
        for row in tx.rows(f"SELECT {columns} FROM operation WHERE {condition}", given):  # noqa: S608 - our own names
            cards = tuple(json.loads(row[7]))
            known = Known(row[3], Word(row[4]), row[5], row[6], cards)
            book.by_id[row[2]] = known
            if condition is not by_id:
                book.by_number[row[0], row[1]] = known
    return book
