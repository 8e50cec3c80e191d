"""申领: an application for a first card, from the form to the card in the box."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from counter_app.domain.codes.apply import ApplyCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.identity import (
    age_on,
    birth_date_of,
    check_citizen_number,
    normal_ssn,
)
from counter_app.domain.records import Card, Holder, Json, Ssn
from counter_app.domain.rulepack import PaperType, RulePack
from counter_app.domain.states import AppStatus

_SATURDAY = 5
_GUARDIAN = ("guardian_name", "guardian_id", "guardian_relation")
_SEX_DIGIT = 16
_SSN_LENGTH = 18
_LONGEST_NAME = 50
_OTHER_SSN = re.compile(r"[0-9A-Z]{18}")
RELATIONS = ("1", "2", "3", "4")  # 父子 父女 母子 母女 (business.md 3.2)


class Progress(StrEnum):
    """制卡进度 as it is told (business.md 6.2); words are ``apply.state.<value>``."""

    ACCEPTED = "accepted"  # taken here, not yet at the center
    APPLIED = "applied"  # the center took it
    MAKING = "making"
    AT_CITY = "at_city"
    AT_OFFICE = "at_office"  # waits for the person
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: The center says no to a second application while one of these holds (R-02).
RUNNING = frozenset({Progress.APPLIED, Progress.MAKING, Progress.AT_CITY})
ENDED = frozenset(
    {Progress.AT_OFFICE, Progress.FAILED, Progress.REFUSED, Progress.WITHDRAWN}
)
_STEPS = (Progress.APPLIED, Progress.MAKING, Progress.AT_CITY, Progress.AT_OFFICE)


def may_follow(before: Progress, after: Progress) -> bool:
    """Tell whether the making of a card goes this way; it never goes back."""
    if before not in RUNNING or after in (Progress.ACCEPTED, Progress.REFUSED):
        return False
    if after not in _STEPS:
        return True
    return _STEPS.index(after) > _STEPS.index(before)


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way of a card, as the center tells it."""

    state: Progress
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """One application as the office keeps it.

    Attributes:
        number: of the receipt; the center knows the application by it.
        told_at: when the center last told of it.
        card_no: of the finished card, "" before.
        unit: whose list it came with, "" at the window.
        case_id: None where another workstation of the office took it.
    """

    number: str
    ssn: Ssn
    name: str
    bank: str
    state: Progress
    made_at: datetime
    told_at: datetime | None = None
    promised_on: date | None = None
    card_no: str = ""
    note: str = ""
    unit: str = ""
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the form asks of a person (business.md 4.1).

    Attributes:
        ssn: 社会保障号码; "" takes the number of a citizen's paper.
        paper_no: number of the identity paper.
        paper_until: None where the paper is valid for ever, or none is told (<16).
        bank: chosen by the person, never by the unit (R-06).
        guardian_relation: one of :data:`RELATIONS`.
    """

    name: str
    id_type: str
    paper_no: str
    ssn: str = ""
    sex: str = ""
    ethnicity: str = "01"
    birth_date: date | None = None
    birth_place: str = ""
    nationality: str = "CHN"
    paper_until: date | None = None
    phone: str = ""
    address: str = ""
    occupation: str = ""
    unit: str = ""
    bank: str = ""
    guardian_name: str = ""
    guardian_id: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An applicant whose numbers were checked."""

    ssn: Ssn
    birth_date: date
    sex: str
    birth_place: str
    doubtful: bool = False  # the check digit fails; such numbers exist


def paper_type(pack: RulePack, code: str) -> PaperType:
    """Return a paper of the city's table (business.md 3.1).

    Raises:
        RuleError: ``apply.paper_unknown``.
    """
    for paper in pack.papers:
        if paper.code == code:
            return paper
    raise RuleError(ApplyCode.PAPER_UNKNOWN, paper=code)


def check_applicant(person: Applicant, pack: RulePack, today: date) -> Known:
    """Check what a form says of a person, by the kind of paper shown.

    Raises:
        RuleError: ``apply.paper_unknown``, ``apply.paper_number``,
            ``apply.number``, ``apply.field_missing``, ``apply.paper_expired``,
            ``apply.birth_date``.
    """
    paper = paper_type(pack, person.id_type)
    if not person.name or len(person.name) > _LONGEST_NAME:
        raise RuleError(ApplyCode.FIELD_MISSING, field="name")
    if person.paper_until is not None and person.paper_until < today:
        raise RuleError(ApplyCode.PAPER_EXPIRED, day=person.paper_until.isoformat())
    known = _citizen(person) if paper.citizen_number else _other(person, paper)
    if known.birth_date > today:
        raise RuleError(ApplyCode.BIRTH_DATE)
    return known


def _citizen(person: Applicant) -> Known:
    """GB 11643: the number says birthday and sex; the form may not say otherwise."""
    number = normal_ssn(person.paper_no)
    checked = check_citizen_number(number)
    if checked.fault is not None:
        raise RuleError(ApplyCode.NUMBER, fault=checked.fault)
    if person.ssn and normal_ssn(person.ssn) != number:
        raise RuleError(ApplyCode.NUMBER, fault="differs")
    born = birth_date_of(number)
    if born is None or person.birth_date not in (None, born):
        raise RuleError(ApplyCode.BIRTH_DATE)
    sex = "male" if int(number[_SEX_DIGIT]) % 2 else "female"
    doubtful = "check_digit" in checked.warnings
    place = person.birth_place or number[:6]
    return Known(Ssn(number), born, sex, place, doubtful)


def _other(person: Applicant, paper: PaperType) -> Known:
    """Others: the paper's own rule, and the 18 places they were registered with."""
    number = normal_ssn(person.paper_no)
    if paper.number and not re.fullmatch(paper.number, number):
        raise RuleError(ApplyCode.PAPER_NUMBER, paper=paper.name)
    ssn = normal_ssn(person.ssn)
    if not ssn and len(number) == _SSN_LENGTH:
        ssn = number
    if not _OTHER_SSN.fullmatch(ssn):
        raise RuleError(ApplyCode.NUMBER, fault="length")
    if person.birth_date is None:
        raise RuleError(ApplyCode.FIELD_MISSING, field="birth_date")
    if person.sex not in ("male", "female", "unknown"):
        raise RuleError(ApplyCode.FIELD_MISSING, field="sex")
    return Known(Ssn(ssn), person.birth_date, person.sex, person.birth_place)


def may_apply(
    detail: Json, holder: Holder, cards: Iterable[Card], pack: RulePack, today: date
) -> None:
    """Refuse what neither counter nor center may take (R-01 to R-04, R-06).

    Args:
        detail: what the application says: name, bank, guardian.
        holder: the person as the roll knows them.
        cards: all the person's cards.
        pack: the city's rules.
        today: for the age.

    Raises:
        RuleError: the rule that refuses.
    """
    if not holder.alive:
        raise RuleError(RuleCode.HOLDER_DEAD)
    if detail.get("name") != holder.name:
        raise RuleError(RuleCode.NAME_MISMATCH)
    if holder.application_running:
        raise RuleError(RuleCode.APPLICATION_RUNS)
    if any(card.app_status is not AppStatus.CANCELLED for card in cards):
        raise RuleError(RuleCode.HAS_LIVE_CARD)
    if detail.get("bank") not in {bank.code for bank in pack.banks}:
        raise RuleError(RuleCode.BANK_UNKNOWN, bank=detail.get("bank", ""))
    if age_on(holder.birth_date, today) < pack.minor_age and not all(
        detail.get(name) for name in _GUARDIAN
    ):
        raise RuleError(RuleCode.GUARDIAN_MISSING)


def check_papers(needed: Iterable[str], seen: Collection[str]) -> None:
    """Raise ``apply.papers_missing`` naming what the clerk has not seen."""
    missing = [paper for paper in needed if paper not in seen]
    if missing:
        raise RuleError(ApplyCode.PAPERS_MISSING, papers=", ".join(missing))


def promised_day(today: date, pack: RulePack) -> date:
    """Return when the card is promised: working days of the pack (R-44)."""
    day, left = today, pack.make_days_ordinary
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day
