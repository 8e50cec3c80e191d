"""Decide one operation as the center does: pure, shared by center and tests.

The named conflict rules of the product live here (``docs/protocol.md``):

* *loss beats all but cancellation*: a loss is applied whatever happened meanwhile;
* *a lift yields to a newer loss*: it is refused when a loss came after what the
  clerk saw;
* *first applied stands*: a second first card, a second hand-out and a second
  replacement are refused, the card that lost is to be recalled;
* *what moved is looked at again*: any other foreign event since ``base_version``
  refuses the act (6.7-23).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from counter_app.domain.applications import may_apply
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
    earlier_cards,
    living,
    own_card,
    strict_region,
)
from counter_app.domain.errors import RuleError
from counter_app.domain.losses import LOST, lift, lose
from counter_app.domain.making import make_first, make_replacement
from counter_app.domain.records import Card
from counter_app.domain.rulepack import OldCardPolicy, RulePack
from counter_app.domain.states import AppStatus, Event, Kind, StockState
from counter_app.domain.transitions import after


def decide(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """Decide ``act`` against what the center knows (R-xx, 6.6, 6.7)."""
    try:
        return _RULES[act.kind](act, view, pack, now)
    except RuleError as refusal:
        return Decision(Outcome.REFUSED, refusal.code)


def first_use(new_card: Card, cards: tuple[Card, ...], pack: RulePack) -> Decision:
    """A terminal used the new card for the first time (R-31, T3).

    Every earlier card of the line ends, also one that was replaced twice.
    """
    earlier = earlier_cards(new_card, cards)
    if pack.old_card_policy is not OldCardPolicy.ON_FIRST_USE or not earlier:
        return Decision(Outcome.ALREADY, cards=(new_card,))
    return applied(
        tuple(cancelled(card) for card in earlier),
        tuple((card.card_no, Event.REPLACED) for card in earlier),
    )


def _hand_out(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    card = own_card(act, view)
    strict_region(card, view)
    living(view)
    if card.handed_out_on is not None:
        raise RuleError(RuleCode.ALREADY_HANDED_OUT)
    if card.app_status in LOST:
        raise RuleError(RuleCode.CARD_LOST)
    day = day_in(act.detail, "handed_out_on") or now.date()
    if day > (now + timedelta(days=1, seconds=max(act.skew_s, 0))).date():
        raise RuleError(RuleCode.FUTURE_DATE)
    given = {"handed_out_on": day, "stock_state": StockState.HANDED_OUT}
    if card.app_status is not AppStatus.DORMANT:
        return Decision(Outcome.ALREADY, cards=(replace(card, **given),))
    enabled = replace(card, **given, app_status=after(card.app_status, Event.ENABLE))
    ended = (
        ()
        if pack.old_card_policy is OldCardPolicy.ON_FIRST_USE
        else earlier_cards(card, view.cards)
    )
    return applied(
        (enabled, *(cancelled(old) for old in ended)),
        (
            (card.card_no, Event.ENABLE),
            *((old.card_no, Event.REPLACED) for old in ended),
        ),
    )


def _card_act(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """A PIN act or new data on the chip: done at the counter, on record here.

    Where the application was locked, a PIN set or unlocked at the window frees it
    (6.6); nothing else changes.
    """
    del pack, now
    card = own_card(act, view)
    frees = act.kind in (Kind.PIN_RESET, Kind.PIN_UNLOCK)
    if frees and card.app_status is AppStatus.LOCKED:
        free = replace(card, app_status=after(card.app_status, Event.UNLOCK))
        return applied((free,), ((card.card_no, Event.UNLOCK),))
    moved = day_in(act.detail, "expiry_date")
    if act.kind is Kind.EXPIRY and moved is not None:
        return applied((replace(card, expiry_date=moved),), ())
    return applied((), ())


def _apply_new(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """A first card is asked for; from now on an application runs (R-01 to R-06)."""
    holder = living(view)
    may_apply(act.detail, holder, view.cards, pack, now.date())
    return Decision(Outcome.APPLIED, holder=replace(holder, application_running=True))


_RULES: dict[Kind, Callable[[Act, CenterView, RulePack, datetime], Decision]] = {
    Kind.HAND_OUT: _hand_out,
    Kind.INSTANT: make_first,
    Kind.LOSS_TEMP: lose,
    Kind.LOSS_FORMAL: lose,
    Kind.LOSS_LIFT: lift,
    Kind.REISSUE_LOST: make_replacement,
    Kind.REPLACE: make_replacement,
    Kind.PIN_CHANGE: _card_act,
    Kind.PIN_RESET: _card_act,
    Kind.PIN_UNLOCK: _card_act,
    Kind.INFO_CHANGE: _card_act,
    Kind.EXPIRY: _card_act,
    Kind.APPLY_NEW: _apply_new,
}
