"""A unit day: jobs, people, boxes and what may become of each (business.md 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter_app.domain.list_order import ListOrder
from counter_app.domain.records import CardNo, Ssn


class JobState(StrEnum):
    """State of a unit's job."""

    PACKED = "packed"  # boxes are laid out; lists and labels can be printed
    ON_SITE = "on_site"  # the first person was served
    CLOSED = "closed"


class PersonState(StrEnum):
    """What became of a person's card."""

    WAITING = "waiting"
    HANDED = "handed"
    ABSENT = "absent"
    WRONG_CARD = "wrong_card"  # data or photo are not the holder's: 问题卡
    REFUSED = "refused"  # the holder does not want it
    RETURNED = "returned"  # nobody came for it; the job is closed, the card went back


class Mark(StrEnum):
    """One act on site; the log keeps every one (undo is an act, too)."""

    HANDED = "handed"
    ABSENT = "absent"
    WRONG_CARD = "wrong_card"
    REFUSED = "refused"
    UNDONE = "undone"  # an absent, wrong or refused mark is taken back
    DOUBLE = "double"  # another laptop handed it out as well; the center decides


#: (state, mark) -> state; a pair that is not here is not possible. A card that was
#: handed out is a case: it is reversed as one (R-51), never unmarked.
MARKS: dict[tuple[PersonState, Mark], PersonState] = {
    (PersonState.WAITING, Mark.HANDED): PersonState.HANDED,
    (PersonState.WAITING, Mark.ABSENT): PersonState.ABSENT,
    (PersonState.WAITING, Mark.WRONG_CARD): PersonState.WRONG_CARD,
    (PersonState.WAITING, Mark.REFUSED): PersonState.REFUSED,
    (PersonState.ABSENT, Mark.HANDED): PersonState.HANDED,
    (PersonState.REFUSED, Mark.HANDED): PersonState.HANDED,
    (PersonState.ABSENT, Mark.UNDONE): PersonState.WAITING,
    (PersonState.WRONG_CARD, Mark.UNDONE): PersonState.WAITING,
    (PersonState.REFUSED, Mark.UNDONE): PersonState.WAITING,
}


#: A card that was given, as the log counts it.
GIVEN = frozenset({Mark.HANDED, Mark.DOUBLE})


def box_label(job_id: str, box: int) -> str:
    """Return what stands on a box: unique among jobs, short enough for a label."""
    return f"U{job_id.replace('-', '')[-6:].upper()}-{box:02d}"


@dataclass(frozen=True, slots=True)
class UnitAgent:
    """单位经办人: who signs for the unit."""

    name: str
    id_no: str
    phone: str


@dataclass(frozen=True, slots=True)
class UnitJob:
    """One unit's hand-out."""

    job_id: str
    unit: str
    day: date  # the day on site
    place: str
    order_by: ListOrder
    box_size: int
    state: JobState
    made_at: datetime
    clerk: str
    digest: str  # SHA-256 of the list: the same list twice is one job


@dataclass(frozen=True, slots=True)
class UnitPerson:
    """One person of a job with the card's place."""

    job_id: str
    running: int
    ssn: Ssn
    name: str
    card_no: CardNo
    workshop: str
    department: str
    team: str
    box: int
    slot: int
    state: PersonState = PersonState.WAITING


@dataclass(frozen=True, slots=True)
class UnitMark:
    """One line of the job's log.

    Attributes:
        mark_id: made where the mark was made; the same mark is logged once.
        laptop: where it was made, "" for here.
    """

    mark_id: str
    job_id: str
    running: int
    mark: Mark
    at: datetime
    clerk: str
    note: str = ""
    case_id: str | None = None
    laptop: str = ""


@dataclass(frozen=True, slots=True)
class UnitBox:
    """One box of a job.

    Attributes:
        label: on the box and, with the slot, each card's place in the stock book.
        packed_at: when two persons closed it; None while it is laid out.
        laptop: who has the box; "" while it is here.
        counted: cards in it at the evening's count.
    """

    job_id: str
    box: int
    label: str
    packed_at: datetime | None = None
    packer: str = ""
    second: str = ""
    laptop: str = ""
    counted: int | None = None
    reason: str = ""

    def place(self, slot: int) -> str:
        """Return the place of a card of this box."""
        return f"{self.label}-{slot:03d}"


@dataclass(frozen=True, slots=True)
class JobCount:
    """People of a job or a box by state."""

    total: int
    waiting: int = 0
    handed: int = 0
    absent: int = 0
    wrong_card: int = 0
    refused: int = 0
    returned: int = 0

    @property
    def in_box(self) -> int:
        """Cards that must still lie there at the count of the evening."""
        return self.total - self.handed
