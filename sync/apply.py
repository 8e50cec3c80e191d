"""Write what the center said into the office's store, whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.decide import Outcome
from counter_app.domain.errors import StoreError
from counter_app.domain.records import BlankCard, Card, CardNo, CardUid, Operation, Ssn
from counter_app.domain.settle import merge_card, settle, touched_cards
from counter_app.domain.states import BlankState, Effect, StockState
from counter_app.ports.store import Store, UnitOfWork
from sync.wire import (
    BlankChange,
    CardChange,
    Change,
    ChangePage,
    Deletion,
    HolderChange,
    NumberChange,
    OperationAnswer,
    Word,
    card_from,
    holder_from,
)

# Faults of one row; every other fault is the store's and passes.
ROW_FAULTS = frozenset(
    {StoreCode.DUPLICATE, StoreCode.REFERENCE_MISSING, StoreCode.BAD_VALUE}
)
CURSOR = "sync.cursor"
ACTOR = "center"
_log = logging.getLogger(__name__)
_OUTCOMES = {
    Word.APPLIED: Outcome.APPLIED,
    Word.ALREADY: Outcome.ALREADY,
    Word.REFUSED: Outcome.REFUSED,
}


def apply_outcomes(
    store: Store, answers: Sequence[OperationAnswer], at: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Record decided operations with their consequences.

    All in one unit of work; where that fails, each in one of its own, so that a single
    bad answer stops no other. Returns the ids recorded and the ids that failed.
    """
    decided = [answer for answer in answers if answer.outcome in _OUTCOMES]
    try:
        with store.unit_of_work() as uow:
            for answer in decided:
                apply_outcome(uow, answer, at)
            uow.commit()
    except Exception as exc:  # one bad row must not stop the others  # noqa: BLE001
        if len(decided) > 1:
            _log.warning("outcomes one by one: %s", type(exc).__name__)
            return _one_by_one(store, decided, at)
        _log.error("outcome not recorded: %s", type(exc).__name__)
        return (), tuple(answer.op_id for answer in decided)
    return tuple(answer.op_id for answer in decided), ()


def _one_by_one(
    store: Store, answers: Iterable[OperationAnswer], at: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    done: list[str] = []
    failed: list[str] = []
    for answer in answers:
        good, bad = apply_outcomes(store, (answer,), at)
        done += good
        failed += bad
    return tuple(done), tuple(failed)


def apply_outcome(uow: UnitOfWork, answer: OperationAnswer, at: datetime) -> None:
    """Record one outcome: effect, cards and stock (``domain.settle``), audit row."""
    operation = uow.operations.get(answer.op_id)
    incoming = tuple(card_from(row) for row in answer.cards)
    if operation is None or operation.effect is not Effect.PENDING:
        _put_cards(uow, incoming)
        return
    outcome = _OUTCOMES[answer.outcome]
    local = _local_cards(uow, operation, incoming)
    made = settle(operation, outcome, answer.code, incoming, local)
    uow.operations.decide(operation.op_id, made.effect, made.refusal, at)
    uow.cards.put_many(made.cards)
    uow.audit.append(
        at=at,
        actor=ACTOR,
        event=f"operation.{made.effect.value}",
        subject=operation.op_id,
        detail=made.refusal or answer.outcome.value,
    )


def _local_cards(
    uow: UnitOfWork, operation: Operation, incoming: Iterable[Card]
) -> dict[CardNo, Card]:
    numbers = {card.card_no for card in incoming}
    numbers |= touched_cards(operation)
    found = ((number, uow.cards.get(number)) for number in sorted(numbers))
    return {number: card for number, card in found if card is not None}


def apply_page(store: Store, page: ChangePage) -> int:
    """Store a page of the feed with its cursor; return how many rows were passed over.

    Raises:
        StoreError: nothing of the page could be stored; the cursor stays.
    """
    try:
        with store.unit_of_work() as uow:
            skipped = apply_changes(uow, page.changes)
            uow.settings.put(CURSOR, page.cursor)
            uow.commit()
    except StoreError as exc:
        if len(page.changes) <= 1 or exc.code not in ROW_FAULTS:
            raise
        return _row_by_row(store, page)
    return skipped


def _row_by_row(store: Store, page: ChangePage) -> int:
    """One row the store refuses must not stop the feed."""
    skipped = 0
    fault: StoreError | None = None
    for change in page.changes:
        try:
            with store.unit_of_work() as uow:
                skipped += apply_changes(uow, (change,))
                uow.commit()
        except StoreError as exc:
            if exc.code not in ROW_FAULTS:
                raise  # a passing fault of the store: the cursor stays, all comes again
            _log.error("row of the feed refused: %s", exc.code)
            fault, skipped = exc, skipped + 1
    if fault is not None and skipped == len(page.changes):
        raise fault
    with store.unit_of_work() as uow:
        uow.settings.put(CURSOR, page.cursor)
        uow.commit()
    return skipped


def apply_changes(uow: UnitOfWork, changes: Sequence[Change]) -> int:
    """Store rows of the feed; cards of people unknown here are passed over."""
    holders = [holder_from(c.holder) for c in changes if isinstance(c, HolderChange)]
    uow.holders.put_many(holders)
    cards = [card_from(c.card) for c in changes if isinstance(c, CardChange)]
    known = {holder.ssn for holder in holders}
    kept = [card for card in cards if card.ssn in known or _known(uow, card.ssn)]
    _put_cards(uow, kept)
    _blanks(uow, [c for c in changes if isinstance(c, BlankChange)])
    numbers = [c for c in changes if isinstance(c, NumberChange) and not c.used]
    uow.allotments.add_numbers(CardNo(change.card_no) for change in numbers)
    for change in changes:
        if isinstance(change, NumberChange) and change.used:
            uow.allotments.spend_number(CardNo(change.card_no))
    for change in changes:
        if isinstance(change, Deletion):
            _departed(uow, change)
    return len(cards) - len(kept)


def _known(uow: UnitOfWork, ssn: Ssn) -> bool:
    return uow.holders.get(ssn) is not None


def _put_cards(uow: UnitOfWork, incoming: Sequence[Card]) -> None:
    merged = [merge_card(uow.cards.get(card.card_no), card) for card in incoming]
    uow.cards.put_many(merged)


def _blanks(uow: UnitOfWork, changes: Sequence[BlankChange]) -> None:
    uow.allotments.add_blanks(
        BlankCard(CardUid(change.card_uid), spec_version=change.spec_version)
        for change in changes
        if not change.used
    )
    for change in changes:
        known = uow.allotments.blank(CardUid(change.card_uid)) if change.used else None
        if known is not None and known.state is BlankState.IN_STOCK:
            uow.allotments.set_blank(known.card_uid, BlankState.USED)


def _departed(uow: UnitOfWork, change: Deletion) -> None:
    """A card that left the office is no stock any more.

    The rows stay: this office's cases and receipts refer to them.
    """
    if change.what != "card":
        return
    card = uow.cards.get(CardNo(change.key))
    if card is not None and card.stock_state is not StockState.HANDED_OUT:
        uow.cards.put(replace(card, stock_state=StockState.RETURNED))
