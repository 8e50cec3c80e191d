"""Entities of the counter (business.md 4) as frozen values; the store keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NewType

from counter_app.domain.states import (
    AppStatus,
    BlankState,
    Effect,
    IntentState,
    Kind,
    Role,
    StockState,
)

Ssn = NewType("Ssn", str)  # 社会保障号码 AAC002, 18 characters
CardNo = NewType("CardNo", str)  # 社会保障卡卡号 AAZ500, 9 characters
CardUid = NewType("CardUid", str)  # 卡识别码 AAZ501, 32 hex digits upper case
Json = dict[str, "str | int | bool | None"]


@dataclass(frozen=True, slots=True)
class Holder:
    """持卡人 AC01: what the office keeps of a person (business.md 4.1)."""

    ssn: Ssn
    name: str
    sex: str  # male | female | unknown
    ethnicity: str  # two digits, GB 3304
    birth_date: date
    birth_place: str  # six digits, GB/T 2260
    id_type: str = "A"  # code table of the rule pack
    alive: bool = True
    phone: str = ""
    unit: str = ""
    address: str = ""
    bank: str = ""  # the bank this person chose, AAE008
    guardian_name: str = ""
    guardian_id: str = ""
    application_running: bool = False  # an application is running elsewhere
    version: int = 0  # the center's version of this row


@dataclass(frozen=True, slots=True)
class Card:
    """社会保障卡 AZ01 with its status layers side by side (business.md 4.2, 6)."""

    card_no: CardNo
    region: str  # six digits AAB301
    card_uid: CardUid | None
    ssn: Ssn
    app_status: AppStatus  # the center's last word, never our wish
    stock_state: StockState
    bank: str = ""
    issue_date: date | None = None
    expiry_date: date | None = None
    spec_version: str = "2.00"
    box_position: str = ""  # 批次-箱-盒-序号
    arrived_on: date | None = None  # came to this office (6.7-25)
    handed_out_on: date | None = None
    previous_card_no: CardNo | None = None
    replaced_by: CardNo | None = None  # a replacement was applied for
    status_before_loss: AppStatus | None = None
    loss_expires_at: datetime | None = None
    version: int = 0  # the center's version of this card


@dataclass(frozen=True, slots=True)
class BlankCard:
    """空白卡 of this office's allotment."""

    card_uid: CardUid
    state: BlankState = BlankState.IN_STOCK
    spec_version: str = "2.00"


@dataclass(frozen=True, slots=True)
class Operation:
    """One act as the center will see it; its number is given by the outbox.

    Attributes:
        detail: the fields of the kind (``docs/protocol.md``).
        base_version: center version of the card the clerk saw (6.7-23).
        hlc: hybrid logical time, sorts as text.
        sequence: gap-free per workstation incarnation, 1-based.
    """

    op_id: str
    case_id: str
    kind: Kind
    ssn: Ssn
    card_no: CardNo
    base_version: int
    detail: Json
    hlc: str
    made_at: datetime
    clerk: str
    receipt_no: str
    incarnation: str = ""
    sequence: int = 0
    effect: Effect = Effect.PENDING
    refusal: str | None = None  # the center's code
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """业务 at the window: one visit, one receipt, one or more operations."""

    case_id: str
    business: Kind  # the title business; loss + replacement is ``reissue_lost``
    ssn: Ssn
    card_no: CardNo
    clerk: str
    made_at: datetime
    receipt_no: str
    offline: bool  # no contact with the center when it was made
    channel: str  # "pcsc" | "direct"
    collector: Json = field(default_factory=dict)
    submit_key: str = ""  # one per form; the same key twice is one case


@dataclass(frozen=True, slots=True)
class Intent:
    """A card write that was decided: commit 1 (architecture, one request).

    ``command`` holds everything commit 2 needs, so that recovery can finish the
    case without the clerk.
    """

    intent_id: str
    case_id: str
    kind: Kind
    ssn: Ssn
    card_uid: CardUid  # the blank being written
    card_no: CardNo  # the number it gets
    command: str  # JSON of the full command and plan
    made_at: datetime
    clerk: str
    state: IntentState = IntentState.OPEN
    last_step: str = ""  # e.g. "EF06/09:done"
    note: str = ""


@dataclass(frozen=True, slots=True)
class PinRecord:
    """What our own records say of a card's initial PIN (R-15)."""

    card_uid: CardUid
    issued_at: datetime | None = None  # given out here with its initial PIN
    changed_at: datetime | None = None  # replaced here by one of the holder's choice


@dataclass(frozen=True, slots=True)
class Receipt:
    """受理回执: its number, and once frozen the facts it was printed with."""

    receipt_no: str
    case_id: str
    kind: Kind
    made_at: datetime
    effect: Effect | None = None  # as printed; None while not frozen
    content: str = ""  # JSON of every printed field, frozen at the first print
    printed_at: datetime | None = None
    copies: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One paper to print; made in commit 2, worked off by the spool."""

    job_id: str
    receipt_no: str
    state: str  # waiting | printed | failed
    tries: int = 0
    fault: str | None = None  # code of codes.printing
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """操作员: a local account (no shared accounts, no default passwords)."""

    login: str
    name: str
    role: Role
    password_hash: str  # argon2id
    must_change: bool = False
    failed: int = 0
    locked_until: datetime | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One link of the audit chain."""

    row_id: int
    at: datetime
    actor: str
    event: str
    subject: str  # op id, receipt number or a hash of the person; no plain id number
    detail: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Office:
    """This office and workstation, made at set-up and completed by enrolment."""

    office_code: str  # 8 digits, 机构
    office_name: str
    workstation: str  # given by the center; "" before enrolment
    terminal: str  # 2 characters in receipt numbers
    incarnation: str
    region: str
    rule_pack: str
    center_url: str = ""
    practice: bool = False
    time_zone: str = "Asia/Shanghai"
