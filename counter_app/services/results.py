"""What the services give back: frozen values that presenters can show as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from counter_app.domain.chip import ChipReading
from counter_app.domain.records import Card, Holder, Operation, Ssn
from counter_app.domain.review import Review, Way
from counter_app.domain.states import AppStatus, Effect, Kind, Role
from counter_app.ports.cards import ReaderState
from counter_app.ports.center import LineState
from counter_app.ports.store import OutboxState


@dataclass(frozen=True, slots=True)
class Session:
    """A logged-in operator."""

    login: str
    name: str
    role: Role
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of chip beside record; ``field`` is a name of ``domain.chip``."""

    field: str  # name, ssn, sex, ethnicity, birth_date, card_no, expiry_date
    chip: str
    record: str
    same: bool


@dataclass(frozen=True, slots=True)
class CardOnReader:
    """The card on the reader beside what this office knows (S1, S6)."""

    reading: ChipReading
    holder: Holder | None
    card: Card | None
    differences: tuple[Difference, ...]  # all compared fields, same or not


@dataclass(frozen=True, slots=True)
class Possible:
    """May this act be done now, and if not, which rule says so."""

    kind: Kind
    allowed: bool
    code: str | None = None  # codes.rule when refused
    params: Mapping[str, object] | None = None
    combined: bool = False  # reissue_lost: only as loss + replacement in one act


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card with the status seen here (center's word plus what waits)."""

    card: Card
    shown_status: AppStatus
    pending: tuple[Operation, ...]
    possible: tuple[Possible, ...]


@dataclass(frozen=True, slots=True)
class HolderFile:
    """The person at the center of the screen (desk.md)."""

    holder: Holder
    minor: bool
    cards: tuple[CardFile, ...]  # newest first
    possible: tuple[Possible, ...]  # acts without a card: instant
    data_as_of: datetime | None
    warnings: tuple[str, ...] = ()  # codes, e.g. rule pack warnings


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What an act changed."""

    case_id: str
    receipt_no: str
    business: Kind
    effect: Effect  # worst of the operations at this moment
    refusal: str | None
    printed: bool
    operations: tuple[Operation, ...]
    card_before: AppStatus | None
    card_after: AppStatus | None
    new_card_no: str | None = None
    notices: tuple[str, ...] = ()  # codes of things the clerk must tell the person
    repeated: bool = False  # the same form was submitted before


@dataclass(frozen=True, slots=True)
class Doubt:
    """A card write that could not be finished by itself."""

    intent_id: str
    case_id: str
    kind: Kind
    ssn: Ssn
    name: str
    card_uid: str
    made_at: datetime
    last_step: str
    note: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One act the center refused and nobody has settled yet."""

    op_id: str
    receipt_no: str
    kind: Kind
    ssn: Ssn
    name: str
    card_no: str
    clerk: str
    made_at: datetime
    decided_at: datetime | None
    code: str
    owner: str = ""  # who looks after it: whoever chose last, else the clerk
    ways: tuple[Way, ...] = ()  # the lawful ones, the likeliest first
    review: Review | None = None  # what was chosen, and the center's reply


@dataclass(frozen=True, slots=True)
class StatusLine:
    """Everything the status bar tells, gathered at one moment."""

    reader: ReaderState
    line: LineState
    outbox: OutboxState
    printer_ready: bool
    printer_code: str
    clock_wrong: bool
    holders: int
    data_as_of: datetime | None
    blanks_left: int
    numbers_left: int
    loss_overdue: bool = False  # a loss waits longer than the city allows
    restored: bool = False  # put back from a copy, the feed not yet read


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document for preview or reprint."""

    receipt_no: str
    pdf: bytes
    copies: int
    effect: Effect
