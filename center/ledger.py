"""Apply a batch of operations, each once, in the transaction of its effects.

The number (workstation, incarnation, sequence) names an operation, its digest says
what it holds. The same number with another digest is an alarm, never an effect.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from center import judge
from center.book import LATER, UNKNOWN, Book, Known, look_up, reused
from center.database import Insert, Tx
from center.rows import to_ms
from center.world import Sender, Wanted, World, load, store
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
)

_log = logging.getLogger(__name__)
_MARK_PAGE = 1000
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

    name: OperationName
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
    entries = []
    for part in parts:
        name = decode(part, OperationName)
        try:
            operation = decode(part, WireOperation)
        except msgspec.DecodeError as exc:
            _log.warning("operation unreadable: %s", type(exc).__name__)
            entries.append(Entry(name, None, name.digest or "unreadable"))
            continue
        digest = content_digest(operation)
        genuine = (
            operation.workstation == workstation
            and operation.digest == digest
            and _NUL not in bytes(part)  # no database stores it in a text
        )
        entries.append(Entry(name, operation if genuine else None, digest))
    return entries


def apply_batch(
    tx: Tx, sender: Sender, entries: Sequence[Entry], now: datetime
) -> BatchAnswer:
    """Decide what is new, answer what is known, record all in this transaction."""
    _lock_sender(tx, sender)
    names = [entry.name for entry in entries]
    book = look_up(tx, sender, names)
    world = load(tx, _wanted(entries, book), sender.workstation)
    records: list[tuple[object, ...]] = []
    answers, held = [], set[str]()
    for entry in entries:
        known = book.of(entry.name)
        if known is None:
            known = _decide(entry, world, sender, now, held)
            if known.word is not Word.LATER:
                records.append(_record(entry, known, sender, now))
                book.by_number[entry.number] = known
                book.by_id[entry.name.op_id] = known
        elif known.digest != entry.digest:
            known = _alarm(tx, entry, sender, now)
        if known.word is Word.REFUSED:
            held.add(known.ssn)
        answers.append((entry.name, known))
    store(tx, world, to_ms(now))
    tx.insert(_RECORD, records)
    mark = _raise_marks(tx, sender.workstation, {n.incarnation for n in names})
    return BatchAnswer(
        outcomes=tuple(_answer(name, known, world) for name, known in answers),
        mark=mark.get(names[0].incarnation, 0) if names else 0,
    )


def look(tx: Tx, sender: Sender, query: StatusQuery) -> BatchAnswer:
    """Answer what became of operations; ``unknown`` when they never arrived."""
    names = query.operations
    book = look_up(tx, sender, names)
    found = [(name, book.of(name)) for name in names]
    cards = frozenset(no for _, known in found if known for no in known.cards)
    world = load(tx, Wanted(frozenset(), cards), sender.workstation)
    return BatchAnswer(
        outcomes=tuple(
            _answer(name, _told(name, known, book), world) for name, known in found
        )
    )


def _told(name: OperationName, known: Known | None, book: Book) -> Known:
    """Whoever does not know the content learns nothing of the outcome."""
    if known is None or known.digest == name.digest:
        return known or UNKNOWN
    numbered = (name.incarnation, name.sequence) in book.by_number
    return reused(known.ssn) if numbered else UNKNOWN


def _lock_sender(tx: Tx, sender: Sender) -> None:
    """One batch of a workstation at a time: a repeated one waits for the first."""
    sql = "SELECT 1 FROM workstation WHERE workstation = ?"
    tx.rows(sql + tx.lock, (sender.workstation,))


def _wanted(entries: Sequence[Entry], book: Book) -> Wanted:
    ssns, cards, chips = set[str](), set[str](), set[str]()
    for entry in entries:
        known, operation = book.of(entry.name), entry.operation
        if known is not None:
            cards.update(known.cards)
        elif operation is not None:
            ssns.add(operation.ssn)
            cards.update(judge.named_cards(operation))
            chips.update(judge.named_chips(operation))
    return Wanted(frozenset(ssns), frozenset(cards), frozenset(chips))


def _decide(
    entry: Entry, world: World, sender: Sender, now: datetime, held: set[str]
) -> Known:
    operation = entry.operation
    if operation is None:
        invalid = CenterCode.OPERATION_INVALID.value
        return Known(entry.digest, Word.REFUSED, invalid, "", ())
    if operation.ssn in held:
        return LATER
    word, code = judge.judge(operation, world, sender, now)
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
            json.dumps(op.detail, ensure_ascii=False),
            op.hlc,
            to_ms(op.made_at),
            op.receipt_no,
            op.clerk,
        )
    return (
        *(sender.workstation, name.incarnation, name.sequence, name.op_id),
        *(known.digest, sender.office_code),
        *content,
        *(known.word.value, known.code, json.dumps(known.cards), to_ms(now)),
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


def _answer(name: OperationName, known: Known, world: World) -> OperationAnswer:
    rows = (world.cards.get(number) for number in known.cards)
    return OperationAnswer(
        incarnation=name.incarnation,
        sequence=name.sequence,
        op_id=name.op_id,
        outcome=known.word,
        code=known.code,
        cards=tuple(card_row(c) for c in rows if c and c.ssn == known.ssn),
    )


def _raise_marks(tx: Tx, workstation: str, incarnations: set[str]) -> dict[str, int]:
    marks = {}
    for incarnation in incarnations:
        key = (workstation, incarnation)
        found = tx.row(
            "SELECT mark FROM incarnation WHERE workstation = ? AND incarnation = ?",
            key,
        )
        old = int(found[0]) if found else 0
        mark = _contiguous(tx, key, old)
        if mark != old or found is None:
            tx.run(
                "INSERT INTO incarnation (workstation, incarnation, mark) "
                "VALUES (?, ?, ?) ON CONFLICT (workstation, incarnation) "
                "DO UPDATE SET mark = excluded.mark",
                (*key, mark),
            )
        marks[incarnation] = mark
    return marks


def _contiguous(tx: Tx, key: tuple[str, str], mark: int) -> int:
    """Return the last sequence number up to which none is missing."""
    while True:
        rows = tx.rows(
            "SELECT sequence FROM operation WHERE workstation = ? AND incarnation = ? "
            "AND sequence > ? ORDER BY sequence LIMIT ?",
            (*key, mark, _MARK_PAGE),
        )
        for (sequence,) in rows:
            if sequence != mark + 1:
                return mark
            mark += 1
        if len(rows) < _MARK_PAGE:
            return mark
