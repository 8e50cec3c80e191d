"""Write what the center said into the office's store, whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import msgspec

from counter_app.domain.applications import Application, Step
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.decision import Outcome
from counter_app.domain.errors import StoreError
from counter_app.domain.records import (
    BlankCard,
    Card,
    CardNo,
    CardUid,
    Holder,
    Operation,
    Ssn,
)
from counter_app.domain.settle import merge_card, settle, touched_cards
from counter_app.domain.states import BlankState, Effect, StockState
from counter_app.ports.entries import AuditEntry, Decision
from counter_app.ports.store import MUST_PULL, Store, UnitOfWork
from sync import twins
from sync.wire import (
    ApplicationChange,
    BlankChange,
    CardChange,
    CardRow,
    Change,
    ChangePage,
    Deletion,
    HolderChange,
    HolderRow,
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
# The store's own: no act is to blame, all is heard again later.
_PASSING = frozenset(
    {
        StoreCode.DISK_FULL,
        StoreCode.DISK_FAULT,
        StoreCode.READ_ONLY,
        StoreCode.UNREACHABLE,
        StoreCode.BUSY,
        StoreCode.CLOSED,
    }
)
CURSOR = "sync.cursor"
ANEW = "sync.anew"  # a restored center: its rows count, whatever their versions
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

    Raises:
        StoreError: the store itself takes nothing now (a full disk): nothing is
            recorded, the center tells the same again.
    """
    decided = [answer for answer in answers if answer.outcome in _OUTCOMES]
    try:
        with store.unit_of_work() as uow:
            _apply(uow, decided, at)
            uow.commit()
    except Exception as exc:  # one bad row must not stop the others
        if isinstance(exc, StoreError) and exc.code in _PASSING:
            raise
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


def _apply(uow: UnitOfWork, answers: Sequence[OperationAnswer], at: datetime) -> None:
    """Record outcomes: effects, cards and stock (``domain.settle``), audit rows.

    In the order of the answers: each sees the cards as those before it left them.
    """
    operations = uow.operations.those(answer.op_id for answer in answers)
    incoming = [tuple(card_from(row) for row in answer.cards) for answer in answers]
    cards = _Cards(uow, incoming, operations.values())
    decisions: dict[str, Decision] = {}
    said: list[AuditEntry] = []
    for answer, rows in zip(answers, incoming, strict=True):
        operation = operations.get(answer.op_id)
        open_ = operation is not None and operation.effect is Effect.PENDING
        if operation is None or not open_ or answer.op_id in decisions:
            cards.keep(merge_card(cards.here.get(row.card_no), row) for row in rows)
            continue
        outcome = _OUTCOMES[answer.outcome]
        made = settle(operation, outcome, answer.code, rows, cards.here)
        cards.keep(made.cards)
        decisions[answer.op_id] = Decision(
            answer.op_id, operation.ssn, made.effect, made.refusal
        )
        event = f"operation.{made.effect.value}"
        detail = made.refusal or answer.outcome.value
        said.append(AuditEntry(ACTOR, event, answer.op_id, detail))
    uow.operations.decide_pending(tuple(decisions.values()), at)
    twins.look_for(uow, decisions.values(), operations, at)
    uow.cards.put_many(cards.changed.values())
    uow.audit.append_many(said, at)


class _Cards:
    """The office's cards that answers touch: read once, written once."""

    def __init__(
        self,
        uow: UnitOfWork,
        incoming: Iterable[Sequence[Card]],
        operations: Iterable[Operation],
    ) -> None:
        numbers = {card.card_no for rows in incoming for card in rows}
        for operation in operations:
            numbers |= touched_cards(operation)
        self.here: dict[CardNo, Card] = uow.cards.those(sorted(numbers))
        self.changed: dict[CardNo, Card] = {}

    def keep(self, cards: Iterable[Card]) -> None:
        """Take the rows for the office's."""
        for card in cards:
            self.here[card.card_no] = self.changed[card.card_no] = card


def apply_page(store: Store, page: ChangePage, at: datetime) -> int:
    """Store a page of the feed with its cursor; return how many rows were passed over.

    With its last page a restored file may write cards again.

    Raises:
        StoreError: nothing of the page could be stored; the cursor stays.
    """
    try:
        with store.unit_of_work() as uow:
            skipped = apply_changes(uow, page.changes, at)
            _reached(uow, page)
            uow.commit()
    except StoreError as exc:
        if len(page.changes) <= 1 or exc.code not in ROW_FAULTS:
            raise
        return _row_by_row(store, page, at)
    return skipped


def _reached(uow: UnitOfWork, page: ChangePage) -> None:
    uow.settings.put(CURSOR, page.cursor)
    for name in () if page.more else (MUST_PULL, ANEW):
        if uow.settings.get(name):
            uow.settings.put(name, "")


def _row_by_row(store: Store, page: ChangePage, at: datetime) -> int:
    """One row the store refuses must not stop the feed."""
    skipped = 0
    fault: StoreError | None = None
    for change in page.changes:
        try:
            with store.unit_of_work() as uow:
                skipped += apply_changes(uow, (change,), at)
                uow.commit()
        except StoreError as exc:
            if exc.code not in ROW_FAULTS:
                raise  # a passing fault of the store: the cursor stays, all comes again
            _log.error("row of the feed refused: %s", exc.code)
            fault, skipped = exc, skipped + 1
    if fault is not None and skipped == len(page.changes):
        raise fault
    with store.unit_of_work() as uow:
        _reached(uow, page)
        uow.commit()
    return skipped


def apply_changes(uow: UnitOfWork, changes: Sequence[Change], at: datetime) -> int:
    """Store rows of the feed; cards of people unknown here are passed over."""
    skipped = apply_rows(
        uow,
        [holder_from(c.holder) for c in changes if isinstance(c, HolderChange)],
        [card_from(c.card) for c in changes if isinstance(c, CardChange)],
    )
    _blanks(uow, [c for c in changes if isinstance(c, BlankChange)])
    numbers = [c for c in changes if isinstance(c, NumberChange) and not c.used]
    uow.allotments.add_numbers(CardNo(change.card_no) for change in numbers)
    for change in changes:
        if isinstance(change, NumberChange) and change.used:
            uow.allotments.spend_number(CardNo(change.card_no))
    for change in changes:
        if isinstance(change, ApplicationChange):
            told = msgspec.convert(change, Application, from_attributes=True)
            steps = msgspec.convert(change.steps, list[Step], from_attributes=True)
            uow.applications.told(told, steps)
        if isinstance(change, Deletion):
            _departed(uow, change, at)
    return skipped


def apply_rows(
    uow: UnitOfWork,
    holders: Sequence[Holder | HolderRow],
    cards: Sequence[Card | CardRow],
) -> int:
    """Store people and cards; return how many cards belong to nobody here.

    Rows of the wire have the fields of records and are stored as they are: to make a
    record of each costs a first load as much as to pack it.
    """
    uow.holders.put_many(cast("Sequence[Holder]", holders))
    known = {one.ssn for one in holders}
    kept = [one for one in cards if one.ssn in known or _known(uow, one.ssn)]
    here = uow.cards.those(CardNo(card.card_no) for card in kept)
    if uow.settings.get(ANEW):
        here = {number: replace(one, version=0) for number, one in here.items()}
    merged = (_merged(here.get(CardNo(card.card_no)), card) for card in kept)
    # An office's own acts come back to it: what is here already is not written again.
    uow.cards.put_many(one for one in merged if one != here.get(one.card_no))
    return len(cards) - len(kept)


def _merged(local: Card | None, told: Card | CardRow) -> Card:
    if local is None:
        return cast("Card", told)
    return merge_card(local, card_from(told) if isinstance(told, CardRow) else told)


def _known(uow: UnitOfWork, ssn: str) -> bool:
    return uow.holders.get(Ssn(ssn)) is not None


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


def _departed(uow: UnitOfWork, change: Deletion, at: datetime) -> None:
    """A card that left the office is no stock any more, a person is marked.

    The rows stay: this office's cases and receipts refer to them.
    """
    if change.what == "holder":
        uow.holders.depart(Ssn(change.key), at)
    if change.what != "card":
        return
    card = uow.cards.get(CardNo(change.key))
    if card is not None and card.stock_state is not StockState.HANDED_OUT:
        uow.cards.put(replace(card, stock_state=StockState.RETURNED))
