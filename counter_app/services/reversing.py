"""Reversal 冲正 of today's case, and the number of its paper form (R-50, R-51).

A reversal makes an opposite record and deletes nothing: a loss entered in error is
taken back by a lift, a lift by the loss it ended. A case that gave a card cannot be
reversed: the card is enabled at the center and in the person's hand; it is returned
or exchanged by acts of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain import lawful
from counter_app.domain.codes.closing import ReverseFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import RuleError, StoreError
from counter_app.domain.records import Case, Json
from counter_app.domain.states import LOSS_KINDS, AppStatus, Collector, Effect, Kind
from counter_app.ports.book import Reversal
from counter_app.ports.store import Reading, UnitOfWork
from counter_app.services.approval import Approval, approve
from counter_app.services.commands import Bearer
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.filing import Filed, file_case
from counter_app.services.finishing import tell
from counter_app.services.looking import (
    card_of,
    demand_same,
    situation,
    subject_of,
)
from counter_app.services.paper import print_case
from counter_app.services.parts import Parts
from counter_app.services.results import CaseResult, Session

ACT = "reverse"
_REVERSIBLE = LOSS_KINDS | {Kind.LOSS_LIFT}


@dataclass(frozen=True, slots=True)
class ReverseCase:
    """Take back a case of today; ``approval`` is the second operator's (R-50)."""

    case_id: str
    approval: Approval | None


def reverse(parts: Parts, session: Session, command: ReverseCase) -> CaseResult:
    """File the opposite case and bind both.

    Raises:
        RuleError: ``reversing.*`` where R-51 forbids it, ``rule.approval_*`` (R-50),
            or the rule that refuses the opposite act.
        CardError: the found card is asked for and cannot be read (R-26).
    """
    with parts.store.reading() as read:
        case = _case(read, parts, command.case_id)
    if command.approval is None:
        raise RuleError(RuleCode.APPROVAL_NEEDED, act=ACT)
    found = _card_shown(parts, case)
    granted = approve(parts, session, ACT, command.approval, subject_of(case.ssn))
    if granted is None:
        raise RuleError(RuleCode.APPROVAL_NEEDED, act=ACT)
    with parts.store.unit_of_work() as uow:
        case = _case(uow, parts, command.case_id)
        filed, before = _opposite(uow, parts, session, case, found)
        uow.days.add_reversal(
            Reversal(
                case_id=case.case_id,
                by_case_id=filed.case.case_id,
                at=parts.now(),
                actor=session.login,
                second=granted.login,
                reason=granted.reason,
            )
        )
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="case.reversed",
            subject=subject_of(case.ssn),
            detail=f"{case.receipt_no} {filed.case.receipt_no} {granted.login}",
        )
        uow.commit()
    parts.line.wake()
    printed = print_case(parts, filed.case.receipt_no)
    return tell(parts, filed, before, printed=printed)


def _case(uow: Reading, parts: Parts, case_id: str) -> Case:
    """Return the case if R-51 lets it be taken back."""
    case = uow.cases.get(case_id)
    if case is None:
        raise RuleError(ReverseFault.NO_CASE)
    if case.made_at.astimezone(parts.zone).date() != parts.today():
        raise RuleError(ReverseFault.NOT_TODAY)
    closed = uow.days.get(parts.today())
    if closed is not None and case.made_at < closed.ends_at:
        raise RuleError(ReverseFault.NOT_TODAY)
    if uow.days.reversal_of(case_id) is not None:
        raise RuleError(ReverseFault.ALREADY)
    operations = uow.operations.of_case(case_id)
    if any(op.effect is Effect.REFUSED for op in operations):
        raise RuleError(ReverseFault.REFUSED)
    if case.business not in _REVERSIBLE:
        raise RuleError(ReverseFault.CARD_GIVEN)
    return case


def _card_shown(parts: Parts, case: Case) -> str | None:
    """Read the card where the pack asks for it to lift a loss (R-26)."""
    if case.business not in LOSS_KINDS:
        return None
    with parts.store.reading() as read:
        at = situation(read, parts, case.ssn)
    card = card_of(at, case.card_no)
    lawful.check_lift(at, card)
    if not lawful.lift_needs_card(at, card):
        return None
    reading = parts.cards.read()
    demand_same(reading, at.holder, card)
    if reading.card_no != card.card_no or reading.card_uid is None:
        raise RuleError(RuleCode.WRONG_CARD)
    return reading.card_uid


def _opposite(
    uow: UnitOfWork, parts: Parts, session: Session, case: Case, found: str | None
) -> tuple[Filed, AppStatus]:
    at = situation(uow, parts, case.ssn)
    card = card_of(at, case.card_no)
    detail: Json = dict(case.collector) | {"reverses": case.receipt_no}
    if case.business in LOSS_KINDS:
        lawful.check_lift(at, card)
        kind = Kind.LOSS_LIFT
        detail |= {"found_card_uid": found}
    else:
        kind = _loss_before(card.app_status)
        lawful.check_loss(at, card, formal=kind is Kind.LOSS_FORMAL)
    draft = CaseDraft(
        business=kind,
        ssn=case.ssn,
        card_no=case.card_no,
        submit_key=f"reverse-{case.case_id}",
        bearer=_bearer(case),
        operations=(OperationDraft(kind, card.card_no, card.version, detail),),
    )
    filed = file_case(uow, parts, session, draft, parts.ids.new())
    return filed, lawful.shown_status(card, at.pending)


def _loss_before(status: AppStatus) -> Kind:
    """Return the loss that stands again.

    While the lift waits the center's status still names it. After that a temporary
    loss protects the holder as well, and any lift may end it; a card that was never
    enabled can be lost formally only (R-28).
    """
    formal = status in (AppStatus.LOST_FORMAL, AppStatus.DORMANT)
    return Kind.LOSS_FORMAL if formal else Kind.LOSS_TEMP


def _bearer(case: Case) -> Bearer:
    told = case.collector
    return Bearer(
        kind=Collector(str(told.get("collector_kind") or Collector.SELF)),
        name=str(told.get("collector_name") or ""),
        id_no=str(told.get("collector_id") or ""),
        phone=str(told.get("collector_phone") or ""),
        papers_checked=True,
    )


def bind_paper(parts: Parts, session: Session, case_id: str, paper_no: str) -> None:
    """Say from which numbered form a case was entered (power cut).

    Raises:
        RuleError: ``reversing.no_case``, ``reversing.paper_taken``,
            ``stock.paper_needed``.
    """
    number = "".join(paper_no.split()).upper()
    if not number:
        raise RuleError(ReverseFault.PAPER_TAKEN)
    with parts.store.unit_of_work() as uow:
        case = uow.cases.get(case_id)
        if case is None:
            raise RuleError(ReverseFault.NO_CASE)
        try:
            uow.days.set_paper(number, case_id, session.login, parts.now())
        except StoreError as fault:
            if fault.code != StoreCode.DUPLICATE:
                raise
            raise RuleError(ReverseFault.PAPER_TAKEN, paper_no=number) from fault
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="case.paper",
            subject=case.receipt_no,
            detail=number,
        )
        uow.commit()
