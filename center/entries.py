"""Batches as they come in: taken apart, checked, and what they talk about."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from center import judge
from center.book import Name
from center.database import Question, Row, Tx
from center.world import Sender, Wanted
from sync.wire import OperationName, WireOperation, content_digest, decode

_log = logging.getLogger(__name__)
_NUL = b"\\u0000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation of a batch; ``operation`` is None when it cannot be read."""

    name: Name
    operation: WireOperation | None
    digest: str

    @property
    def number(self) -> tuple[str, int]:
        """Incarnation and sequence."""
        return self.name.incarnation, self.name.sequence


class Door(Protocol):
    """Lets a sender in inside the batch's own transaction."""

    @property
    def workstation(self) -> str: ...
    def questions(self, tx: Tx) -> list[Question]: ...
    def admitted(self, tx: Tx, answers: Sequence[list[Row]]) -> Sender: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that is to be decided.

    Attributes:
        wanted: what is read and locked for it.
        touched: every person, card and chip it names; batches that share none of them
            may be decided in one transaction.
    """

    door: Door
    entries: Sequence[Entry]
    wanted: Wanted
    touched: frozenset[str]


def batch_of(door: Door, entries: Sequence[Entry]) -> Batch:
    """Return the batch with all it talks about."""
    cards, chips = set[str](), set[str]()
    people, families, looked_at = set[str](), set[str](), set[str]()
    for entry in entries:
        operation = entry.operation
        if operation is None:
            continue
        people.add(operation.ssn)
        cards.update(judge.named_cards(operation))
        if judge.creates(operation):
            families.add(operation.ssn)
            chips.update(judge.named_chips(operation))
        if judge.asks_for_holder(operation):
            looked_at.add(operation.ssn)
    wanted = Wanted(
        frozenset(families), frozenset(cards), frozenset(chips), frozenset(looked_at)
    )
    return Batch(door, entries, wanted, frozenset(people | cards | chips))


def read_entries(parts: Iterable[msgspec.Raw], workstation: str) -> list[Entry]:
    """Take a raw batch apart; an operation that cannot be read is kept by name.

    Raises:
        msgspec.DecodeError: not even the name of an operation can be read.
    """
    raws = list(parts)
    whole = b"[%b]" % b",".join(raws)
    try:
        if _NUL in whole:  # no database stores it in a text
            raise msgspec.ValidationError("NUL")
        operations = decode(whole, list[WireOperation])
    except msgspec.DecodeError:
        return [_read_one(raw, workstation) for raw in raws]
    return [_entry(operation, operation, workstation) for operation in operations]


def _read_one(part: msgspec.Raw, workstation: str) -> Entry:
    name = decode(part, OperationName)
    try:
        operation = decode(part, WireOperation)
    except msgspec.DecodeError as exc:
        _log.warning("operation unreadable: %s", type(exc).__name__)
        return Entry(name, None, name.digest or "unreadable")
    made = _entry(name, operation, workstation)
    return Entry(name, None, made.digest) if _NUL in bytes(part) else made


def _entry(name: Name, operation: WireOperation, workstation: str) -> Entry:
    digest = content_digest(operation)
    genuine = operation.workstation == workstation and operation.digest == digest
    return Entry(name, operation if genuine else None, digest)
