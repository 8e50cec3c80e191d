"""Counting the stock, and boxes of blanks that come in (business.md 8)."""

from __future__ import annotations

from counter_app.domain.codes.closing import StockFault
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import RuleError, StoreError
from counter_app.domain.states import StockState
from counter_app.domain.stock import Account
from counter_app.ports.book import BlankBox, StockCount
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.stock import balances, second_person
from counter_app.services.stock_commands import CountStock, ReceiveBlanks

_VOIDED = frozenset({StockState.VOIDED})


def receive_blanks(parts: Parts, session: Session, command: ReceiveBlanks) -> BlankBox:
    """Register a box of blanks; serial numbers never overlap (6.7-15).

    Raises:
        RuleError: ``stock.serial_range``, ``stock.serial_overlap``,
            ``stock.box_known``, ``stock.paper_needed``, ``stock.second_needed``.
    """
    if not command.paper_no.strip():
        raise RuleError(StockFault.PAPER_NEEDED)
    if command.first < 0 or command.last < command.first or not command.box.strip():
        raise RuleError(StockFault.SERIAL_RANGE)
    second = second_person(parts, session, command.second, needed=True)
    box = BlankBox(
        box=command.box.strip(),
        prefix=command.prefix.strip().upper(),
        first=command.first,
        last=command.last,
        at=parts.now(),
        actor=session.login,
        second=second,
        paper_no=command.paper_no.strip(),
    )
    with parts.store.unit_of_work() as uow:
        try:
            uow.stock.add_box(box)
        except StoreError as fault:
            overlap = fault.code == StoreCode.APPEND_ONLY
            if not overlap and fault.code != StoreCode.DUPLICATE:
                raise
            known = StockFault.SERIAL_OVERLAP if overlap else StockFault.BOX_KNOWN
            raise RuleError(known, box=box.box) from fault
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="stock.blank_box",
            subject=box.box,
            detail=f"{box.prefix}{box.first}-{box.last} {second} {box.paper_no}",
        )
        uow.commit()
    return box


def count(parts: Parts, session: Session, command: CountStock) -> StockCount:
    """Lay a count beside the book; a difference needs its reason (盘点).

    Raises:
        RuleError: ``stock.reason_needed`` with ``book``, ``stock.second_needed``.
    """
    book = _book_of(parts, command)
    if command.counted != book and not command.reason.strip():
        raise RuleError(StockFault.REASON_NEEDED, book=book, counted=command.counted)
    second = second_person(parts, session, command.second, needed=True)
    made = StockCount(
        count_id=parts.ids.new(),
        at=parts.now(),
        account=command.account,
        box=command.box.strip(),
        book=book,
        counted=command.counted,
        reason=command.reason.strip(),
        actor=session.login,
        second=second,
    )
    with parts.store.unit_of_work() as uow:
        uow.stock.add_count(made)
        uow.audit.append(
            at=made.at,
            actor=session.login,
            event="stock.count",
            subject=made.count_id,
            detail=f"{made.account} {made.box} {book}/{made.counted} {second}",
        )
        uow.commit()
    return made


def _book_of(parts: Parts, command: CountStock) -> int:
    box = command.box.strip()
    if not box or command.account is Account.BLANKS:
        return balances(parts).accounts[command.account]
    with parts.store.reading() as read:
        scrap = command.account is Account.SCRAP
        states = _VOIDED if scrap else frozenset(StockState) - _VOIDED
        return len(read.stock.in_place(box, states))
