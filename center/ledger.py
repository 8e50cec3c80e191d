"""Apply batches of operations, each act once, in the transaction of its effects.

The number (workstation, incarnation, sequence) names an operation, its digest says
what it holds. The same number with another digest is an alarm, never an effect.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from center import book, judge, marks, world
from center.book import LATER, UNKNOWN, Book, Known, Name, reused
from center.database import Insert, Row, Tx
from center.entries import Batch, Door, Entry, batch_of
from center.errors import Denied
from center.rows import to_ms
from center.world import Seen, Sender, Wanted, World, store
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.states import Kind
from sync.wire import (
    BatchAnswer,
    OperationAnswer,
    OperationName,
    StatusQuery,
    Word,
    card_row,
    encode,
)

_log = logging.getLogger(__name__)
_RECORD = Insert(
    "operation",
    "workstation, incarnation, sequence, op_id, digest, office_code, kind, ssn, "
    "card_no, base_version, detail, hlc, made_at, receipt_no, clerk, outcome, code, "
    "cards, applied_at",
)
_UNREADABLE: Row = ("unreadable", "", "", 0, "{}", "", 0, "", "")


@dataclass(slots=True)
class _Desk:
    """One batch of the transaction: what is known of it, what became of it."""

    batch: Batch
    sender: Sender
    book: Book
    marks: marks.Marks
    decided: list[tuple[Name, Known]] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    new: set[tuple[str, int]] = field(default_factory=set)


def apply_batch(
    tx: Tx, door: Door, entries: Sequence[Entry], now: datetime
) -> BatchAnswer:
    """Decide what is new, answer what is known, record all in this transaction.

    Raises:
        Denied: the sender is not let in.
    """
    return apply_one(tx, batch_of(door, entries), now)


def apply_one(tx: Tx, batch: Batch, now: datetime) -> BatchAnswer:
    """Apply one batch alone; nothing is kept of a sender that is not let in.

    Raises:
        Denied: the sender is not let in.
    """
    (answer,) = apply_group(tx, (batch,), now)
    if isinstance(answer, Denied):
        raise answer
    return answer


def apply_group(
    tx: Tx, batches: Sequence[Batch], now: datetime
) -> list[BatchAnswer | Denied]:
    """Apply batches of different workstations in one transaction, as if in turn.

    No two of them may touch the same person, card or chip (``center.lanes``): then
    none can see what another does. One whose sender is not let in has no effect.
    """
    desks, place = _sit_down(tx, batches)
    here = [desk for desk in desks if isinstance(desk, _Desk)]
    for desk in here:
        _work_off(tx, desk, place, now)
    tx.insert(_RECORD, [record for desk in here for record in desk.records])
    reached = [marks.advanced(desk.marks, desk.new) for desk in here]
    marks.store(
        tx,
        [
            (desk.sender.workstation, desk.marks, mark)
            for desk, mark in zip(here, reached, strict=True)
        ],
    )
    store(tx, place, to_ms(now))
    marked = iter(reached)
    return [
        desk if isinstance(desk, Denied) else _answers(desk, place, next(marked))
        for desk in desks
    ]


def _work_off(tx: Tx, desk: _Desk, place: World, now: datetime) -> None:
    """Decide the acts of one batch in their order."""
    held = set[str]()
    for entry in desk.batch.entries:
        known = desk.book.of(entry.name)
        if known is None:
            known = _decide(entry, place, desk.sender, now, held)
            if known.word is not Word.LATER:
                desk.records.append(_record(entry, known, desk.sender, now))
                desk.new.add(entry.number)
                desk.book.by_number[entry.number] = known
                desk.book.by_id[entry.name.op_id] = known
        elif known.digest != entry.digest:
            known = _alarm(tx, entry, desk.sender, now)
        if known.word is Word.REFUSED:
            held.add(known.ssn)
        desk.decided.append((entry.name, known))


def _answers(desk: _Desk, place: World, mark: dict[str, int]) -> BatchAnswer:
    entries = desk.batch.entries
    return BatchAnswer(
        outcomes=tuple(_answer(name, known, place) for name, known in desk.decided),
        mark=mark.get(entries[0].name.incarnation, 0) if entries else 0,
    )


def _sit_down(tx: Tx, batches: Sequence[Batch]) -> tuple[list[_Desk | Denied], World]:
    """Ask for everything at once; each statement sees what its locks waited for."""
    wanted = Wanted.union([batch.wanted for batch in batches])
    names = [[entry.name for entry in batch.entries] for batch in batches]
    pairs = list(zip(batches, names, strict=True))
    parts = [
        *(batch.door.questions(tx) for batch in batches),
        *(book.numbers_asked(tx, b.door.workstation, own) for b, own in pairs),
        *(marks.questions(tx, b.door.workstation, own) for b, own in pairs),
        [book.ids_asked(tx, [name for own in names for name in own])],
        world.questions(tx, wanted),
    ]
    answers = iter(tx.ask([question for part in parts for question in part]))
    told = iter([[next(answers) for _ in part] for part in parts])
    doors, numbers, counted = ([next(told) for _ in batches] for _ in range(3))
    shared = book.read(*next(told)).by_id
    place = world.read(next(told))
    desks: list[_Desk | Denied] = [
        _desk(tx, batch, entered, (book.read(*rows, by_id=shared), marks.read(beyond)))
        for batch, entered, rows, beyond in zip(
            batches, doors, numbers, counted, strict=True
        )
    ]
    here = [desk for desk in desks if isinstance(desk, _Desk)]
    world.add_foreign(tx, place, [seen for desk in here for seen in _seen(desk)])
    _add_cards(tx, here, place)
    _add_lines(tx, here, place)
    return desks, place


def _desk(
    tx: Tx, batch: Batch, entered: Sequence[list[Row]], known: tuple[Book, marks.Marks]
) -> _Desk | Denied:
    try:
        return _Desk(batch, batch.door.admitted(tx, entered), *known)
    except Denied as denied:
        return denied


def _seen(desk: _Desk) -> list[Seen]:
    return [
        (e.operation.card_no, e.operation.base_version, desk.sender.workstation)
        for e in desk.batch.entries
        if e.operation is not None
    ]


def _add_cards(tx: Tx, desks: Sequence[_Desk], place: World) -> None:
    """A known number may be about cards that its sender does not name now."""
    rows = (known for desk in desks for known in desk.book.by_number.values())
    named = {no for known in rows for no in known.cards}
    if desks:  # all share what is known by id
        named |= {no for known in desks[0].book.by_id.values() for no in known.cards}
    missing = frozenset(named - place.cards.keys())
    if missing:
        place.add(world.load(tx, Wanted(frozenset(), missing)))


def _add_lines(tx: Tx, desks: Sequence[_Desk], place: World) -> None:
    """A card that is handed out may end the ones it follows (R-31)."""
    given = (
        place.cards.get(entry.operation.card_no)
        for desk in desks
        for entry in desk.batch.entries
        if entry.operation is not None and entry.operation.kind is Kind.HAND_OUT
    )
    families = frozenset(
        card.ssn
        for card in given
        if card is not None
        and card.previous_card_no is not None
        and card.previous_card_no not in place.cards
    )
    if families:
        place.add(world.load(tx, Wanted(families, frozenset())))


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
    cards = judge.named_cards(operation)
    return Known(entry.digest, word, code, operation.ssn, cards)


def _record(
    entry: Entry, known: Known, sender: Sender, now: datetime
) -> tuple[object, ...]:
    op, name = entry.operation, entry.name
    content = _UNREADABLE
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
