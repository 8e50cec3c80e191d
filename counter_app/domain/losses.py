"""Losses and their lift: how long one runs, and the center's rules (2.3, 6.6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.copies import changed as replace
from counter_app.domain.decision import (
    Act,
    CenterView,
    Decision,
    Outcome,
    applied,
    own_card,
)
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card
from counter_app.domain.rulepack import (
    FormalLift,
    RulePack,
    TempLossEnd,
    TempLossUnit,
)
from counter_app.domain.states import AppStatus, Event, Kind
from counter_app.domain.transitions import after

LOST = frozenset({AppStatus.LOST_TEMP, AppStatus.LOST_FORMAL})
LOSS_EVENTS = frozenset({Event.LOSS_TEMP, Event.LOSS_FORMAL})
_SATURDAY = 5


def loss_end(now: datetime, pack: RulePack) -> datetime:
    """Return when a temporary loss made now runs out (R-21)."""
    if pack.temp_loss_unit is TempLossUnit.HOURS:
        return now + timedelta(hours=pack.temp_loss_days)
    if pack.temp_loss_unit is TempLossUnit.CALENDAR:
        return now + timedelta(days=pack.temp_loss_days)
    end, left = now, pack.temp_loss_days
    while left:
        end += timedelta(days=1)
        left -= end.weekday() < _SATURDAY
    return end


def expire_loss(card: Card, pack: RulePack, now: datetime) -> Decision | None:
    """End a temporary loss that ran out (R-22); None when it still runs."""
    if card.app_status is not AppStatus.LOST_TEMP or card.loss_expires_at is None:
        return None
    if card.loss_expires_at > now:
        return None
    cancels = pack.temp_loss_end is TempLossEnd.CANCEL
    status = after(card.app_status, Event.TEMP_EXPIRED, temp_end_cancels=cancels)
    ended = replace(
        card, app_status=status, loss_expires_at=None, status_before_loss=None
    )
    return applied((ended,), ((card.card_no, Event.TEMP_EXPIRED),))


def lose(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """Decide a loss: applied whatever happened meanwhile, save a cancellation."""
    card = own_card(act, view)
    formal = act.kind is Kind.LOSS_FORMAL
    event = Event.LOSS_FORMAL if formal else Event.LOSS_TEMP
    if card.app_status is AppStatus.LOST_FORMAL or (
        card.app_status is AppStatus.LOST_TEMP and not formal
    ):
        return Decision(Outcome.ALREADY, cards=(card,))
    if card.app_status is AppStatus.DORMANT and not formal:
        raise RuleError(RuleCode.NOT_ENABLED_TEMP_LOSS)
    before = card.status_before_loss if card.app_status in LOST else card.app_status
    lost = replace(
        card,
        app_status=after(card.app_status, event),
        status_before_loss=before,
        loss_expires_at=None if formal else loss_end(now, pack),
    )
    return applied((lost,), ((card.card_no, event),))


def lift(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """Decide a lift; it yields to a loss that came after what the clerk saw."""
    del now
    card = own_card(act, view)
    if LOSS_EVENTS.intersection(view.foreign):
        raise RuleError(RuleCode.STATUS_MOVED)
    if card.app_status not in LOST:
        return Decision(Outcome.ALREADY, cards=(card,))
    formal = card.app_status is AppStatus.LOST_FORMAL
    if card.replaced_by is not None:
        raise RuleError(RuleCode.LIFT_REISSUED)
    if formal and pack.formal_lift is FormalLift.NEVER:
        raise RuleError(RuleCode.LIFT_NEVER)
    kind = "formal" if formal else "temp"
    shown = act.detail.get("found_card_uid")
    if kind in pack.lift_needs_card and (not shown or shown != card.card_uid):
        raise RuleError(RuleCode.LIFT_NEEDS_CARD)
    status = after(card.app_status, Event.LIFT, before_loss=card.status_before_loss)
    lifted = replace(
        card, app_status=status, status_before_loss=None, loss_expires_at=None
    )
    return applied((lifted,), ((card.card_no, Event.LIFT),))
