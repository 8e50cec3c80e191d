"""申领: take applications for a first card at the window and from a unit's list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

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
from counter_app.domain.records import CardNo, Holder, Json, Ssn
from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import Kind
from counter_app.ports.store import UnitOfWork
from counter_app.services.bearers import as_json, check_bearer
from counter_app.services.commands import Bearer
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.filing import Filed, already_filed, file_case
from counter_app.services.looking import situation
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_NO_CARD = CardNo("")
SERVICE = "apply"  # of drafts


def draft_of(submit_key: str) -> Ssn:
    """Return what a draft is kept under while its person may be unknown."""
    return Ssn(f"{SERVICE}-{submit_key}")


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


def try_new(parts: Parts, command: ApplyNew) -> bool:
    """Tell whether an application would be taken; True: it was, before.

    Raises:
        RuleError: as :func:`apply_new`.
    """
    known = check_applicant(command.person, parts.pack, parts.today())
    with parts.store.unit_of_work() as uow:  # never committed: a trial
        if already_filed(uow, command.submit_key, known.ssn) is not None:
            return True
        _checked(uow, parts, command, known)
    return False


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
