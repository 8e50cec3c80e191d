"""One operation before the center, what it knows, and its word; shared guards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.copies import changed as replace
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card, CardNo, Holder, Json, Ssn
from counter_app.domain.states import AppStatus, Event, Kind
from counter_app.domain.transitions import after


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


def applied(
    cards: tuple[Card, ...], events: tuple[tuple[CardNo, Event], ...]
) -> Decision:
    """Return the decision to apply an act with these rows and events."""
    return Decision(Outcome.APPLIED, None, cards, events)


def cancelled(card: Card) -> Card:
    """Return the card as a newer one of its line ends it (R-31)."""
    status = after(card.app_status, Event.REPLACED)
    return replace(card, app_status=status, loss_expires_at=None)


def own_card(act: Act, view: CenterView) -> Card:
    """Return the card the act names, if it is the person's and still alive."""
    if view.card is None or view.card.ssn != act.ssn:
        raise RuleError(RuleCode.NO_SUCH_CARD)
    if view.card.app_status is AppStatus.CANCELLED:
        raise RuleError(RuleCode.CARD_CANCELLED)
    return view.card


def strict_region(card: Card, view: CenterView) -> None:
    """Refuse a card of another region (6.7-8)."""
    if card.region != view.region:
        raise RuleError(RuleCode.NOT_MINE, region=card.region)


def none_running(holder: Holder) -> None:
    """Refuse while an application of the person runs (R-02)."""
    if holder.application_running:
        raise RuleError(RuleCode.APPLICATION_RUNS)


def living(view: CenterView) -> Holder:
    """Return the person; refuse an unknown or dead one."""
    if view.holder is None:
        raise RuleError(RuleCode.NO_SUCH_HOLDER)
    if not view.holder.alive:
        raise RuleError(RuleCode.HOLDER_DEAD)
    return view.holder


def earlier_cards(card: Card, cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Return the cards that ``card`` follows and that have not ended yet.

    The line goes by ``previous_card_no``, also over one that was replaced twice.
    """
    by_number = {known.card_no: known for known in cards}
    line: list[Card] = []
    number = card.previous_card_no
    while number is not None and number in by_number and len(line) < len(cards):
        line.append(by_number[number])
        number = by_number[number].previous_card_no
    return tuple(old for old in line if old.app_status is not AppStatus.CANCELLED)


def day_in(detail: Json, name: str) -> date | None:
    """Return a day the act tells, if it tells one."""
    value = detail.get(name)
    return date.fromisoformat(value) if isinstance(value, str) and value else None
