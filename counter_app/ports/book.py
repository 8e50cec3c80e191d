"""The stock book, the closed days and the reads of reports, as the services see them.

Moves are written by the store itself at every change of a card's stock state or place
and of a blank's state; whatever is not booked under an act of its own when the unit of
work commits, is booked under the person of its last audit row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from counter_app.domain.closing import CaseFact, MoveFact, ReceiptFact, WriteFact
from counter_app.domain.records import Card, CardNo, CardUid, Ssn
from counter_app.domain.states import BlankState, StockState
from counter_app.domain.stock import Account, ActKind, MoveSum


@dataclass(frozen=True, slots=True)
class StockAct:
    """Who moved stock, with whom, on which paper and why."""

    act_id: str
    kind: ActKind
    at: datetime
    actor: str
    second: str = ""  # the other person where two sign
    paper_no: str = ""
    reason: str = ""
    receipt_no: str = ""  # of the case that moved it


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line of the stock book."""

    at: datetime
    kind: ActKind
    item: str
    number: str
    before: int | None
    after: int
    place_before: str
    place_after: str
    actor: str
    second: str
    paper_no: str
    reason: str
    receipt_no: str


@dataclass(frozen=True, slots=True)
class StockCount:
    """盘点: one account or box counted against the book."""

    count_id: str
    at: datetime
    account: Account
    box: str  # "" counts the whole account
    book: int
    counted: int
    reason: str
    actor: str
    second: str


@dataclass(frozen=True, slots=True)
class BlankBox:
    """A box of blanks with its range of serial numbers."""

    box: str
    prefix: str
    first: int
    last: int
    at: datetime
    actor: str
    second: str
    paper_no: str

    @property
    def count(self) -> int:
        """How many cards the range holds."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """日结: a day that is frozen; ``content`` is its report as JSON."""

    day: date
    ends_at: datetime  # what happens later belongs to the next day
    closed_at: datetime
    closed_by: str
    content: str
    sha256: str
    audit_row: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """冲正: a case that an opposite case took back (R-51)."""

    case_id: str
    by_case_id: str
    at: datetime
    actor: str
    second: str
    reason: str


class StockBook(Protocol):
    """Writes of the book inside a unit of work."""

    def book(self, act: StockAct) -> int:
        """Put the moves made so far in this unit under an act; return how many."""

    def add_move(self, move: MoveFact, place: str = "") -> None:
        """Add a move that changes no row (a box received, a card marked again)."""

    def add_count(self, count: StockCount) -> None: ...
    def add_box(self, box: BlankBox) -> None: ...
    def boxes(self) -> Sequence[BlankBox]: ...
    def draw(self, keeper: str, number: int) -> int:
        """Give blanks out of the safe to a clerk; return how many there were."""

    def give_back(self, keeper: str) -> int: ...
    def blanks_by_state(self) -> dict[tuple[int, str], int]:
        """Return blanks by state and keeper ("" is the safe)."""

    def in_place(self, box: str, states: Iterable[StockState]) -> Sequence[Card]:
        """Return the cards of a box (or box prefix) in these states."""

    def blank_number(self, card_uid: CardUid) -> BlankState | None: ...


class Days(Protocol):
    """Closed days, reversals and paper numbers."""

    def get(self, day: date) -> ClosedDay | None: ...
    def last_before(self, day: date) -> ClosedDay | None: ...
    def add(self, day: ClosedDay) -> None: ...
    def first_case(self) -> datetime | None: ...
    def active(self, start: datetime, end: datetime) -> bool:
        """Tell whether cases or stock moves were made in the span."""

    def add_reversal(self, reversal: Reversal) -> None: ...
    def reversal_of(self, case_id: str) -> Reversal | None: ...
    def set_paper(self, paper_no: str, case_id: str, by: str, at: datetime) -> None: ...
    def paper_of(self, case_id: str) -> str: ...


@dataclass(frozen=True, slots=True)
class UnitCount:
    """Cases of one unit's people."""

    unit: str
    cases: int
    cards: int


@dataclass(frozen=True, slots=True)
class UncollectedRow:
    """A card that waits at the office for its holder."""

    card_no: CardNo
    ssn: Ssn
    name: str
    phone: str
    unit: str
    box_position: str
    stock_state: StockState
    arrived_on: date | None


@dataclass(frozen=True, slots=True)
class LossRow:
    """A temporary loss that ends soon (R-21, R-22)."""

    card_no: CardNo
    ssn: Ssn
    name: str
    phone: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LostRow:
    """A card under loss as this office knows it; ``status`` is its code."""

    card_no: CardNo
    ssn: Ssn
    name: str
    status: str  # "2" formal, "4" temporary, "pending" not yet at the center
    reported_as: str = ""  # what was reported here last: "2" or "4"
    reported_at: datetime | None = None  # here, the last time
    ends_at: datetime | None = None  # of a temporary loss, as the center told


@dataclass(frozen=True, slots=True)
class LastAct:
    """Which act of the book brought a card into its stock state."""

    at: datetime
    kind: ActKind
    actor: str
    reason: str
    receipt_no: str


@dataclass(frozen=True, slots=True)
class Sensitive:
    """How often a sensitive act was approved, and by whom (R-50)."""

    event: str
    actor: str
    count: int


class BookReads(Protocol):
    """Plain reads for stock, reports, closing and lists."""

    def move_sums(
        self, start: datetime | None, end: datetime | None
    ) -> Sequence[MoveSum]: ...
    def moves(self, page: int, size: int = 50) -> Sequence[MoveRow]: ...
    def custody(self, start: datetime, end: datetime) -> dict[str, dict[str, int]]:
        """Return the blanks each clerk kept: in hand, drawn, good, spoilt, back."""

    def units(
        self, start: datetime, end: datetime, limit: int = 30
    ) -> Sequence[UnitCount]: ...
    def refusals(self, start: datetime, end: datetime) -> dict[str, int]: ...
    def uploaded(self, start: datetime, end: datetime) -> int: ...
    def reversed_count(self, start: datetime, end: datetime) -> int: ...
    def sensitive(self, start: datetime, end: datetime) -> Sequence[Sensitive]: ...
    def case_facts(self, start: datetime, end: datetime) -> Sequence[CaseFact]: ...
    def receipt_facts(
        self, start: datetime, end: datetime
    ) -> tuple[Sequence[ReceiptFact], dict[str, int]]: ...
    def write_facts(self, start: datetime, end: datetime) -> Sequence[WriteFact]: ...
    def move_facts(self, start: datetime, end: datetime) -> Sequence[MoveFact]: ...
    def counts_of(self, start: datetime, end: datetime) -> Sequence[StockCount]: ...
    def uncollected(
        self, arrived_until: date, page: int, size: int = 50
    ) -> Sequence[UncollectedRow]: ...
    def losses_ending(
        self, until: datetime, page: int, size: int = 50
    ) -> Sequence[LossRow]: ...
    def scrap(self, page: int, size: int = 50) -> Sequence[UncollectedRow]: ...
    def lost(self, page: int, size: int = 50) -> Sequence[LostRow]: ...
    def last_acts(self, numbers: Sequence[str]) -> dict[str, LastAct]:
        """Return the act that changed each card's stock state last."""
