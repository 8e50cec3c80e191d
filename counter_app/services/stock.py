"""Acts of the stock book: receive, place, mark, return, destroy, count (business.md 8).

Each act is one unit of work: the rows change, the store writes the moves, the act says
who, with whom, on which paper and why, and the audit keeps it. Two persons sign where
the book asks for it: the one who acts and a second who proves to be there; one of them
is a supervisor. The center keeps no stock of offices: nothing is sent (docs/close.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from counter_app.domain.closing import MoveFact
from counter_app.domain.codes.closing import StockFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card, CardNo, CardUid
from counter_app.domain.states import BlankState, Role, StockState
from counter_app.domain.stock import (
    BLANK_ACTS,
    CARD_ACTS,
    CARDS_HERE,
    TWO_PERSONS,
    Account,
    ActKind,
    ActRule,
    Item,
)
from counter_app.ports.book import MoveRow, StockAct
from counter_app.ports.store import Page, UnitOfWork
from counter_app.services import operators
from counter_app.services.approval import Approval
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.stock_commands import Balances, Moved, MoveStock

SMALL_BOX = 5000  # cards in one act


def second_person(
    parts: Parts, session: Session, second: Approval | None, *, needed: bool
) -> str:
    """Check who signs with the clerk; return the login, "" where nobody need.

    Raises:
        RuleError: ``stock.second_needed``, ``rule.approval_self``,
            ``rule.approval_role`` when neither is a supervisor, ``rule.login_wrong``.
    """
    if second is None:
        if needed:
            raise RuleError(StockFault.SECOND_NEEDED)
        return ""
    login = second.login.strip()
    if login == session.login:
        raise RuleError(RuleCode.APPROVAL_SELF)
    try:
        password = second.password.reveal().decode("utf-8", "replace")
        other = operators.log_in(parts.store, parts.clock, login, password)
    finally:
        second.password.wipe()
    if other.login == session.login:
        raise RuleError(RuleCode.APPROVAL_SELF)
    if other.must_change:
        raise RuleError(RuleCode.PASSWORD_CHANGE)
    if Role.SUPERVISOR not in (session.role, other.role):
        raise RuleError(RuleCode.APPROVAL_ROLE)
    return other.login


def balances(parts: Parts) -> Balances:
    """Return the stock by state, keeper and account."""
    with parts.store.queries() as queries:
        cards = queries.stock_counts()
    with parts.store.reading() as read:
        blanks = read.stock.blanks_by_state()
        boxes = tuple(read.stock.boxes())
    keepers: dict[str, int] = {}
    for (_state, keeper), count in blanks.items():
        keepers[keeper] = keepers.get(keeper, 0) + count
    return Balances(cards, keepers, boxes, _accounts(cards, sum(keepers.values())))


def _accounts(cards: dict[int, int], blanks: int) -> dict[str, int]:
    here = sum(n for state, n in cards.items() if state in CARDS_HERE)
    return {
        Account.CARDS.value: here,
        Account.BLANKS.value: blanks,
        Account.SCRAP.value: cards.get(StockState.VOIDED, 0),
    }


def moves(parts: Parts, page: int, size: int = 50) -> Page[MoveRow]:
    """Return a page of the book, newest first."""
    with parts.store.queries() as queries:
        rows = tuple(queries.moves(page, size))
    return Page(rows[:size], page, len(rows) > size)


def move(parts: Parts, session: Session, command: MoveStock) -> Moved:
    """Carry out one act of the book.

    Raises:
        RuleError: ``stock.*`` or ``rule.approval_*``; nothing was changed.
    """
    _check(command)
    two = command.kind in TWO_PERSONS
    second = second_person(parts, session, command.second, needed=two)
    act = StockAct(
        act_id=parts.ids.new(),
        kind=command.kind,
        at=parts.now(),
        actor=session.login,
        second=second,
        paper_no=command.paper_no.strip(),
        reason=command.reason.strip(),
    )
    with parts.store.unit_of_work() as uow:
        if command.kind in BLANK_ACTS:
            numbers = _blanks(uow, command)
        else:
            numbers = _cards(uow, parts, command)
        uow.stock.book(act)
        _audit(uow, parts, act, len(numbers))
        uow.commit()
    return Moved(command.kind, numbers, second, act.act_id)


def _check(command: MoveStock) -> None:
    rule = CARD_ACTS.get(command.kind)
    blank = command.kind in BLANK_ACTS
    if rule is None and not blank:
        raise RuleError(StockFault.NOT_BY_HAND)
    lost = command.kind in (ActKind.BLANK_SPOILT, ActKind.BLANK_LOST)
    if (lost or (rule and rule.reason)) and not command.reason.strip():
        raise RuleError(StockFault.REASON_NEEDED)
    if rule and rule.place and not command.place.strip():
        raise RuleError(StockFault.PLACE_NEEDED)
    two = command.kind in TWO_PERSONS and command.kind is not ActKind.BLANK_DRAW
    if two and not command.paper_no.strip():
        raise RuleError(StockFault.PAPER_NEEDED)


def _audit(uow: UnitOfWork, parts: Parts, act: StockAct, count: int) -> None:
    said = " ".join(part for part in (act.second, act.paper_no, act.reason) if part)
    uow.audit.append(
        at=parts.now(),
        actor=act.actor,
        event=f"stock.{act.kind.value}",
        subject=act.act_id,
        detail=f"{count} {said}".strip(),
    )


# -- cards -------------------------------------------------------------------
def _cards(uow: UnitOfWork, parts: Parts, command: MoveStock) -> tuple[str, ...]:
    rule = CARD_ACTS[command.kind]
    cards = _chosen(uow, command, rule)
    if command.kind is ActKind.RECEIVE and command.counted != len(cards):
        raise RuleError(
            StockFault.COUNT_DIFFERS, book=len(cards), counted=command.counted or 0
        )
    places = _places(uow, cards, command.place.strip())
    for card, place in zip(cards, places, strict=True):
        changed = replace(
            card,
            stock_state=card.stock_state if rule.after is None else rule.after,
            box_position=place,
        )
        if command.kind is ActKind.RECEIVE:
            changed = replace(changed, arrived_on=card.arrived_on or parts.today())
        uow.cards.put(changed)
        same = (changed.stock_state, place) == (card.stock_state, card.box_position)
        if same:  # nothing changes, the act is on record all the same
            fact = MoveFact(Item.CARD, card.card_no, card.stock_state, card.stock_state)
            uow.stock.add_move(fact, place)
    return tuple(card.card_no for card in cards)


def _chosen(uow: UnitOfWork, command: MoveStock, rule: ActRule) -> Sequence[Card]:
    if command.box:
        cards = uow.stock.in_place(command.box.strip(), rule.before)[:SMALL_BOX]
    else:
        found = (uow.cards.get(CardNo(number.strip())) for number in command.numbers)
        cards = [card for card in found if card is not None]
        if len(cards) != len(command.numbers):
            raise RuleError(RuleCode.NO_SUCH_CARD)
    if not cards:
        raise RuleError(StockFault.NO_CARDS)
    for card in cards:
        if card.stock_state not in rule.before:
            raise RuleError(StockFault.STATE, card_no=card.card_no)
    return cards


def _places(uow: UnitOfWork, cards: Sequence[Card], place: str) -> tuple[str, ...]:
    """Return a slot for each card; one slot holds one card (6.7-14, 6.7-15).

    Raises:
        RuleError: ``stock.place_taken``.
    """
    if not place:
        return tuple(card.box_position for card in cards)
    moving = {card.card_no for card in cards}
    there = uow.stock.in_place(place, StockState)
    taken = {c.box_position for c in there if c.card_no not in moving}
    if len(cards) == 1:
        slots: tuple[str, ...] = (place,)
    else:
        slots = tuple(_free_slots(place, taken, len(cards)))
    for slot in slots:
        if slot in taken:
            raise RuleError(StockFault.PLACE_TAKEN, place=slot)
    return slots


def _free_slots(box: str, taken: set[str], wanted: int) -> Iterable[str]:
    number = 0
    while wanted:
        number += 1
        slot = f"{box}-{number}"
        if slot not in taken:
            wanted -= 1
            yield slot


# -- blanks --------------------------------------------------------------------
_BLANK_AFTER = {
    ActKind.BLANK_SPOILT: BlankState.SPOILT,
    ActKind.BLANK_LOST: BlankState.LOST,
    ActKind.BLANK_RETURN: BlankState.TAKEN_BACK,
}


def _blanks(uow: UnitOfWork, command: MoveStock) -> tuple[str, ...]:
    after = _BLANK_AFTER.get(command.kind)
    if after is None:
        return _custody(uow, command)
    for number in command.numbers:
        uid = CardUid(number.strip().upper())
        if uow.stock.blank_number(uid) is not BlankState.IN_STOCK:
            raise RuleError(StockFault.NO_SUCH_BLANK, card_uid=uid)
        uow.allotments.set_blank(uid, after)
    if not command.numbers:
        raise RuleError(StockFault.NO_CARDS)
    return command.numbers


def _custody(uow: UnitOfWork, command: MoveStock) -> tuple[str, ...]:
    """Draw blanks out of the safe, or give back what is left (领用登记)."""
    keeper = uow.operators.get(command.keeper.strip())
    if keeper is None:
        raise RuleError(RuleCode.LOGIN_WRONG)
    if command.kind is ActKind.BLANK_GIVE_BACK:
        done = uow.stock.give_back(keeper.login)
    else:
        done = uow.stock.draw(keeper.login, max(command.amount, 0))
        if done < command.amount:
            raise RuleError(StockFault.NOT_ENOUGH, left=done)
    if not done:
        raise RuleError(StockFault.NO_CARDS)
    return tuple("" for _ in range(done))
