"""What the center's word changes at the counter: pure, used by sync in one unit.

The application status is the center's; stock, box and arrival are the office's. A
row from the center never overwrites what only the office knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from counter_app.domain.decision import Outcome
from counter_app.domain.making import made_card
from counter_app.domain.records import Card, CardNo, Operation
from counter_app.domain.states import MAKING_KINDS, AppStatus, Effect, Kind, StockState


@dataclass(frozen=True, slots=True)
class Settlement:
    """What to write for one decided operation, all in one unit of work."""

    effect: Effect
    refusal: str | None
    cards: tuple[Card, ...]


def merge_card(local: Card | None, incoming: Card) -> Card:
    """Return the row to keep when the center tells of a card.

    An older version than ours changes nothing (answers may come out of order).
    """
    if local is None:
        return incoming
    if incoming.version < local.version:
        return local
    return replace(
        incoming,
        stock_state=local.stock_state,
        box_position=local.box_position,
        arrived_on=local.arrived_on,
        handed_out_on=incoming.handed_out_on or local.handed_out_on,
    )


def given_card(operation: Operation) -> CardNo | None:
    """Return the card the person walked away with, if the act gave one."""
    if operation.kind is Kind.HAND_OUT:
        return operation.card_no
    return made_card(operation.kind, operation.card_no, operation.detail)


def touched_cards(operation: Operation) -> frozenset[CardNo]:
    """Return the cards of which ``settle`` wants to see the office's row."""
    given = given_card(operation)
    return frozenset(
        {operation.card_no} if given is None else {operation.card_no, given}
    )


def _taken_back(operation: Operation, local: Mapping[CardNo, Card]) -> tuple[Card, ...]:
    """Undo what a refused act did to the office's rows.

    A card the center never made is recalled: nobody may act on it. A refused
    hand-out is looked for and may be handed out again; an old card is in the
    person's hand again, on paper at least.
    """
    changed: list[Card] = []
    given = local.get(given_card(operation) or operation.card_no)
    if given is not None and operation.kind in MAKING_KINDS and given.version == 0:
        changed.append(
            replace(
                given,
                app_status=AppStatus.CANCELLED,
                stock_state=StockState.PROBLEM,
            )
        )
    if given is not None and operation.kind is Kind.HAND_OUT:
        changed.append(
            replace(given, stock_state=StockState.SEARCHED, handed_out_on=None)
        )
    old = local.get(operation.card_no)
    voided = old is not None and old.stock_state is StockState.VOIDED
    if operation.kind is Kind.REPLACE and old is not None and voided:
        changed.append(replace(old, stock_state=StockState.HANDED_OUT))
    return tuple(changed)


def settle(
    operation: Operation,
    outcome: Outcome,
    code: str | None,
    incoming: Sequence[Card],
    local: Mapping[CardNo, Card],
) -> Settlement:
    """Turn the center's outcome into the rows of one unit of work.

    Args:
        operation: the pending operation.
        outcome: the center's word.
        code: refusal code when refused.
        incoming: card rows of the answer.
        local: the office's rows of the incoming and of ``touched_cards``.
    """
    rows = {
        card.card_no: merge_card(local.get(card.card_no), card) for card in incoming
    }
    if outcome is Outcome.REFUSED:
        for card in _taken_back(operation, local):
            rows.setdefault(card.card_no, card)
        return Settlement(Effect.REFUSED, code, tuple(rows.values()))
    given = given_card(operation)
    if given is not None:
        row = rows.get(given) or local.get(given)
        if row is not None and row.stock_state is StockState.TO_ENABLE:
            rows[given] = replace(row, stock_state=StockState.HANDED_OUT)
    return Settlement(Effect.EFFECTIVE, None, tuple(rows.values()))
