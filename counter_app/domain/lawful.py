"""May this act be done now? One check per act, pure, used by screen and services.

Each function returns silently or raises :class:`RuleError` with the rule that
refuses (business.md 5, 6.6, 6.7). A card is judged by the center's word plus what
this office has pending: a pending loss blocks at once, a pending lift or enabling
changes nothing that could do harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.identity import age_on
from counter_app.domain.losses import LOST
from counter_app.domain.records import Card, CardNo, Holder, Operation
from counter_app.domain.rulepack import FormalLift, OfflineRule, RulePack
from counter_app.domain.settle import given_card
from counter_app.domain.states import (
    MAKING_KINDS,
    REPLACING_KINDS,
    AppStatus,
    Kind,
    StockState,
)

_WAITS = frozenset({StockState.IN_CABINET, StockState.WAITING, StockState.SEARCHED})
_GIVEN = frozenset({StockState.TO_ENABLE, StockState.HANDED_OUT})


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a rule may look at, read in one unit of work.

    Attributes:
        pending: operations of this holder without an outcome, oldest first.
        today: the office's date.
        blanks: blank cards left in the allotment.
        numbers: card numbers left in the allotment.
        open_write: an unfinished card write of this holder exists.
    """

    holder: Holder
    cards: tuple[Card, ...]
    pending: tuple[Operation, ...]
    pack: RulePack
    today: date
    region: str
    online: bool
    blanks: int
    numbers: int
    open_write: bool = False

    @property
    def minor(self) -> bool:
        """The holder is below ``minor_age`` (R-04)."""
        return age_on(self.holder.birth_date, self.today) < self.pack.minor_age

    def pending_on(self, card_no: CardNo) -> tuple[Operation, ...]:
        """Return pending operations that name the card."""
        return tuple(op for op in self.pending if op.card_no == card_no)


def shown_status(card: Card, pending: tuple[Operation, ...]) -> AppStatus:
    """Return the status to show and to block by: pending losses count at once."""
    return _status(card, pending, all_applied=False)


def _with_loss(status: AppStatus, kind: Kind) -> AppStatus:
    if status is AppStatus.CANCELLED:
        return status
    if kind is Kind.LOSS_FORMAL:
        return AppStatus.LOST_FORMAL
    if kind is Kind.LOSS_TEMP and status is not AppStatus.LOST_FORMAL:
        return AppStatus.LOST_TEMP
    return status


def _status(
    card: Card, pending: tuple[Operation, ...], *, all_applied: bool
) -> AppStatus:
    """Status with the pending losses; or once all that is pending is applied.

    Only losses are judged by the second.
    """
    status, before = card.app_status, card.status_before_loss
    for operation in pending:
        enables = all_applied and card.card_no == given_card(operation)
        if enables and status is AppStatus.DORMANT:
            status = AppStatus.NORMAL
        if operation.card_no != card.card_no:
            continue
        if all_applied and operation.kind is Kind.LOSS_LIFT and status in LOST:
            status, before = before or AppStatus.NORMAL, None
        elif status not in LOST:
            before, status = status, _with_loss(status, operation.kind)
        else:
            status = _with_loss(status, operation.kind)
    return status


def check_loss(at: Situation, card: Card, *, formal: bool) -> None:
    """Loss: not on 9, not twice, on 0 only formal (R-27, R-28)."""
    _offline(at, Kind.LOSS_FORMAL if formal else Kind.LOSS_TEMP)
    status = _status(card, at.pending, all_applied=True)
    if status is AppStatus.CANCELLED:
        raise RuleError(RuleCode.CARD_CANCELLED)
    if status is AppStatus.LOST_FORMAL or (
        status is AppStatus.LOST_TEMP and not formal
    ):
        raise RuleError(RuleCode.ALREADY_SO)
    if status is AppStatus.DORMANT and not formal:
        raise RuleError(RuleCode.NOT_ENABLED_TEMP_LOSS)


def check_lift(at: Situation, card: Card) -> None:
    """Lift: something to lift, not reissued, not never (R-23 to R-25)."""
    _offline(at, Kind.LOSS_LIFT)
    _no_open_write(at)
    if card.app_status is AppStatus.CANCELLED:
        raise RuleError(RuleCode.CARD_CANCELLED)
    status = shown_status(card, at.pending)
    if status not in LOST:
        raise RuleError(RuleCode.NOT_LOST)
    if _replaced(at, card):
        raise RuleError(RuleCode.LIFT_REISSUED)
    formal = status is AppStatus.LOST_FORMAL
    if formal and at.pack.formal_lift is FormalLift.NEVER:
        raise RuleError(RuleCode.LIFT_NEVER)
    if _lift_pending(at, card):
        raise RuleError(RuleCode.ALREADY_SO)


def lift_needs_card(at: Situation, card: Card) -> bool:
    """Tell whether the found card must lie on the reader (R-26)."""
    status = shown_status(card, at.pending)
    kind = "formal" if status is AppStatus.LOST_FORMAL else "temp"
    return kind in at.pack.lift_needs_card


def check_hand_out(at: Situation, card: Card) -> None:
    """Hand out a card that waits in stock (R-10 to R-12, R-34, 6.7-8 to 10, 25)."""
    _offline(at, Kind.HAND_OUT)
    _alive(at)
    _no_open_write(at)
    _mine(at, card)
    if card.handed_out_on is not None or card.stock_state in _GIVEN:
        raise RuleError(RuleCode.ALREADY_HANDED_OUT)
    if shown_status(card, at.pending) in LOST:
        raise RuleError(RuleCode.CARD_LOST)
    if card.stock_state is StockState.PROBLEM:
        raise RuleError(RuleCode.PROBLEM_CARD)
    if card.stock_state is StockState.RETAINED:
        raise RuleError(RuleCode.RETAINED_CARD)
    if card.stock_state not in _WAITS:
        raise RuleError(RuleCode.STOCK_STATE, state=int(card.stock_state))
    if card.arrived_on is not None:
        if at.today < card.arrived_on:
            raise RuleError(RuleCode.BEFORE_ARRIVAL)
        if at.today - card.arrived_on > timedelta(days=at.pack.uncollected_days):
            raise RuleError(RuleCode.UNCOLLECTED_EXPIRED)


def check_instant(at: Situation) -> None:
    """First card, written now: no live card, none running (R-01 to R-03)."""
    _alive(at)
    if any(card.app_status is not AppStatus.CANCELLED for card in at.cards):
        raise RuleError(RuleCode.HAS_LIVE_CARD)
    if at.holder.application_running:
        raise RuleError(RuleCode.APPLICATION_RUNS)
    _can_write(at, Kind.INSTANT)


def check_reissue(at: Situation, card: Card, *, with_loss: bool) -> None:
    """补领: after a formal loss, or with it in one act (R-30, 6.7-3, 6.7-4)."""
    _alive(at)
    _mine(at, card)
    if _replacement_runs(at, card):
        raise RuleError(RuleCode.APPLICATION_RUNS)
    status = shown_status(card, at.pending)
    if status is not AppStatus.LOST_FORMAL:
        may_combine = at.pack.combine_loss_and_reissue and with_loss
        if not may_combine:
            raise RuleError(RuleCode.FORMAL_LOSS_FIRST)
        check_loss(at, card, formal=True)
    elif _lift_pending(at, card):
        raise RuleError(RuleCode.FORMAL_LOSS_FIRST)
    _can_write(at, Kind.REISSUE_LOST)


def check_replace(at: Situation, card: Card) -> None:
    """换领 of a card in hand (R-32, 6.7-22)."""
    _alive(at)
    _mine(at, card)
    if _replacement_runs(at, card):
        raise RuleError(RuleCode.APPLICATION_RUNS)
    if shown_status(card, at.pending) in LOST:
        raise RuleError(RuleCode.CARD_LOST)
    if card.handed_out_on is None and card.stock_state not in _GIVEN:
        raise RuleError(RuleCode.OLD_CARD_NEEDED)
    _can_write(at, Kind.REPLACE)


def check_pin(at: Situation, card: Card, kind: Kind) -> None:
    """PIN acts: a living holder's card, neither cancelled nor lost (R-43, 6.6).

    A change needs the old PIN and no key, so a card of another region may have it;
    reset and unlock go through the keys of this region.
    """
    _offline(at, kind)
    _alive(at)
    _no_open_write(at)
    if kind is not Kind.PIN_CHANGE:
        _mine(at, card)
    _in_use(at, card)


def check_rewrite(at: Situation, card: Card, kind: Kind) -> None:
    """New data on the chip: this region's card, neither cancelled nor lost."""
    _offline(at, kind)
    _alive(at)
    _no_open_write(at)
    _mine(at, card)
    _in_use(at, card)


def _in_use(at: Situation, card: Card) -> None:
    status = shown_status(card, at.pending)
    if status is AppStatus.CANCELLED:
        raise RuleError(RuleCode.CARD_CANCELLED)
    if status in LOST:
        raise RuleError(RuleCode.CARD_LOST)


def _alive(at: Situation) -> None:
    if not at.holder.alive:
        raise RuleError(RuleCode.HOLDER_DEAD)


def _mine(at: Situation, card: Card) -> None:
    if card.app_status is AppStatus.CANCELLED:
        raise RuleError(RuleCode.CARD_CANCELLED)
    if card.region != at.region:
        raise RuleError(RuleCode.NOT_MINE, region=card.region)


def _lift_pending(at: Situation, card: Card) -> bool:
    """The last word of this office on the card is a lift."""
    mine = at.pending_on(card.card_no)
    return bool(mine) and mine[-1].kind is Kind.LOSS_LIFT


def _no_open_write(at: Situation) -> None:
    """A half-written card of this person is settled first: it may become real."""
    if at.open_write:
        raise RuleError(RuleCode.DOUBTFUL_OPEN)


def _replaced(at: Situation, card: Card) -> bool:
    if card.replaced_by is not None:
        return True
    return any(op.kind in REPLACING_KINDS for op in at.pending_on(card.card_no))


def _replacement_runs(at: Situation, card: Card) -> bool:
    """A replacement of this card, or an application of this person, runs (R-02)."""
    return at.holder.application_running or _replaced(at, card)


def _can_write(at: Situation, kind: Kind) -> None:
    _no_open_write(at)
    _offline(at, kind)
    if at.blanks == 0 or at.numbers == 0:
        raise RuleError(RuleCode.NO_ALLOTMENT, blanks=at.blanks, numbers=at.numbers)


def _offline(at: Situation, kind: Kind) -> None:
    rule = at.pack.offline[kind]
    if at.online or rule in (OfflineRule.FULL, OfflineRule.QUEUE):
        return
    code = (
        RuleCode.NO_ALLOTMENT
        if rule is OfflineRule.ACCEPT_ONLY and kind in MAKING_KINDS
        else RuleCode.OFFLINE_REFUSED
    )
    raise RuleError(code, blanks=at.blanks, numbers=at.numbers)
