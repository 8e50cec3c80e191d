"""申领: take applications for a first card at the window and from a unit's list."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from counter_app.domain.applications import (
    Applicant,
    Application,
    Known,
    Progress,
    check_applicant,
    check_papers,
    may_apply,
    promised_day,
)
from counter_app.domain.bearing import needed
from counter_app.domain.codes.apply import ApplyCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.identity import age_on
from counter_app.domain.lawful import Situation
from counter_app.domain.list_heads import Column, columns_of
from counter_app.domain.records import CardNo, Holder, Json
from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import Collector, Kind
from counter_app.ports.lists import Sheet
from counter_app.ports.store import UnitOfWork
from counter_app.services.bearers import as_json, check_bearer
from counter_app.services.commands import Bearer
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.filing import Filed, already_filed, file_case
from counter_app.services.looking import situation
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_ALL_SEEN = frozenset({"authorisation", "agent_id", "list"})
_KEY = 24  # characters of a list's digest that name its forms
_NO_CARD = CardNo("")


@dataclass(frozen=True, slots=True)
class ApplyNew:
    """An application as the form says it.

    Attributes:
        submit_key: one per form; the same key twice is one case (G31).
        seen: papers whose originals the clerk saw (``needed_papers``).
        unit_list: the unit whose list it came with; its people sign that list.
    """

    submit_key: str
    person: Applicant
    bearer: Bearer
    seen: frozenset[str] = frozenset()
    unit_list: str = ""


@dataclass(frozen=True, slots=True)
class UnitApplications:
    """A unit's list of people who want a first card.

    Attributes:
        agent: who brings the list, with the unit's authorisation.
    """

    list: Path
    unit: str
    agent: Bearer


@dataclass(frozen=True, slots=True)
class BadApplication:
    """A row that was not taken, as it was sent."""

    line: int
    error: RuleError
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppliedList:
    """What a list gave.

    Attributes:
        taken: people who may apply (dry run), or whose applications were taken.
        repeated: of these, taken before with the same list.
    """

    taken: int
    repeated: int
    bad: tuple[BadApplication, ...]
    headings: tuple[str, ...]


def apply_new(parts: Parts, session: Session, command: ApplyNew) -> Filed:
    """Take one application; offline it is a pre-acceptance that the center decides.

    Raises:
        RuleError: ``apply.*``, R-01 to R-06, papers and bearer (3.2).
    """
    known = check_applicant(command.person, parts.pack, parts.today())
    with parts.store.unit_of_work() as uow:
        before = already_filed(uow, command.submit_key, known.ssn)
        if before is not None:
            return before
        detail = _checked(uow, parts, command, known)
        promised = promised_day(parts.today(), parts.pack)
        detail |= {"promised_on": promised.isoformat()}
        operation = OperationDraft(Kind.APPLY_NEW, _NO_CARD, 0, detail)
        draft = CaseDraft(
            business=Kind.APPLY_NEW,
            ssn=known.ssn,
            card_no=_NO_CARD,
            submit_key=command.submit_key,
            bearer=command.bearer,
            operations=(operation,),
            printed=not command.unit_list,
        )
        filed = file_case(uow, parts, session, draft, parts.ids.new())
        uow.applications.add(_application(filed, command, promised))
        uow.commit()
    return filed


def _application(filed: Filed, command: ApplyNew, promised: date) -> Application:
    return Application(
        number=filed.case.receipt_no,
        ssn=filed.case.ssn,
        name=command.person.name,
        bank=command.person.bank,
        state=Progress.ACCEPTED,
        made_at=filed.case.made_at,
        promised_on=promised,
        unit=command.unit_list,
        case_id=filed.case.case_id,
    )


def _checked(uow: UnitOfWork, parts: Parts, command: ApplyNew, known: Known) -> Json:
    """Return the operation's detail of an application that may be taken."""
    detail = _detail(command, known)
    at = _situation(uow, parts, command, known)
    if at.open_write:
        raise RuleError(RuleCode.DOUBTFUL_OPEN)
    if any(op.kind is Kind.APPLY_NEW for op in at.pending):
        raise RuleError(RuleCode.APPLICATION_RUNS)
    if not at.online and at.pack.offline[Kind.APPLY_NEW] is OfflineRule.REFUSE:
        raise RuleError(RuleCode.OFFLINE_REFUSED, blanks=at.blanks, numbers=at.numbers)
    may_apply(detail, at.holder, at.cards, at.pack, at.today)
    check_bearer(command.bearer, at, Kind.APPLY_NEW)
    who = command.bearer.kind
    papers = needed(at.pack, Kind.APPLY_NEW, who, minor=at.minor)
    check_papers(papers or (), command.seen)
    photo = uow.photos.of_person(known.ssn)
    if photo is None and age_on(at.holder.birth_date, at.today) >= at.pack.photo_age:
        raise RuleError(ApplyCode.PHOTO_MISSING, age=at.pack.photo_age)
    return detail | {"photo_sha256": photo.digest if photo else None}


def _situation(
    uow: UnitOfWork, parts: Parts, command: ApplyNew, known: Known
) -> Situation:
    """A person nobody knew here is put on the roll, until the center tells more.

    A failing check digit is believed of a known person only.
    """
    if uow.holders.get(known.ssn) is None:
        if known.doubtful:
            raise RuleError(ApplyCode.NUMBER, fault="check_digit")
        uow.holders.put_many([_holder(command.person, known)])
    return situation(uow, parts, known.ssn)


def _holder(person: Applicant, known: Known) -> Holder:
    return Holder(
        ssn=known.ssn,
        name=person.name,
        sex=known.sex,
        ethnicity=person.ethnicity,
        birth_date=known.birth_date,
        birth_place=known.birth_place,
        id_type=person.id_type,
        phone=person.phone,
        unit=person.unit,
        address=person.address,
        bank=person.bank,
        guardian_name=person.guardian_name,
        guardian_id=person.guardian_id,
    )


def _detail(command: ApplyNew, known: Known) -> Json:
    told: Json = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(command.person).items()
        if name != "ssn" and value not in ("", None)
    }
    told |= {"birth_date": known.birth_date.isoformat(), "sex": known.sex}
    told |= {"source": "02" if command.unit_list else "01"}
    if command.unit_list:
        told |= {"unit_list": command.unit_list}
    return told | as_json(command.bearer)


def apply_list(
    parts: Parts, session: Session, order: UnitApplications, *, dry_run: bool
) -> AppliedList:
    """Take a unit's applications; the same list again takes nobody twice.

    A dry run tells the same of every row and stores nothing.

    Raises:
        RuleError: ``lists.*``, ``apply.no_column``.
    """
    sheet = parts.read_sheet(order.list)
    columns = columns_of(sheet.headings)
    for column in (Column.NAME, Column.SSN, Column.BANK):
        if column not in columns:
            raise RuleError(ApplyCode.NO_COLUMN, column=column.value)
    taken = repeated = 0
    bad: list[BadApplication] = []
    seen: set[str] = set()
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        command = _of_row(order, sheet, cells, columns)
        try:
            _once(command.person.paper_no, seen)
            again = _take(parts, session, command, dry_run=dry_run)
        except RuleError as refusal:
            bad.append(BadApplication(line, refusal, cells))
            continue
        taken += 1
        repeated += again
    return AppliedList(taken, repeated, tuple(bad), sheet.headings)


def _once(number: str, seen: set[str]) -> None:
    if number in seen:
        raise RuleError(ApplyCode.NUMBER, fault="twice")
    seen.add(number)


def _take(parts: Parts, session: Session, command: ApplyNew, *, dry_run: bool) -> bool:
    if not dry_run:
        return apply_new(parts, session, command).repeated
    known = check_applicant(command.person, parts.pack, parts.today())
    with parts.store.unit_of_work() as uow:  # never committed
        if already_filed(uow, command.submit_key, known.ssn) is not None:
            return True
        _checked(uow, parts, command, known)
    return False


def _of_row(
    order: UnitApplications,
    sheet: Sheet,
    cells: tuple[str, ...],
    columns: dict[Column, int],
) -> ApplyNew:
    def cell(column: Column) -> str:
        place = columns.get(column)
        return "" if place is None else cells[place]

    number = cell(Column.SSN).upper()
    person = Applicant(
        name=cell(Column.NAME),
        id_type=cell(Column.PAPER) or "A",
        paper_no=cell(Column.PAPER_NO) or number,
        ssn=number,
        sex=_SEXES.get(cell(Column.SEX).casefold(), ""),
        ethnicity=cell(Column.ETHNICITY) or "01",
        birth_date=_day(cell(Column.BIRTH_DATE)),
        phone=cell(Column.PHONE),
        address=cell(Column.ADDRESS),
        unit=order.unit,
        bank=cell(Column.BANK),
    )
    agent = replace(order.agent, kind=Collector.UNIT, unit=order.unit)
    return ApplyNew(
        submit_key=f"{sheet.digest[:_KEY]}-{number}",
        person=person,
        bearer=agent,
        seen=_ALL_SEEN if agent.papers_checked else frozenset(),
        unit_list=order.unit,
    )


_SEXES = {"男": "male", "女": "female", "male": "male", "female": "female"}


def _day(text: str) -> date | None:
    plain = text.replace("/", "-").replace(".", "-")
    try:
        return date.fromisoformat(plain) if plain else None
    except ValueError as exc:
        raise RuleError(ApplyCode.BIRTH_DATE) from exc
