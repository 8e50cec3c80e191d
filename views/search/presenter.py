"""Search first: results as typed, Enter opens the only one (desk.md); no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from counter_app.domain.records import Ssn
from counter_app.ports.store import HolderRow, Page
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import turned
from views.flow.screens import Presenter, Screen
from views.search.state import SearchState
from views.service.check import encodable


class SearchView(Protocol):
    """The page's face."""

    def render(self, state: SearchState) -> None: ...
    def focus_rows(self) -> None:
        """Put the cursor on the first row."""

    def selected(self) -> Ssn | None:
        """Return the row under the cursor when the list has the focus."""


class SearchPresenter(Presenter):
    """Keeps the latest text; stale answers are dropped by their number."""

    screen = Screen.SEARCH
    leavable = True

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = SearchState()
        self.view: SearchView | None = None
        self._asked = 0
        self._when_answered: Callable[[], None] | None = None  # Enter came before it

    @property
    def data_as_of(self) -> datetime | None:
        """When the records were last brought up to date, where it is known."""
        status = self._ctx.visit.status
        return status.data_as_of if status else None

    def typed(self, text: str) -> None:
        """Search for what stands in the box now."""
        text = text.strip()
        if not encodable(text) or text == self.state.text:
            return
        if not text:
            self.clear()
            return
        self._when_answered = None  # what Enter meant was another text
        self.state = replace(self.state, text=text, stray_card=False)
        self._ask(0)

    def clear(self) -> None:
        """Forget the search."""
        self._asked += 1
        self._when_answered = None
        self.busy = False
        self._show(SearchState())

    def stray_card(self) -> None:
        """Say that the person of the card on the reader is not in this roll."""
        self._show(replace(self.state, stray_card=True))

    def failed(self, fault: Fault) -> None:
        """Show a fault of opening a holder."""
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault))

    def card_gone(self) -> None:
        """Take the remark about a stray card away."""
        if self.state.stray_card:
            self._show(replace(self.state, stray_card=False))

    def enter(self) -> None:
        """Open the chosen row, or the only answer to what was typed."""
        chosen = self.view.selected() if self.view else None
        if chosen is not None:
            self._ctx.nav.open_holder(chosen)
        else:
            self._once_answered(self._open_or_focus)

    def scanned(self, text: str) -> None:
        """A scanner's end: open whom the number names, nobody else."""
        if self.state.text == text.strip():
            self._once_answered(self._open_exact)

    def turn(self, pages: int) -> None:
        page = turned(self.state, pages)
        if page is not None and self.state.text:
            self._ask(page)

    def error_code(self) -> str | None:
        if self.state.stray_card:
            return "view.search.stray_card"
        return self.state.fault.code if self.state.fault else None

    def _ask(self, page: int) -> None:
        self._asked += 1
        number, text = self._asked, self.state.text
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None))
        self._ctx.backstage.run(
            Lane.READ,
            lambda desk: self._look(desk, number, text, page),
            lambda found: self._answered(number, text, found),
            lambda fault: self._failed(number, fault),
        )

    def _look(
        self, desk: Desk, number: int, text: str, page: int
    ) -> Page[HolderRow] | None:
        """Search, unless something else was typed while this waited for its turn."""
        return desk.search(text, page) if number == self._asked else None

    def _answered(self, number: int, text: str, found: Page[HolderRow] | None) -> None:
        if number != self._asked or found is None:
            return
        self.busy = False
        self._show(
            replace(
                self.state,
                answered=text,
                rows=found.rows,
                page=found.number,
                more=found.more,
                busy=False,
            )
        )
        then, self._when_answered = self._when_answered, None
        if then is not None:
            then()

    def _failed(self, number: int, fault: Fault) -> None:
        if number != self._asked:
            return
        self.busy = False
        self._when_answered = None
        self._show(replace(self.state, rows=(), busy=False, fault=fault))

    def _once_answered(self, then: Callable[[], None]) -> None:
        """Do it now if the answer is here, else when it comes."""
        if self.state.answered == self.state.text:
            then()
        elif self.state.text:
            self._when_answered = then

    def _open_or_focus(self) -> None:
        if len(self.state.rows) == 1:
            self._ctx.nav.open_holder(self.state.rows[0].ssn)
        else:
            self._open_exact()

    def _open_exact(self) -> None:
        """Open the one person who bears the very number, else go to the list."""
        number = self.state.text.replace(" ", "").replace("-", "").upper()
        named = {row.ssn for row in self.state.rows if number in (row.ssn, row.card_no)}
        if len(named) == 1:
            self._ctx.nav.open_holder(named.pop())
        elif self.view and self.state.rows:
            self.view.focus_rows()
            self._ctx.nav.changed()

    def _show(self, state: SearchState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
