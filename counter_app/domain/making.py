"""A blank becomes a card at the counter: its number, and the center's rules."""

from __future__ import annotations

from datetime import datetime

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.copies import changed as replace
from counter_app.domain.decision import (
    Act,
    CenterView,
    Decision,
    Outcome,
    applied,
    cancelled,
    day_in,
    living,
    none_running,
    own_card,
    strict_region,
)
from counter_app.domain.errors import RuleError
from counter_app.domain.losses import LOSS_EVENTS, LOST
from counter_app.domain.records import Card, CardNo, CardUid, Json
from counter_app.domain.rulepack import OldCardPolicy, RulePack
from counter_app.domain.states import (
    MAKING_KINDS,
    AppStatus,
    Event,
    Kind,
    StockState,
)


def fresh_number(detail: Json) -> CardNo | None:
    """Return the number of the card that takes the old one's place, if there is one."""
    told = detail.get("new_card_no")
    return CardNo(str(told)) if told else None


def made_card(kind: Kind, card_no: str, detail: Json) -> CardNo | None:
    """Return the number of the card an act makes; None for an act that makes none.

    Args:
        kind: the act.
        card_no: the card it names: the new one of a first card, else the old one.
        detail: its fields.
    """
    if kind is Kind.INSTANT:
        return CardNo(card_no)
    if kind in MAKING_KINDS:
        return fresh_number(detail) or CardNo("")
    return None


def make_first(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """Decide a first card; the first that is applied stands (R-01 to R-03)."""
    del pack, now
    holder = living(view)
    again = _same_new_card(act.detail, view)
    if again is not None:
        return Decision(Outcome.ALREADY, cards=(again,))
    none_running(holder)
    if any(card.app_status is not AppStatus.CANCELLED for card in view.cards):
        raise RuleError(RuleCode.HAS_LIVE_CARD)
    card = _new_card(act, act.card_no, None, view.region)
    no = card.card_no
    return applied((card,), ((no, Event.CREATED), (no, Event.ENABLE)))


def make_replacement(
    act: Act, view: CenterView, pack: RulePack, now: datetime
) -> Decision:
    """Decide a card in the place of another; what moved is looked at again (6.7-23)."""
    del now
    again = _same_new_card(act.detail, view)
    if again is not None:
        return Decision(Outcome.ALREADY, cards=(again,))
    old = own_card(act, view)
    strict_region(old, view)
    none_running(living(view))
    if old.replaced_by is not None:
        raise RuleError(RuleCode.APPLICATION_RUNS)
    _replaceable(act, old, view, pack)
    new_no = fresh_number(act.detail) or CardNo("")
    new = _new_card(act, new_no, old.card_no, view.region)
    events = [(new_no, Event.CREATED), (new_no, Event.ENABLE)]
    marked = replace(old, replaced_by=new_no)
    if pack.old_card_policy is not OldCardPolicy.ON_FIRST_USE:
        marked = cancelled(marked)
        events.append((old.card_no, Event.REPLACED))
    return applied((new, marked), tuple(events))


def _replaceable(act: Act, old: Card, view: CenterView, pack: RulePack) -> None:
    foreign = set(view.foreign) - {Event.TEMP_EXPIRED}  # the counter foresees it
    if act.kind is Kind.REISSUE_LOST:
        foreign -= LOSS_EVENTS
        if old.app_status is not AppStatus.LOST_FORMAL and (
            pack.reissue_needs_formal_loss or old.app_status not in LOST
        ):
            raise RuleError(
                RuleCode.STATUS_MOVED if foreign else RuleCode.FORMAL_LOSS_FIRST
            )
    elif old.app_status in LOST:
        raise RuleError(RuleCode.STATUS_MOVED if foreign else RuleCode.CARD_LOST)
    if foreign:
        raise RuleError(RuleCode.STATUS_MOVED)


def _same_new_card(detail: Json, view: CenterView) -> Card | None:
    """The card this act wants to create, if it exists with the same chip."""
    if view.new_card is None:
        return None
    if view.new_card.card_uid != detail.get("card_uid"):
        raise RuleError(RuleCode.CARD_NUMBER_TAKEN)
    return view.new_card


def _new_card(act: Act, card_no: CardNo, previous: CardNo | None, region: str) -> Card:
    detail = act.detail
    issue = day_in(detail, "issue_date")
    return Card(
        card_no=card_no,
        region=region,
        card_uid=CardUid(str(detail.get("card_uid", ""))),
        ssn=act.ssn,
        app_status=AppStatus.NORMAL,
        stock_state=StockState.HANDED_OUT,
        bank=str(detail.get("bank", "")),
        issue_date=issue,
        expiry_date=day_in(detail, "expiry_date"),
        spec_version=str(detail.get("spec_version", "2.00")),
        handed_out_on=issue,
        previous_card_no=previous,
    )
