"""A few rules of the status table for the fake desk; the product's are elsewhere."""

from __future__ import annotations

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.records import Card
from counter_app.domain.states import (
    PIN_KINDS,
    REWRITE_KINDS,
    AppStatus,
    Event,
    Kind,
    StockState,
)
from counter_app.services.results import Possible

_WAITING = {StockState.IN_CABINET, StockState.WAITING, StockState.SEARCHED}
_LOST = {AppStatus.LOST_FORMAL, AppStatus.LOST_TEMP}


_PARAMS = {
    RuleCode.TRANSITION: {
        "status": int(AppStatus.DORMANT),
        "event": Event.REPLACED.value,
    }
}


def possible_acts(card: Card) -> tuple[Possible, ...]:
    """Return what may be done with this card."""
    apart = PIN_KINDS | REWRITE_KINDS | {Kind.INSTANT, Kind.APPLY_NEW}
    return tuple(_one(kind, card) for kind in Kind if kind not in apart)


def possible_without_card(card: Card | None) -> tuple[Possible, ...]:
    """Return whether a first card may be made."""
    live = card is not None and card.app_status is not AppStatus.CANCELLED
    code = RuleCode.HAS_LIVE_CARD if live else None
    return (Possible(Kind.INSTANT, not live, code),)


def _one(kind: Kind, card: Card) -> Possible:
    code = _refusal(kind, card)
    combined = kind is Kind.REISSUE_LOST and card.app_status in (
        AppStatus.NORMAL,
        AppStatus.LOST_TEMP,
    )
    params = _PARAMS.get(code) if code else None
    return Possible(kind, code is None, code, params, combined and code is None)


def _refusal(kind: Kind, card: Card) -> RuleCode | None:  # noqa: PLR0911 - a table
    status = card.app_status
    if status is AppStatus.CANCELLED:
        return RuleCode.CARD_CANCELLED
    if kind is Kind.HAND_OUT:
        return None if card.stock_state in _WAITING else RuleCode.ALREADY_HANDED_OUT
    if kind is Kind.LOSS_LIFT:
        return None if status in _LOST else RuleCode.NOT_LOST
    if kind is Kind.LOSS_TEMP and status is AppStatus.DORMANT:
        return RuleCode.NOT_ENABLED_TEMP_LOSS
    if kind is Kind.LOSS_TEMP:
        return RuleCode.ALREADY_SO if status in _LOST else None
    if kind is Kind.LOSS_FORMAL:
        return RuleCode.ALREADY_SO if status is AppStatus.LOST_FORMAL else None
    if kind is Kind.REPLACE:
        return RuleCode.CARD_LOST if status in _LOST else _dormant(status)
    return _dormant(status)


def _dormant(status: AppStatus) -> RuleCode | None:
    return RuleCode.TRANSITION if status is AppStatus.DORMANT else None
