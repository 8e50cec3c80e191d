"""Apply a batch of operations, each once, in the transaction of its effects.

The number (workstation, incarnation, sequence) names an operation, its digest says
what it holds. The same number with another digest is an alarm, never an effect.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec

from center import book, judge, marks, world
from center.book import LATER, UNKNOWN, Book, Known, Name, reused
from center.database import Insert, Question, Row, Tx
from center.rows import to_ms
from center.world import Sender, Wanted, World, store
from counter_app.domain.codes.center import CenterCode
from sync.wire import (
    BatchAnswer,
    OperationAnswer,
    OperationName,
    StatusQuery,
    WireOperation,
    Word,
    card_row,
    content_digest,
    decode,
    encode,
)

_log = logging.getLogger(__name__)
_NUL = b"\\u0000"
_RECORD = Insert(
    "operation",
    "workstation, incarnation, sequence, op_id, digest, office_code, kind, ssn, "
    "card_no, base_version, detail, hlc, made_at, receipt_no, clerk, outcome, code, "
    "cards, applied_at",
)


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


def read_entries(parts: Iterable[msgspec.Raw], workstation: str) -> list[Entry]:
    """Take a raw batch apart; an operation that cannot be read is kept by name.

    Raises:
        msgspec.DecodeError: not even the name of an operation can be read.
    """
    raws = list(parts)
    try:
        operations = decode(b"[%b]" % b",".join(raws), list[WireOperation])
    except msgspec.DecodeError:
        return [_read_one(raw, workstation) for raw in raws]
    return [
        _entry(operation, operation, raw, workstation)
        for operation, raw in zip(operations, raws, strict=True)
    ]


def _read_one(part: msgspec.Raw, workstation: str) -> Entry:
    name = decode(part, OperationName)
    try:
        operation = decode(part, WireOperation)
    except msgspec.DecodeError as exc:
        _log.warning("operation unreadable: %s", type(exc).__name__)
        return Entry(name, None, name.digest or "unreadable")
    return _entry(name, operation, part, workstation)


def _entry(
    name: Name, operation: WireOperation, part: msgspec.Raw, workstation: str
) -> Entry:
    digest = content_digest(operation)
    genuine = (
        operation.workstation == workstation
        and operation.digest == digest
        and _NUL not in bytes(part)  # no database stores it in a text
    )
    return Entry(name, operation if genuine else None, digest)


class Door(Protocol):
    """Lets a sender in inside the batch's own transaction."""

    @property
    def workstation(self) -> str: ...
    def questions(self, tx: Tx) -> list[Question]: ...
    def admitted(self, tx: Tx, answers: Sequence[list[Row]]) -> Sender: ...


def apply_batch(
    tx: Tx, door: Door, entries: Sequence[Entry], now: datetime
) -> BatchAnswer:
    """Decide what is new, answer what is known, record all in this transaction."""
    names = [entry.name for entry in entries]
    desk = _sit_down(tx, door, entries)
    records: list[tuple[object, ...]] = []
    answers, held = [], set[str]()
    for entry in entries:
        known = desk.book.of(entry.name)
        if known is None:
            known = _decide(entry, desk.world, desk.sender, now, held)
            if known.word is not Word.LATER:
                records.append(_record(entry, known, desk.sender, now))
                desk.book.by_number[entry.number] = known
                desk.book.by_id[entry.name.op_id] = known
        elif known.digest != entry.digest:
            known = _alarm(tx, entry, desk.sender, now)
        if known.word is Word.REFUSED:
            held.add(known.ssn)
        answers.append((entry.name, known))
    tx.insert(_RECORD, records)
    new = {(str(record[1]), int(str(record[2]))) for record in records}
    mark = marks.advance(tx, door.workstation, desk.marks, new)
    store(tx, desk.world, to_ms(now))
    return BatchAnswer(
        outcomes=tuple(_answer(name, known, desk.world) for name, known in answers),
        mark=mark.get(names[0].incarnation, 0) if names else 0,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """All a batch needs, read under its locks."""

    sender: Sender
    book: Book
    world: World
    marks: marks.Marks


def _sit_down(tx: Tx, door: Door, entries: Sequence[Entry]) -> _Desk:
    """Ask for everything at once; each statement sees what its locks waited for."""
    names = [entry.name for entry in entries]
    incarnations = sorted({name.incarnation for name in names})
    wanted = _wanted(entries)
    parts = (
        door.questions(tx),
        book.questions(tx, door.workstation, names),
        marks.questions(tx, door.workstation, incarnations),
        world.questions(tx, wanted),
    )
    answers = iter(tx.ask([question for part in parts for question in part]))
    entered, recorded, counted, found = (
        [next(answers) for _ in part] for part in parts
    )
    sender = door.admitted(tx, entered)
    made = _Desk(sender, book.read(*recorded), world.read(found), marks.read(counted))
    seen = [(e.operation.card_no, e.operation.base_version)
            for e in entries if e.operation is not None]  # fmt: skip
    world.add_foreign(tx, made.world, seen, door.workstation)
    _add_cards(tx, made)
    return made


def _add_cards(tx: Tx, desk: _Desk) -> None:
    """A known number may be about cards that its sender does not name now."""
    named = {no for known in desk.book.by_number.values() for no in known.cards}
    named |= {no for known in desk.book.by_id.values() for no in known.cards}
    missing = frozenset(named - desk.world.cards.keys())
    if missing:
        more = world.load(tx, Wanted(frozenset(), missing))
        desk.world.cards.update(more.cards)
        desk.world.stored.update(more.cards)
        desk.world.offices.update(more.offices)


def look(tx: Tx, sender: Sender, query: StatusQuery) -> BatchAnswer:
    """Answer what became of operations; ``unknown`` when they never arrived."""
    names = query.operations
    rows = book.look_up(tx, sender.workstation, names)
    found = [(name, rows.of(name)) for name in names]
    cards = frozenset(no for _, known in found if known for no in known.cards)
    seen = world.load(tx, Wanted(frozenset(), cards))
    return BatchAnswer(
        outcomes=tuple(
            _answer(name, _told(name, known, rows), seen) for name, known in found
        )
    )


def _told(name: OperationName, known: Known | None, rows: Book) -> Known:
    """Whoever does not know the content learns nothing of the outcome."""
    if known is None or known.digest == name.digest:
        return known or UNKNOWN
    numbered = (name.incarnation, name.sequence) in rows.by_number
    return reused(known.ssn) if numbered else UNKNOWN


def _wanted(entries: Sequence[Entry]) -> Wanted:
    operations = [e.operation for e in entries if e.operation is not None]
    cards, chips, families = set[str](), set[str](), set[str]()
    for operation in operations:
        cards.update(judge.named_cards(operation))
        if judge.creates(operation):
            families.add(operation.ssn)
            chips.update(judge.named_chips(operation))
    return Wanted(
        frozenset(families),
        frozenset(cards),
        frozenset(chips),
        frozenset(op.ssn for op in operations if judge.asks_for_holder(op)),
    )


def _decide(
    entry: Entry, place: World, sender: Sender, now: datetime, held: set[str]
) -> Known:
    operation = entry.operation
    if operation is None:
        invalid = CenterCode.OPERATION_INVALID.value
        return Known(entry.digest, Word.REFUSED, invalid, "", ())
    if operation.ssn in held and not judge.is_loss(operation):
        return LATER
    word, code = judge.judge(operation, place, sender, now)
    cards = tuple(sorted(judge.named_cards(operation)))
    return Known(entry.digest, word, code, operation.ssn, cards)


def _record(
    entry: Entry, known: Known, sender: Sender, now: datetime
) -> tuple[object, ...]:
    op, name = entry.operation, entry.name
    content: tuple[object, ...] = ("unreadable", "", "", 0, "{}", "", 0, "", "")
    if op is not None:
        content = (
            op.kind.value,
            op.ssn,
            op.card_no,
            op.base_version,
            encode(op.detail).decode(),
            op.hlc,
            to_ms(op.made_at),
            op.receipt_no,
            op.clerk,
        )
    return (
        *(sender.workstation, name.incarnation, name.sequence, name.op_id),
        *(known.digest, sender.office_code),
        *content,
        *(known.word.value, known.code, encode(known.cards).decode(), to_ms(now)),
    )


def _alarm(tx: Tx, entry: Entry, sender: Sender, now: datetime) -> Known:
    incarnation, sequence = entry.number
    _log.error("number reused: %s %s %d", sender.workstation, incarnation, sequence)
    tx.run(
        "INSERT INTO alarm (at, kind, workstation, detail) VALUES (?, ?, ?, ?)",
        (
            to_ms(now),
            CenterCode.SEQUENCE_REUSED.value,
            sender.workstation,
            f"{incarnation} {sequence} {entry.digest}",
        ),
    )
    return reused(entry.operation.ssn if entry.operation else "")


def _answer(name: Name, known: Known, place: World) -> OperationAnswer:
    rows = (place.cards.get(number) for number in known.cards)
    return OperationAnswer(
        incarnation=name.incarnation,
        sequence=name.sequence,
        op_id=name.op_id,
        outcome=known.word,
        code=known.code,
        cards=tuple(card_row(c) for c in rows if c and c.ssn == known.ssn),
    )
