"""Today's cases, paged from the store; no Tk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from counter_app.ports.store import Page, TodayRow
from counter_app.runtime import Lane
from counter_app.services.results import Paper
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen


@dataclass(frozen=True, slots=True)
class TodayState:
    """One picture of the page."""

    rows: tuple[TodayRow, ...] = ()
    page: int = 0
    more: bool = False
    busy: bool = False
    fault: Fault | None = None
    reprinted: Paper | None = None


class TodayView(Protocol):
    """The page's face."""

    def render(self, state: TodayState) -> None: ...
    def selected(self) -> TodayRow | None: ...


class TodayPresenter(Presenter):
    """Enter opens the holder, Ctrl+P prints the receipt again."""

    screen = Screen.TODAY

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = TodayState()
        self.view: TodayView | None = None

    def shown(self) -> None:
        self.load(self.state.page)

    def news(self) -> None:
        self.load(self.state.page)

    def load(self, page: int) -> None:
        """Fetch one page."""
        self._ctx.backstage.run(
            Lane.READ, lambda desk: desk.today(page), self._loaded, self._failed
        )

    def enter(self) -> None:
        row = self.view.selected() if self.view else None
        if row is not None:
            self._ctx.nav.open_holder(row.ssn)

    def turn(self, pages: int) -> None:
        page = self.state.page + pages
        if page >= 0 and (pages < 0 or self.state.more):
            self.load(page)

    def paper(self) -> None:
        row = self.view.selected() if self.view else None
        if row is None or self.busy:
            return
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, reprinted=None))
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.reprint(row.receipt_no),
            self._printed,
            self._failed,
        )

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def _loaded(self, found: Page[TodayRow]) -> None:
        self._show(
            replace(
                self.state,
                rows=found.rows,
                page=found.number,
                more=found.more,
                busy=self.busy,
            )
        )

    def _printed(self, paper: Paper) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, reprinted=paper))
        self.load(self.state.page)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault))

    def _show(self, state: TodayState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
