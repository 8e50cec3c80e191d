"""The stock accounts of a span: book, rows, and who moved what (business.md 8)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from counter_app.domain.states import StockState
from counter_app.domain.stock import (
    CARDS_HERE,
    Account,
    Ledger,
    MoveSum,
    by_person,
    ledgers,
    net,
)
from counter_app.ports.store import Reading, Store
from counter_app.services.spans import Span

_PERSON = {
    "cards_out": "finished.issued",
    "blanks_good": "blanks.issued",
    "blanks_spoilt": "blanks.voided",
    "old_back": "scrap.received",
}


@dataclass(frozen=True, slots=True)
class Books:
    """Accounts of a span, and the figures of each person."""

    ledgers: tuple[Ledger, ...]
    persons: dict[str, dict[str, int]]


def of_span(uow: Reading, store: Store, span: Span) -> Books:
    """Return the accounts: the book from the last close on, the rows as they are."""
    with store.queries() as queries:
        moves = queries.move_sums(span.start, span.end)
        later = queries.move_sums(span.end, None)
        opening = _opening(uow, store, span)
        now = _rows_now(uow, queries.stock_counts())
        custody = queries.custody(span.start, span.end)
    gone = net(later)
    rows = {account: now[account] - gone[account] for account in Account}
    persons = _persons(moves)
    for keeper, figures in custody.items():
        persons.setdefault(keeper, dict.fromkeys(_PERSON, 0)).update(figures)
    return Books(ledgers(opening, moves, rows), persons)


def _opening(uow: Reading, store: Store, span: Span) -> dict[Account, int]:
    """Return what the book says stood here at the beginning of the span.

    The last closed day is where the adding up begins; before the first close it is
    the beginning of the book.
    """
    closed = uow.days.last_before(span.first)
    start, before = None, dict.fromkeys(Account, 0)
    if closed is not None:
        start = closed.ends_at
        frozen = json.loads(closed.content)["rows"]
        before = {account: int(frozen[account.value]) for account in Account}
    with store.queries() as queries:
        since = net(queries.move_sums(start, span.start))
    return {account: before[account] + since[account] for account in Account}


def _rows_now(uow: Reading, states: dict[int, int]) -> dict[Account, int]:
    blanks = sum(uow.stock.blanks_by_state().values())
    return {
        Account.CARDS: sum(n for s, n in states.items() if s in CARDS_HERE),
        Account.BLANKS: blanks,
        Account.SCRAP: states.get(StockState.VOIDED, 0),
    }


def _persons(moves: Sequence[MoveSum]) -> dict[str, dict[str, int]]:
    found = {}
    for who, sums in by_person(moves).items():
        row = {name: sums.get(where, 0) for name, where in _PERSON.items()}
        if any(row.values()):
            found[who] = row
    return found
