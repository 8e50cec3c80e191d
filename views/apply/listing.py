"""Where is my card: applications page by page, filtered by the store; no Tk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from counter_app.domain.applications import Progress
from counter_app.domain.identity import normal_ssn
from counter_app.ports.applications import ApplicationRow, Find
from counter_app.runtime import Lane
from counter_app.services.applications import Listed
from views.apply.presenter import ApplyFormPresenter
from views.apply.way import WayPresenter
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import turned
from views.flow.screens import Presenter, Screen
from views.flow.visit import Visit
from views.service.drafts import Drafts

LATE = "late"
STATES = ("", LATE, *(state.value for state in Progress))
EMPTY = Listed((), 0, more=False, as_of=None)


@dataclass(frozen=True, slots=True)
class ListState:
    """One picture of the list."""

    state: str = ""
    text: str = ""
    found: Listed = EMPTY
    loaded: bool = False
    fault: Fault | None = None


class ListView(Protocol):
    """The page's face."""

    def render(self, state: ListState) -> None: ...
    def selected(self) -> ApplicationRow | None: ...
    def in_table(self) -> bool:
        """Whether the keyboard is in the list."""

    def to_table(self) -> None:
        """Put the keyboard into the list."""


class ListPresenter(Presenter):
    """Enter looks for what was typed, then opens the chosen row."""

    screen = Screen.APPLY

    def __init__(self, ctx: Context, drafts: Drafts) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self.state = ListState()
        self.view: ListView | None = None
        self._asked = 0

    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def online(self) -> bool:
        """Whether the center is heard now."""
        status = self.visit.status
        return status is not None and status.line.online

    # -- what the view tells -----------------------------------------------
    def typed(self, text: str) -> None:
        """Remember what is typed; Enter looks for it."""
        self.state = replace(self.state, text=text)

    def only(self, state: str) -> None:
        """Show one state, the late ones, or all."""
        self.state = replace(self.state, state=state)
        self._load(0)

    def new(self) -> None:
        """Begin an application."""
        self._ctx.nav.push(ApplyFormPresenter(self._ctx, self._drafts))

    def batch(self) -> None:
        """Go to the units' lists."""
        self._ctx.nav.go(Screen.APPLY_BATCH)

    # -- keys --------------------------------------------------------------
    def enter(self) -> None:
        row = self.view.selected() if self.view and self.view.in_table() else None
        if row is not None:
            self._ctx.nav.push(WayPresenter(self._ctx, row.application.number))
        else:
            self._load(0, then_table=True)

    def turn(self, pages: int) -> None:
        page = turned(self.state.found, pages)
        if page is not None:
            self._load(page)

    def shown(self) -> None:
        self._load(self.state.found.page)

    def news(self) -> None:
        self._load(self.state.found.page)

    def picked(self, text: str) -> bool:
        self.state = replace(self.state, text=self.state.text + text)
        self._show()
        return True

    def receipt(self) -> str | None:
        row = self.view.selected() if self.view else None
        ours = row is not None and row.application.case_id is not None
        return row.application.number if row is not None and ours else None

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    # -- inside ------------------------------------------------------------
    def _find(self) -> Find:
        text, state = self.state.text.strip(), self.state.state
        number = text.isascii() and any(char.isdigit() for char in text)
        wanted = normal_ssn(text) if number else text
        if state != LATE:
            return Find(state=state, text=wanted)
        zone = ZoneInfo(self.visit.facts.office.time_zone)
        return Find(text=wanted, late_on=datetime.now(zone).date())

    def _load(self, page: int, *, then_table: bool = False) -> None:
        self._asked += 1
        ticket, find = self._asked, self._find()

        def done(found: Listed) -> None:
            if ticket != self._asked:
                return
            self.state = replace(self.state, found=found, loaded=True, fault=None)
            self._show()
            if then_table and found.rows and self.view:
                self.view.to_table()

        self._ctx.backstage.run(
            Lane.READ,
            lambda desk: desk.applications.listing(find, page),
            done,
            self._failed,
        )

    def _failed(self, fault: Fault) -> None:
        self.state = replace(self.state, fault=fault)
        self._show()

    def _show(self) -> None:
        if self.view:
            self.view.render(self.state)
        self._ctx.nav.changed()
