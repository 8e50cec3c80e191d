"""The store port: units of work that commit whole, and plain reads.

``Store.unit_of_work`` opens ``BEGIN IMMEDIATE``; leaving the block without
``commit()`` rolls back. Rows are frozen values of ``domain.records``.
Every method may raise :class:`~counter_app.domain.errors.StoreError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from counter_app.domain.records import (
    AuditRow,
    BlankCard,
    Card,
    CardNo,
    CardUid,
    Case,
    Holder,
    Intent,
    Office,
    Operation,
    Operator,
    PinRecord,
    PrintJob,
    Receipt,
    Ssn,
)
from counter_app.domain.states import BlankState, Effect, IntentState, Kind
from counter_app.ports.applications import (
    ApplicationReads,
    Applications,
    CampaignReads,
    Campaigns,
)
from counter_app.ports.book import BookReads, Days, StockBook
from counter_app.ports.drafts import DraftReads, Drafts
from counter_app.ports.entries import AuditEntry, Decision
from counter_app.ports.photos import PhotoReads, Photos
from counter_app.ports.reviews import Parcels, Reviews
from counter_app.ports.units import UnitJobs, UnitReads

Row = TypeVar("Row")
#: Setting: a restored or copied file may not write cards before it has pulled.
MUST_PULL = "store.must_pull"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; ``more`` tells whether a next page exists."""

    rows: tuple[Row, ...]
    number: int  # 0-based
    more: bool


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One line of a search answer."""

    ssn: Ssn
    name: str
    sex: str
    birth_date: date
    unit: str
    card_no: CardNo | None  # the newest card of this holder at this office
    app_status: int | None


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One line of today's list: the case with the effect of its worst operation."""

    case_id: str
    receipt_no: str
    business: Kind
    ssn: Ssn
    name: str
    card_no: CardNo
    clerk: str
    made_at: datetime
    effect: Effect
    refusal: str | None
    printed: bool
    copies: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """Figures of the daily issuance report, one row per business and result."""

    business: Kind
    clerk: str
    bank: str
    effect: Effect
    count: int
    channel: str = ""


@dataclass(frozen=True, slots=True)
class OutboxState:
    """What the status bar and ``sync status`` tell (G14)."""

    waiting: int  # pending operations, sent or not, without an outcome
    refused: int  # refused, not yet settled by a person
    doubtful: int  # open or doubtful card writes
    oldest_waiting: datetime | None
    oldest_loss: datetime | None = None  # the oldest pending loss


class Holders(Protocol):
    """The office's slice of the roll."""

    def get(self, ssn: Ssn) -> Holder | None: ...
    def put_many(self, holders: Iterable[Holder]) -> None:
        """Insert or replace; search keys (pinyin, initials) are made here."""

    def put_names_off(self) -> None:
        """Before a first load: make what searching names needs later.

        Does nothing where somebody is here already. Until ``catch_up_names`` is done,
        searches by name, letters or telephone answer ``store.names_later``; numbers
        are found as ever.
        """

    def catch_up_names(self, limit: int) -> int:
        """Do the next step of what was put off; return what is left, 0 at the end.

        Args:
            limit: holders of one step.
        """

    def count(self) -> int: ...
    def depart(self, ssn: Ssn, at: datetime) -> None:
        """The person left this office's slice; the row stays for its cases."""

    def departed_at(self, ssn: Ssn) -> datetime | None:
        """Return when the person left; None for one who is here."""


class Cards(Protocol):
    """Cards known to this office."""

    def get(self, card_no: CardNo) -> Card | None: ...
    def those(self, numbers: Iterable[CardNo]) -> dict[CardNo, Card]:
        """Return the cards of these numbers that are here."""

    def by_uid(self, card_uid: CardUid) -> Card | None: ...
    def of_holder(self, ssn: Ssn) -> Sequence[Card]:
        """Return all cards of the holder, newest first."""

    def put(self, card: Card) -> None:
        """Insert or replace one card."""

    def put_many(self, cards: Iterable[Card]) -> None: ...


class Allotments(Protocol):
    """Blank cards and card numbers this office may use for instant writing."""

    def add_blanks(self, blanks: Iterable[BlankCard]) -> None:
        """Insert new blanks; a known one is left as it is."""

    def add_numbers(self, numbers: Iterable[CardNo]) -> None: ...
    def blank(self, card_uid: CardUid) -> BlankCard | None: ...
    def set_blank(self, card_uid: CardUid, state: BlankState) -> None: ...
    def take_number(self) -> CardNo | None:
        """Take the lowest free number out of the allotment; None when empty."""

    def give_back_number(self, card_no: CardNo) -> None: ...
    def spend_number(self, card_no: CardNo) -> None:
        """The center says the number is in use; it is never taken again."""

    def left(self) -> tuple[int, int]:
        """Return how many blanks in stock and free numbers remain."""


class Cases(Protocol):
    """Cases made at this workstation."""

    def add(self, case: Case) -> None: ...
    def get(self, case_id: str) -> Case | None: ...
    def by_submit_key(self, submit_key: str) -> Case | None:
        """Find the case a form already made (double submit, G31)."""

    def agent_count(self, agent_id: str, since: datetime) -> int:
        """Count hand-outs to this agent since ``since`` (R-20)."""


class Operations(Protocol):
    """The outbox: operations in gap-free sequence per incarnation."""

    def add(self, operation: Operation) -> Operation:
        """Give the next sequence number and store; return the stored row."""

    def get(self, op_id: str) -> Operation | None: ...
    def those(self, op_ids: Iterable[str]) -> dict[str, Operation]:
        """Return the operations of these ids that are here."""

    def of_case(self, case_id: str) -> Sequence[Operation]: ...
    def pending_of(self, ssn: Ssn) -> Sequence[Operation]:
        """Return the holder's operations without an outcome, oldest first."""

    def waiting(self, limit: int) -> Sequence[Operation]:
        """Return what may be sent now: losses first, then by sequence.

        Later operations of a holder wait while an earlier one of the same holder
        is refused and unsettled, or comes before them.
        """

    def decide_pending(self, decisions: Sequence[Decision], at: datetime) -> None:
        """Record many outcomes; all of them are pending (read in the same unit)."""

    def decide(
        self, op_id: str, effect: Effect, refusal: str | None, at: datetime
    ) -> None:
        """Record the center's outcome; a decided row never changes again."""

    def settle(self, op_id: str, *, by: str, at: datetime, note: str = "") -> None:
        """Close a refusal by a person; the holder's later operations go on."""

    def state(self) -> OutboxState: ...


class Journal(Protocol):
    """Card-write intents (commit 1) and their steps."""

    def open(self, intent: Intent) -> None: ...
    def step(self, intent_id: str, step: str) -> None: ...
    def close(self, intent_id: str, state: IntentState, note: str = "") -> None: ...
    def get(self, intent_id: str) -> Intent | None: ...
    def unfinished(self) -> Sequence[Intent]:
        """Return intents that are OPEN or DOUBTFUL, oldest first."""


class PinRecords(Protocol):
    """What this office knows of initial PINs (R-15); no PIN is kept anywhere."""

    def get(self, card_uid: CardUid) -> PinRecord | None: ...
    def issued(self, card_uid: CardUid, at: datetime) -> None:
        """The card was given out with its initial PIN; a later word stays."""

    def changed(self, card_uid: CardUid, at: datetime) -> None:
        """The holder has a PIN of their own choice now."""


class Receipts(Protocol):
    """Receipts and the running number that never restarts (9.3, G10)."""

    def next_number(self) -> int:
        """Return the next running number of this incarnation, 1-based."""

    def add(self, receipt: Receipt) -> None: ...
    def get(self, receipt_no: str) -> Receipt | None: ...
    def of_case(self, case_id: str) -> Receipt | None: ...
    def freeze(self, receipt: Receipt) -> None:
        """Store effect, content, digest and time of the first print, once."""

    def count_copy(self, receipt_no: str) -> int:
        """Add one copy and return the new number of copies."""

    def listing(self, page: int, size: int) -> Page[Receipt]: ...


class PrintJobs(Protocol):
    """Papers that wait for the printer."""

    def add(self, job: PrintJob) -> None: ...
    def get(self, job_id: str) -> PrintJob | None: ...
    def waiting(self, limit: int) -> Sequence[PrintJob]: ...
    def listing(self, page: int, size: int) -> Page[PrintJob]:
        """Return jobs of every state, newest first."""

    def update(self, job: PrintJob) -> None: ...


class Audit(Protocol):
    """Append-only hash chain in the same transaction as the effect."""

    def append(
        self,
        *,
        at: datetime,
        actor: str,
        event: str,
        subject: str = "",
        detail: str = "",
    ) -> AuditRow: ...
    def append_many(
        self, entries: Sequence[AuditEntry], at: datetime
    ) -> tuple[AuditRow, ...]:
        """Append rows, each linked to the one before."""

    def verify(self) -> tuple[int, int | None]:
        """Return the number of rows and the first bad row id (None if whole)."""

    def head(self) -> str:
        """Return the digest of the last row."""

    def rows(self) -> int:
        """Return the number of the last row, 0 for none."""

    def incarnation(self) -> str:
        """Return the incarnation of the file that writes the chain now."""

    def digest_of(self, row_id: int) -> str | None:
        """Return the digest of a row; 64 zeros for row 0, None for one not there."""


class Operators(Protocol):
    """Local accounts."""

    def get(self, login: str) -> Operator | None: ...
    def put(self, operator: Operator) -> None: ...
    def all(self) -> Sequence[Operator]: ...


class Settings(Protocol):
    """Small persistent facts: office, cursor, HLC, last contact, skew."""

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, value: str) -> None: ...
    def office(self) -> Office | None: ...
    def put_office(self, office: Office) -> None: ...


class UnitOfWork(Protocol):
    """All repositories inside one transaction."""

    holders: Holders
    cards: Cards
    allotments: Allotments
    cases: Cases
    operations: Operations
    journal: Journal
    pin_records: PinRecords
    receipts: Receipts
    print_jobs: PrintJobs
    audit: Audit
    operators: Operators
    settings: Settings
    reviews: Reviews
    drafts: Drafts
    parcels: Parcels
    stock: StockBook
    days: Days
    units: UnitJobs
    photos: Photos
    applications: Applications
    campaigns: Campaigns

    def commit(self) -> None: ...


class Queries(
    BookReads,
    UnitReads,
    DraftReads,
    PhotoReads,
    ApplicationReads,
    CampaignReads,
    Protocol,
):
    """Plain reads for lists and search; no shipped query scans the roll (G3)."""

    def search(self, text: str, page: int, size: int = 50) -> Page[HolderRow]:
        """Find holders by id number, card number, name part, pinyin or initials."""

    def today(
        self, start: datetime, end: datetime, page: int, size: int = 50
    ) -> Page[TodayRow]: ...
    def refused(self, page: int, size: int = 50) -> Page[Operation]: ...
    def decided_since(self, start: datetime) -> int:
        """Count operations the center decided since ``start``."""

    def day_counts(self, start: datetime, end: datetime) -> Sequence[DayCount]: ...
    def stock_counts(self) -> dict[int, int]:
        """Return the number of finished cards by stock state."""


class Store(Protocol):
    """An open office database. Threads share the object, never a connection."""

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]: ...
    def bulk_work(self) -> AbstractContextManager[UnitOfWork]:
        """As ``unit_of_work``, with memory for a large load until ``end_bulk``."""

    def end_bulk(self) -> None:
        """A large load is over: give its memory back."""

    def queries(self) -> AbstractContextManager[Queries]: ...
    def backup(self, target: str) -> None:
        """Write an encrypted copy while serving; the copy is checked."""

    def close(self) -> None: ...
