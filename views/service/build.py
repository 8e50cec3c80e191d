"""Turn a checked form into the frozen command of the services; pure."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.domain.identity import normal_ssn
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.services.commands import (
    Bearer,
    FaceChecks,
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from counter_app.services.desk import Desk
from counter_app.services.results import CaseResult
from views.service.state import FormState, Stander

Act = Callable[[Desk], CaseResult]


def bearer_of(state: Stander) -> Bearer:
    """Return who stands at the window; the holder's own fields stay empty."""
    if state.bearer is Collector.SELF:
        return Bearer(paper_type=state.paper, papers_checked=state.papers_checked)
    return Bearer(
        kind=state.bearer,
        name=state.name.strip(),
        id_no=normal_ssn(state.id_no),
        phone=state.phone.strip(),
        paper_type=state.paper,
        papers_checked=state.papers_checked,
        **_of_unit(state),
    )


def _of_unit(state: Stander) -> dict[str, str]:
    """Return what only a unit's agent gives (7.1)."""
    if state.bearer is not Collector.UNIT_AGENT or not isinstance(state, FormState):
        return {}
    return {
        "unit": state.unit.strip(),
        "second_name": state.second_name.strip(),
        "second_id": normal_ssn(state.second_id),
    }


def act_of(state: FormState, ssn: Ssn) -> Act:
    """Return the call that carries the form out."""
    card_no = state.card_no or CardNo("")
    key, bearer = state.submit_key, bearer_of(state)
    if state.kind is Kind.HAND_OUT:
        face = FaceChecks(state.name_same, state.number_same, state.photo_same)
        hand_out = HandOut(key, ssn, card_no, bearer, face)
        return lambda desk: desk.hand_out(hand_out)
    if state.kind is Kind.INSTANT:
        instant = IssueInstant(key, ssn, state.bank, bearer)
        return lambda desk: desk.issue_instant(instant)
    if state.kind is Kind.LOSS_LIFT:
        lift = LiftLoss(key, ssn, card_no, bearer)
        return lambda desk: desk.lift_loss(lift)
    if state.kind is Kind.REISSUE_LOST:
        again = ReissueLost(key, ssn, card_no, state.bank, bearer, state.combined)
        return lambda desk: desk.reissue_lost(again)
    if state.kind is Kind.REPLACE:
        replace = _replace(state, ssn, card_no, bearer)
        return lambda desk: desk.replace(replace)
    formal = state.kind is Kind.LOSS_FORMAL
    loss = ReportLoss(key, ssn, card_no, formal, bearer)
    return lambda desk: desk.report_loss(loss)


def _replace(state: FormState, ssn: Ssn, card_no: CardNo, bearer: Bearer) -> Replace:
    return Replace(
        submit_key=state.submit_key,
        ssn=ssn,
        card_no=card_no,
        old_uid=state.old_uid,
        old_unreadable=state.old_unreadable,
        reason=state.reason,
        bank=state.bank,
        bearer=bearer,
    )
