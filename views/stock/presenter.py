"""The stock: balances, the book, its acts and counts; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from counter_app.domain.secret import Secret
from counter_app.domain.stock import BLANK_ACTS, CARD_ACTS, Account, ActKind
from counter_app.ports.book import MoveRow, StockCount
from counter_app.ports.store import Page
from counter_app.runtime import Lane
from counter_app.services.approval import Approval
from counter_app.services.desk import Desk
from counter_app.services.stock_commands import (
    Balances,
    CountStock,
    Moved,
    MoveStock,
)
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import Paged
from views.flow.screens import Screen
from views.reports.tabs import go_to

T = TypeVar("T")
_COUNT = "count_"
#: What can be chosen, in the order of the page.
ACTS = (
    *(kind.value for kind in CARD_ACTS),
    *sorted(kind.value for kind in BLANK_ACTS),
    *(f"{_COUNT}{account}" for account in Account),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; the password is wiped by whoever checks it."""

    act: str = ActKind.TRANSFER.value
    what: str = ""  # a box, or numbers apart by spaces
    place: str = ""
    figure: str = ""
    keeper: str = ""
    paper_no: str = ""
    reason: str = ""
    second: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StockState:
    """One picture of the page."""

    balances: Balances | None = None
    rows: tuple[MoveRow, ...] = ()
    page: int = 0
    more: bool = False
    busy: bool = False
    fault: Fault | None = None
    moved: Moved | None = None
    counted: StockCount | None = None


class StockView(Protocol):
    """The page's face."""

    def render(self, state: StockState) -> None: ...
    def typed(self) -> Typed: ...
    def forget(self) -> None:
        """Empty the form after an act was done."""


class StockPresenter(Paged):
    """Ctrl+Enter carries out the act; Page Up and Page Down turn the book."""

    screen = Screen.STOCK
    rail = "books"
    private = True  # a second person's password is typed here

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.state: StockState = StockState()
        self.view: StockView | None = None

    def choose(self, number: int) -> None:
        go_to(self.ctx.nav, number)

    def load(self, page: int) -> None:
        """Fetch the balances and one page of the book."""
        self.ctx.backstage.run(
            Lane.READ,
            lambda desk: (desk.books.balances(), desk.books.moves(page)),
            self._loaded,
            self._failed,
        )

    def commit(self) -> None:
        if self.view is None or self.busy:
            return
        typed = self.view.typed()
        if typed.act.startswith(_COUNT):
            counting = _count(typed)
            self._run(lambda desk: desk.books.count(counting), self._counted)
        else:
            moving = _move(typed)
            self._run(lambda desk: desk.books.move(moving), self._moved)

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    # -- inside ------------------------------------------------------------
    def _run(self, job: Callable[[Desk], T], done: Callable[[T], None]) -> None:
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, moved=None, counted=None))
        self.ctx.backstage.run(Lane.WORK, job, done, self._failed)

    def _loaded(self, found: tuple[Balances, Page[MoveRow]]) -> None:
        balances, page = found
        self._show(
            replace(
                self.state,
                balances=balances,
                rows=page.rows,
                page=page.number,
                more=page.more,
            )
        )

    def _moved(self, done: Moved) -> None:
        self._done(replace(self.state, busy=False, moved=done))

    def _counted(self, done: StockCount) -> None:
        self._done(replace(self.state, busy=False, counted=done))

    def _done(self, state: StockState) -> None:
        self.busy = False
        if self.view:
            self.view.forget()
        self._show(state)
        self.load(0)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault))

    def _show(self, state: StockState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self.ctx.nav.changed()


def _second(typed: Typed) -> Approval | None:
    if not typed.second.strip():
        return None
    return Approval(typed.second.strip(), Secret(typed.password), typed.reason)


def _figure(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() else None


def _count(typed: Typed) -> CountStock:
    return CountStock(
        account=Account(typed.act.removeprefix(_COUNT)),
        counted=_figure(typed.figure) or 0,
        box=typed.what.strip(),
        reason=typed.reason,
        second=_second(typed),
    )


def _move(typed: Typed) -> MoveStock:
    """A text with hyphens is a box, anything else are numbers."""
    words = tuple(typed.what.replace(",", " ").split())
    box = words[0] if len(words) == 1 and "-" in words[0] else ""
    figure = _figure(typed.figure)
    return MoveStock(
        kind=ActKind(typed.act),
        numbers=() if box else words,
        box=box,
        place=typed.place.strip(),
        counted=figure,
        keeper=typed.keeper,
        amount=figure or 0,
        paper_no=typed.paper_no,
        reason=typed.reason,
        second=_second(typed),
    )
