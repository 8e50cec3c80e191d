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
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from counter_app.domain.applications import may_apply
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.copies import changed as replace
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card, CardNo, CardUid, Holder, Json, Ssn
from counter_app.domain.rulepack import (
    FormalLift,
    OldCardPolicy,
    RulePack,
    TempLossEnd,
    TempLossUnit,
)
from counter_app.domain.states import AppStatus, Event, Kind, StockState
from counter_app.domain.transitions import after

LOST = frozenset({AppStatus.LOST_TEMP, AppStatus.LOST_FORMAL})
_LOSSES = frozenset({Event.LOSS_TEMP, Event.LOSS_FORMAL})
_SATURDAY = 5


class Outcome(StrEnum):
    """The center's word on one operation."""

    APPLIED = "applied"
    ALREADY = "already"  # was so before; counts as success
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Act:
    """One operation as it came over the wire."""

    kind: Kind
    ssn: Ssn
    card_no: CardNo
    base_version: int
    detail: Json
    skew_s: float = 0.0  # how far the sender's clock runs ahead, as measured


@dataclass(frozen=True, slots=True)
class CenterView:
    """What the center knows, read in the transaction that decides.

    Attributes:
        card: the card named by the act (the old card of a replacement).
        cards: every card of the holder, newest first.
        new_card: an existing card with the number the act wants to create.
        foreign: events of the card later than ``base_version`` that did not come
            from the workstation that sends the act (6.7-23).
        region: the office's region (cross-region rules, 6.7-8).
    """

    holder: Holder | None
    card: Card | None
    cards: tuple[Card, ...]
    new_card: Card | None
    foreign: tuple[Event, ...]
    region: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome with the rows to store; ``events`` are (card, event) for history.

    The caller raises each changed card's version by one and records the events.
    """

    outcome: Outcome
    code: str | None = None
    cards: tuple[Card, ...] = ()
    events: tuple[tuple[CardNo, Event], ...] = ()
    holder: Holder | None = None  # as the act leaves the person


def decide(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """Decide ``act`` against what the center knows (R-xx, 6.6, 6.7)."""
    try:
        return _RULES[act.kind](act, view, pack, now)
    except RuleError as refusal:
        return Decision(Outcome.REFUSED, refusal.code)


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
    return _applied((ended,), ((card.card_no, Event.TEMP_EXPIRED),))


def first_use(new_card: Card, cards: tuple[Card, ...], pack: RulePack) -> Decision:
    """A terminal used the new card for the first time (R-31, T3).

    Every earlier card of the line ends, also one that was replaced twice.
    """
    earlier = tuple(
        card
        for card in _line_before(new_card, cards)
        if card.app_status is not AppStatus.CANCELLED
    )
    if pack.old_card_policy is not OldCardPolicy.ON_FIRST_USE or not earlier:
        return Decision(Outcome.ALREADY, cards=(new_card,))
    return _applied(
        tuple(_cancelled(card) for card in earlier),
        tuple((card.card_no, Event.REPLACED) for card in earlier),
    )


def _line_before(card: Card, cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """The cards that ``card`` follows, by their ``previous_card_no``."""
    by_number = {known.card_no: known for known in cards}
    line: list[Card] = []
    number = card.previous_card_no
    while number is not None and number in by_number and len(line) < len(cards):
        line.append(by_number[number])
        number = by_number[number].previous_card_no
    return tuple(line)


def _applied(
    cards: tuple[Card, ...], events: tuple[tuple[CardNo, Event], ...]
) -> Decision:
    return Decision(Outcome.APPLIED, None, cards, events)


def _cancelled(card: Card) -> Card:
    status = after(card.app_status, Event.REPLACED)
    return replace(card, app_status=status, loss_expires_at=None)


def _own_card(act: Act, view: CenterView) -> Card:
    if view.card is None or view.card.ssn != act.ssn:
        raise RuleError(RuleCode.NO_SUCH_CARD)
    if view.card.app_status is AppStatus.CANCELLED:
        raise RuleError(RuleCode.CARD_CANCELLED)
    return view.card


def _strict_region(card: Card, view: CenterView) -> None:
    if card.region != view.region:
        raise RuleError(RuleCode.NOT_MINE)


def _none_running(holder: Holder) -> None:
    if holder.application_running:
        raise RuleError(RuleCode.APPLICATION_RUNS)


def _living(view: CenterView) -> Holder:
    if view.holder is None:
        raise RuleError(RuleCode.NO_SUCH_HOLDER)
    if not view.holder.alive:
        raise RuleError(RuleCode.HOLDER_DEAD)
    return view.holder


def _loss(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    card = _own_card(act, view)
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
    return _applied((lost,), ((card.card_no, event),))


def _lift(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    del now
    card = _own_card(act, view)
    if _LOSSES.intersection(view.foreign):
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
    return _applied((lifted,), ((card.card_no, Event.LIFT),))


def _hand_out(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    card = _own_card(act, view)
    _strict_region(card, view)
    _living(view)
    if card.handed_out_on is not None:
        raise RuleError(RuleCode.ALREADY_HANDED_OUT)
    if card.app_status in LOST:
        raise RuleError(RuleCode.CARD_LOST)
    day = _date(act.detail, "handed_out_on") or now.date()
    if day > (now + timedelta(days=1, seconds=max(act.skew_s, 0))).date():
        raise RuleError(RuleCode.FUTURE_DATE)
    given = replace(card, handed_out_on=day, stock_state=StockState.HANDED_OUT)
    if card.app_status is not AppStatus.DORMANT:
        return Decision(Outcome.ALREADY, cards=(given,))
    enabled = replace(given, app_status=after(card.app_status, Event.ENABLE))
    ended = (
        () if pack.old_card_policy is OldCardPolicy.ON_FIRST_USE else _ended(view, card)
    )
    return _applied(
        (enabled, *(_cancelled(old) for old in ended)),
        (
            (card.card_no, Event.ENABLE),
            *((old.card_no, Event.REPLACED) for old in ended),
        ),
    )


def _ended(view: CenterView, card: Card) -> tuple[Card, ...]:
    """Cards before a factory-made replacement that its enabling ends (R-31)."""
    return tuple(
        old
        for old in _line_before(card, view.cards)
        if old.app_status is not AppStatus.CANCELLED
    )


def _instant(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    del pack, now
    holder = _living(view)
    again = _same_new_card(act.detail, view)
    if again is not None:
        return Decision(Outcome.ALREADY, cards=(again,))
    _none_running(holder)
    if any(card.app_status is not AppStatus.CANCELLED for card in view.cards):
        raise RuleError(RuleCode.HAS_LIVE_CARD)
    card = _new_card(act, act.card_no, None, view.region)
    no = card.card_no
    return _applied((card,), ((no, Event.CREATED), (no, Event.ENABLE)))


def _replacement(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    del now
    again = _same_new_card(act.detail, view)
    if again is not None:
        return Decision(Outcome.ALREADY, cards=(again,))
    old = _own_card(act, view)
    _strict_region(old, view)
    _none_running(_living(view))
    if old.replaced_by is not None:
        raise RuleError(RuleCode.APPLICATION_RUNS)
    _replaceable(act, old, view, pack)
    new_no = CardNo(str(act.detail.get("new_card_no", "")))
    new = _new_card(act, new_no, old.card_no, view.region)
    events = [(new_no, Event.CREATED), (new_no, Event.ENABLE)]
    marked = replace(old, replaced_by=new_no)
    if pack.old_card_policy is not OldCardPolicy.ON_FIRST_USE:
        marked = _cancelled(marked)
        events.append((old.card_no, Event.REPLACED))
    return _applied((new, marked), tuple(events))


def _replaceable(act: Act, old: Card, view: CenterView, pack: RulePack) -> None:
    foreign = set(view.foreign) - {Event.TEMP_EXPIRED}  # the counter foresees it
    if act.kind is Kind.REISSUE_LOST:
        foreign -= _LOSSES
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
    issue = _date(detail, "issue_date")
    return Card(
        card_no=card_no,
        region=region,
        card_uid=CardUid(str(detail.get("card_uid", ""))),
        ssn=act.ssn,
        app_status=AppStatus.NORMAL,
        stock_state=StockState.HANDED_OUT,
        bank=str(detail.get("bank", "")),
        issue_date=issue,
        expiry_date=_date(detail, "expiry_date"),
        spec_version=str(detail.get("spec_version", "2.00")),
        handed_out_on=issue,
        previous_card_no=previous,
    )


def _date(detail: Json, name: str) -> date | None:
    value = detail.get(name)
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _card_act(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """A PIN act or new data on the chip: done at the counter, on record here.

    Where the application was locked, a PIN set or unlocked at the window frees it
    (6.6); nothing else changes.
    """
    del pack, now
    card = _own_card(act, view)
    frees = act.kind in (Kind.PIN_RESET, Kind.PIN_UNLOCK)
    if frees and card.app_status is AppStatus.LOCKED:
        free = replace(card, app_status=after(card.app_status, Event.UNLOCK))
        return _applied((free,), ((card.card_no, Event.UNLOCK),))
    moved = _date(act.detail, "expiry_date")
    if act.kind is Kind.EXPIRY and moved is not None:
        return _applied((replace(card, expiry_date=moved),), ())
    return _applied((), ())


def _apply_new(act: Act, view: CenterView, pack: RulePack, now: datetime) -> Decision:
    """A first card is asked for; from now on an application runs (R-01 to R-06)."""
    holder = _living(view)
    may_apply(act.detail, holder, view.cards, pack, now.date())
    return Decision(Outcome.APPLIED, holder=replace(holder, application_running=True))


_RULES: dict[Kind, Callable[[Act, CenterView, RulePack, datetime], Decision]] = {
    Kind.HAND_OUT: _hand_out,
    Kind.INSTANT: _instant,
    Kind.LOSS_TEMP: _loss,
    Kind.LOSS_FORMAL: _loss,
    Kind.LOSS_LIFT: _lift,
    Kind.REISSUE_LOST: _replacement,
    Kind.REPLACE: _replacement,
    Kind.PIN_CHANGE: _card_act,
    Kind.PIN_RESET: _card_act,
    Kind.PIN_UNLOCK: _card_act,
    Kind.INFO_CHANGE: _card_act,
    Kind.EXPIRY: _card_act,
    Kind.APPLY_NEW: _apply_new,
}
