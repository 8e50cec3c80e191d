"""The reconciliation of one day: what does not fit together is named; pure.

Cases, receipts, card writes, blanks, old cards, the stock book and the supervisor's
count are laid side by side (business.md 8, 9.2; G23). Each difference has a code of
``codes.closing`` and a key that says what it is about; nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from counter_app.domain.codes.closing import ClosingCode
from counter_app.domain.states import (
    MAKING_KINDS,
    BlankState,
    IntentState,
    Kind,
    StockState,
)
from counter_app.domain.stock import Account, Item, Ledger

_OPEN = frozenset({IntentState.OPEN, IntentState.DOUBTFUL})
_GIVEN = frozenset({StockState.TO_ENABLE, StockState.HANDED_OUT})


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A case of the day."""

    case_id: str
    receipt_no: str
    business: Kind
    card_no: str
    old_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptFact:
    """A receipt of the day; ``running`` is its number within ``series``."""

    receipt_no: str
    case_id: str
    printed: bool
    series: str
    running: int


@dataclass(frozen=True, slots=True)
class WriteFact:
    """A journalled card write of the day."""

    case_id: str
    card_uid: str
    state: IntentState


@dataclass(frozen=True, slots=True)
class MoveFact:
    """A move of the day that left or entered the stock."""

    item: str
    number: str
    before: int | None
    after: int
    receipt_no: str = ""


@dataclass(frozen=True, slots=True)
class DayBooks:
    """Everything of a day that must fit together.

    Attributes:
        last_running: highest running number per series before this day; a series
            that is not named begins at 1.
        counted: what the supervisor counted, by account.
    """

    cases: tuple[CaseFact, ...] = ()
    receipts: tuple[ReceiptFact, ...] = ()
    writes: tuple[WriteFact, ...] = ()
    moves: tuple[MoveFact, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    last_running: tuple[tuple[str, int], ...] = ()
    counted: tuple[tuple[Account, int], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Discrepancy:
    """One difference; ``key`` is a number of the books, never a person's."""

    code: ClosingCode
    key: str
    expected: int = 0
    found: int = 0


def reconcile(books: DayBooks) -> tuple[Discrepancy, ...]:
    """Return every difference of the day, sorted; empty when all fits."""
    found: list[Discrepancy] = []
    for check in (_receipts, _numbers, _writes, _blanks, _cards, _book, _count):
        found += check(books)
    return tuple(sorted(set(found)))


def _receipts(books: DayBooks) -> Iterator[Discrepancy]:
    cases = {case.case_id for case in books.cases}
    have = {receipt.case_id for receipt in books.receipts}
    for case in books.cases:
        if case.case_id not in have:
            yield _one(ClosingCode.CASE_WITHOUT_RECEIPT, case.receipt_no)
    for receipt in books.receipts:
        if receipt.case_id not in cases:
            yield _one(ClosingCode.RECEIPT_WITHOUT_CASE, receipt.receipt_no)
        elif not receipt.printed:
            yield _one(ClosingCode.RECEIPT_UNPRINTED, receipt.receipt_no)


def _numbers(books: DayBooks) -> Iterator[Discrepancy]:
    """Running numbers follow one another without a gap (9.3, G10)."""
    before = dict(books.last_running)
    series: dict[str, list[int]] = {}
    for receipt in books.receipts:
        series.setdefault(receipt.series, []).append(receipt.running)
    for name, numbers in sorted(series.items()):
        expected = set(range(before.get(name, 0) + 1, max(numbers) + 1))
        for missing in sorted(expected - set(numbers)):
            yield _one(ClosingCode.RECEIPT_GAP, f"{name} {missing:06d}")


def _writes(books: DayBooks) -> Iterator[Discrepancy]:
    done = {w.case_id for w in books.writes if w.state is IntentState.DONE}
    cases = {case.case_id for case in books.cases}
    for case in books.cases:
        if case.business in MAKING_KINDS and case.case_id not in done:
            yield _one(ClosingCode.CASE_WITHOUT_WRITE, case.receipt_no)
    for write in books.writes:
        if write.state in _OPEN:
            yield _one(ClosingCode.WRITE_OPEN, write.card_uid)
        elif write.state is IntentState.DONE and write.case_id not in cases:
            yield _one(ClosingCode.WRITE_WITHOUT_CASE, write.card_uid)


def _blanks(books: DayBooks) -> Iterator[Discrepancy]:
    moved: dict[int, set[str]] = {}
    for move in books.moves:
        if move.item == Item.BLANK:
            moved.setdefault(move.after, set()).add(move.number)
    used = moved.get(BlankState.USED, set())
    spoilt = moved.get(BlankState.SPOILT, set())
    written = {w.card_uid for w in books.writes if w.state is IntentState.DONE}
    for uid in written - used:
        yield _one(ClosingCode.BLANK_NOT_BOOKED, uid)
    for uid in used - written:
        yield _one(ClosingCode.BLANK_WITHOUT_WRITE, uid)
    for write in books.writes:
        if write.state is IntentState.SPOILT and write.card_uid not in spoilt:
            yield _one(ClosingCode.SPOILT_NOT_BOOKED, write.card_uid)


def _cards(books: DayBooks) -> Iterator[Discrepancy]:
    """Every card handed out left the book, and every one that left has its case."""
    cards = [move for move in books.moves if move.item == Item.CARD]
    gone = {m.number for m in cards if m.after in _GIVEN and m.before not in _GIVEN}
    back = {m.number for m in cards if m.after == StockState.VOIDED}
    undone = {m.number for m in cards if m.before == StockState.VOIDED}
    given = {c.card_no for c in books.cases if c.business is Kind.HAND_OUT}
    for number in given - gone:
        yield _one(ClosingCode.CARD_NOT_BOOKED, number)
    for number in gone - given - undone:
        yield _one(ClosingCode.CARD_WITHOUT_CASE, number)
    for case in books.cases:
        if case.old_taken_back and case.card_no not in back:
            yield _one(ClosingCode.OLD_CARD_NOT_BOOKED, case.receipt_no)


def _book(books: DayBooks) -> Iterator[Discrepancy]:
    for ledger in books.ledgers:
        if ledger.rows is not None and ledger.rows != ledger.closing:
            yield Discrepancy(
                ClosingCode.BOOK, ledger.account, ledger.closing, ledger.rows
            )


def _count(books: DayBooks) -> Iterator[Discrepancy]:
    counted = dict(books.counted)
    for ledger in books.ledgers:
        found = counted.get(ledger.account)
        if found is None or found == ledger.closing:
            continue
        short = found < ledger.closing
        code = ClosingCode.COUNT_SHORT if short else ClosingCode.COUNT_OVER
        yield Discrepancy(code, ledger.account, ledger.closing, found)


def _one(code: ClosingCode, key: str) -> Discrepancy:
    return Discrepancy(code, key, 1, 0)


def summary(found: Iterable[Discrepancy]) -> dict[str, int]:
    """Return how often each code occurs."""
    return dict(sorted(Counter(str(one.code) for one in found).items()))
