"""Instant issuance and replacement: the rules and the plan of the new card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from counter_app.domain import lawful
from counter_app.domain.chip import ChipReading, Personalisation
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.records import Card, CardNo, CardUid, Json, Ssn
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import AppStatus, Kind
from counter_app.ports.store import UnitOfWork
from counter_app.services.bearers import as_json, check_agent_day, check_bearer
from counter_app.services.commands import IssueInstant, ReissueLost, Replace
from counter_app.services.drafts import CaseDraft, OperationDraft, WriteDraft
from counter_app.services.looking import card_of, situation
from counter_app.services.parts import Parts

LOST_REASON = "lost"
_FEBRUARY_29 = (2, 29)


@dataclass(frozen=True, slots=True)
class _Making:
    """What all three acts need to build the new card."""

    at: Situation
    reading: ChipReading
    number: CardNo
    today: date


def _with_number(uow: UnitOfWork, parts: Parts, ssn: Ssn) -> Situation:
    """Read the situation, counting the number that was taken for this card.

    Without it the last number of an allotment could never be used.
    """
    at = situation(uow, parts, ssn)
    return replace(at, numbers=at.numbers + 1)


def plan_instant(
    parts: Parts, command: IssueInstant, uow: UnitOfWork, blank: Blank
) -> WriteDraft:
    """Check and plan a first card (R-01 to R-06)."""
    at = _with_number(uow, parts, command.ssn)
    lawful.check_instant(at)
    check_bearer(command.bearer, at, Kind.INSTANT)
    check_agent_day(uow, parts, command.bearer)
    _check_bank(parts.pack, command.bank)
    making = _Making(at, blank.reading, blank.number, parts.today())
    detail = _new_detail(making, parts, command)
    operation = OperationDraft(Kind.INSTANT, blank.number, 0, detail)
    case = CaseDraft(
        business=Kind.INSTANT,
        ssn=command.ssn,
        card_no=blank.number,
        submit_key=command.submit_key,
        bearer=command.bearer,
        operations=(operation,),
    )
    return _write_draft(parts, making, case, None)


def plan_reissue(
    parts: Parts, command: ReissueLost, uow: UnitOfWork, blank: Blank
) -> WriteDraft:
    """Check and plan 补领: after a formal loss, or with it in one act (R-30)."""
    at = _with_number(uow, parts, command.ssn)
    old = card_of(at, command.card_no)
    lawful.check_reissue(at, old, with_loss=command.with_loss)
    check_bearer(command.bearer, at, Kind.REISSUE_LOST)
    check_agent_day(uow, parts, command.bearer)
    _check_bank(parts.pack, command.bank)
    making = _Making(at, blank.reading, blank.number, parts.today())
    detail = _new_detail(making, parts, command) | {
        "new_card_no": blank.number,
        "reason": LOST_REASON,
        "old_taken_back": False,
    }
    new = OperationDraft(Kind.REISSUE_LOST, old.card_no, old.version, detail)
    operations: tuple[OperationDraft, ...] = (new,)
    if _loss_needed(at, old):
        loss = as_json(command.bearer)
        operations = (
            OperationDraft(Kind.LOSS_FORMAL, old.card_no, old.version, loss),
            new,
        )
    case = _replacement_case(Kind.REISSUE_LOST, command, old, operations)
    return _write_draft(parts, making, case, old.card_no)


def plan_replace(
    parts: Parts, command: Replace, uow: UnitOfWork, blank: Blank
) -> WriteDraft:
    """Check and plan 换领 of a card in hand (R-32, R-33, 6.7-22)."""
    at = _with_number(uow, parts, command.ssn)
    old = card_of(at, command.card_no)
    lawful.check_replace(at, old)
    check_bearer(command.bearer, at, Kind.REPLACE)
    check_agent_day(uow, parts, command.bearer)
    _check_bank(parts.pack, command.bank)
    if command.reason not in parts.pack.replace_reasons:
        raise RuleError(RuleCode.REASON_UNKNOWN, reason=command.reason)
    _old_card_shown(command, old)
    making = _Making(at, blank.reading, blank.number, parts.today())
    detail = _new_detail(making, parts, command) | {
        "new_card_no": blank.number,
        "reason": command.reason,
        "old_taken_back": parts.pack.take_back_old,
        "old_unreadable": command.old_unreadable,
    }
    operation = OperationDraft(Kind.REPLACE, old.card_no, old.version, detail)
    case = _replacement_case(Kind.REPLACE, command, old, (operation,))
    return _write_draft(parts, making, case, old.card_no)


@dataclass(frozen=True, slots=True)
class Blank:
    """The blank on the reader and the number it gets."""

    reading: ChipReading
    number: CardNo


def _loss_needed(at: Situation, old: Card) -> bool:
    """Loss and replacement in one act: the loss is still to be reported."""
    status = lawful.shown_status(old, at.pending)
    return status is not AppStatus.LOST_FORMAL


def _old_card_shown(command: Replace, old: Card) -> None:
    """The old card was on the reader, or it is too worn to be read (6.7-22)."""
    if command.old_unreadable:
        return
    if command.old_uid is None:
        raise RuleError(RuleCode.OLD_CARD_NEEDED)
    if command.old_uid != old.card_uid:
        raise RuleError(RuleCode.WRONG_CARD)


def _check_bank(pack: RulePack, bank: str) -> None:
    if bank not in {known.code for known in pack.banks}:
        raise RuleError(RuleCode.BANK_UNKNOWN, bank=bank)


def _expiry(issued: date, pack: RulePack) -> date:
    year = issued.year + pack.card_valid_years
    if (issued.month, issued.day) == _FEBRUARY_29:
        return date(year, 2, 28)
    return issued.replace(year=year)


def _new_detail(
    making: _Making, parts: Parts, command: IssueInstant | ReissueLost | Replace
) -> Json:
    return as_json(command.bearer) | {
        "card_uid": making.reading.card_uid,
        "issue_date": making.today.isoformat(),
        "expiry_date": _expiry(making.today, parts.pack).isoformat(),
        "spec_version": making.reading.spec_version or "",
        "bank": command.bank,
    }


def _replacement_case(
    kind: Kind,
    command: ReissueLost | Replace,
    old: Card,
    operations: tuple[OperationDraft, ...],
) -> CaseDraft:
    return CaseDraft(
        business=kind,
        ssn=command.ssn,
        card_no=old.card_no,
        submit_key=command.submit_key,
        bearer=command.bearer,
        operations=operations,
    )


def _write_draft(
    parts: Parts, making: _Making, case: CaseDraft, old_card_no: CardNo | None
) -> WriteDraft:
    holder, reading, issued = making.at.holder, making.reading, making.today
    detail = case.operations[-1].detail
    return WriteDraft(
        case=case,
        data=Personalisation(
            card_no=making.number,
            issue_date=issued,
            expiry_date=_expiry(issued, parts.pack),
            ssn=holder.ssn,
            name=holder.name,
            sex=holder.sex,
            ethnicity=holder.ethnicity,
            birth_place=holder.birth_place,
            birth_date=holder.birth_date,
        ),
        card_uid=CardUid(reading.card_uid or ""),
        region=parts.office.region,
        spec_version=reading.spec_version or "",
        bank=str(detail["bank"]),
        old_card_no=old_card_no,
        old_taken_back=bool(detail.get("old_taken_back", False)),
    )
