"""What may be done for the open holder, and what each business needs; pure."""

from __future__ import annotations

from counter_app.domain.records import CardNo
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import AppStatus, Kind
from counter_app.services.results import CardFile, HolderFile, Possible
from views.service.state import KINDS, NeedCard, Option, Service


def options(file: HolderFile, service: Service, chosen: CardNo | None) -> list[Option]:
    """Return the businesses of a service in their fixed order.

    A card the clerk chose goes first, then the newest card that allows it; when
    none does, the refusal shown is that of the chosen or newest card.
    """
    return [
        option
        for kind in KINDS[service]
        if (option := best_option(file, kind, chosen)) is not None
    ]


def best_option(file: HolderFile, kind: Kind, chosen: CardNo | None) -> Option | None:
    """Return the best way to do ``kind`` for this holder, or why there is none."""
    found = [_option(None, p) for p in file.possible if p.kind is kind]
    for card in _chosen_first(file.cards, chosen):
        found += [
            _option(card.card.card_no, p) for p in card.possible if p.kind is kind
        ]
    if not found:
        return None
    return next((option for option in found if option.allowed), found[0])


def first_allowed(offered: list[Option]) -> Option | None:
    """Return the first business that may be done."""
    return next((option for option in offered if option.allowed), None)


def needs_card(kind: Kind, card: CardFile | None, pack: RulePack) -> NeedCard:
    """Tell what must lie on the reader (R-26, R-32 and the writing flows)."""
    if kind is Kind.HAND_OUT:
        return NeedCard.OWN
    if kind is Kind.REPLACE:
        return NeedCard.OLD
    if kind in (Kind.INSTANT, Kind.REISSUE_LOST):
        return NeedCard.BLANK
    if kind is Kind.LOSS_LIFT and card is not None:
        formal = card.shown_status is AppStatus.LOST_FORMAL
        loss = "formal" if formal else "temp"
        return NeedCard.OWN if loss in pack.lift_needs_card else NeedCard.NONE
    return NeedCard.NONE


def _chosen_first(cards: tuple[CardFile, ...], chosen: CardNo | None) -> list[CardFile]:
    return sorted(cards, key=lambda c: c.card.card_no != chosen)


def _option(card_no: CardNo | None, possible: Possible) -> Option:
    return Option(
        possible.kind,
        card_no,
        possible.allowed,
        possible.code,
        possible.params,
        possible.combined,
    )
