"""Every method of the stock book, the closed days and their reads, called once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from counter_app.domain.closing import MoveFact
from counter_app.domain.states import StockState
from counter_app.domain.stock import Account, ActKind, Item
from counter_app.ports.book import (
    BlankBox,
    ClosedDay,
    Reversal,
    StockAct,
    StockCount,
)
from tests.contract.store import making
from tests.contract.store.making import START

DAY = date(2026, 11, 20)


def use_stock(work: Any) -> None:
    """Call every method of book and days."""
    work.stock.add_move(MoveFact(Item.CARD, making.card_no(), 2, 2), "1-1-1")
    work.stock.book(StockAct("a1", ActKind.RETAIN, START, "li"))
    work.stock.book_rest("li", START, "")
    work.stock.add_count(
        StockCount("c1", START, Account.CARDS, "", 1, 2, "found", "li", "boss")
    )
    work.stock.add_box(BlankBox("B1", "K", 1, 10, START, "li", "boss", "P1"))
    work.stock.boxes()
    work.stock.draw("li", 1)
    work.stock.give_back("li")
    work.stock.blanks_by_state()
    work.stock.in_place("1-1", [StockState.IN_CABINET])
    work.stock.blank_number(making.uid(1))
    work.days.get(DAY)
    work.days.last_before(DAY)
    work.days.add(ClosedDay(DAY, START, START, "boss", "{}", "0" * 64, 1))
    work.days.first_case()
    work.days.active(START, START + timedelta(days=1))
    work.days.add_reversal(Reversal("case-1", "case-2", START, "li", "boss", "slip"))
    work.days.reversal_of("case-1")
    work.days.set_paper("P-1", "case-1", "li", START)
    work.days.paper_of("case-1")


def use_book_reads(queries: Any) -> None:
    """Call every read."""
    span = (START, START + timedelta(days=1))
    queries.move_sums(*span)
    queries.moves(0)
    queries.custody(*span)
    queries.units(*span)
    queries.refusals(*span)
    queries.uploaded(*span)
    queries.reversed_count(*span)
    queries.sensitive(*span)
    queries.case_facts(*span)
    queries.receipt_facts(*span)
    queries.write_facts(*span)
    queries.move_facts(*span)
    queries.counts_of(*span)
    queries.uncollected(DAY, 0)
    queries.losses_ending(START, 0)
    queries.scrap(0)
    queries.lost(0)
