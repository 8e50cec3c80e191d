"""The daily close: count, check, explain, freeze; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol, TypeVar

from counter_app.domain.codes.closing import CloseFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.stock import Account
from counter_app.ports.book import ClosedDay
from counter_app.runtime import Lane
from counter_app.services.closing import CloseDay, DayView, key_of
from counter_app.services.desk import Desk
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.reports.tabs import go_to

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CloseState:
    """One picture of the page.

    Attributes:
        view: the day as it was checked with the figures in ``counted``.
        notes: explanations so far, by difference.
    """

    day: str = ""
    left: tuple[date, ...] = ()
    counted: Mapping[Account, str] = field(default_factory=dict)
    view: DayView | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    busy: bool = False
    fault: Fault | None = None
    closed: ClosedDay | None = None


class CloseView(Protocol):
    """The page's face."""

    def render(self, state: CloseState) -> None: ...
    def typed(self) -> tuple[str, dict[Account, str]]:
        """Return the day and the three figures as typed."""

    def in_note(self) -> bool:
        """Tell whether the cursor is in the field of the explanation."""

    def next_difference(self) -> None:
        """Go to the next difference without an explanation."""


class ClosePresenter(Presenter):
    """Enter checks, or goes to the next difference; Ctrl+Enter closes the day."""

    screen = Screen.CLOSE
    rail = "books"

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.state = CloseState()
        self.view: CloseView | None = None

    @property
    def supervisor(self) -> bool:
        """Only a supervisor closes a day."""
        return self.ctx.visit.supervisor

    def shown(self) -> None:
        self.ctx.backstage.run(Lane.READ, _open_days, self._dated, self._failed)

    def choose(self, number: int) -> None:
        go_to(self.ctx.nav, number)

    def enter(self) -> None:
        if self.view is not None and self.view.in_note():
            self.view.next_difference()
            return
        typed = self._typed()
        if typed is not None:
            day, counted = typed
            self._run(Lane.READ, lambda desk: desk.books.look(day, counted), self._seen)

    def commit(self) -> None:
        if self.state.view is None:
            self._failed(Fault(CloseFault.NOT_COUNTED))
            return
        typed = self._typed()
        if typed is not None:
            command = CloseDay(*typed, dict(self.state.notes))
            self._run(
                Lane.WORK, lambda desk: desk.books.close_day(command), self._closed
            )

    def note(self, key: str, text: str) -> None:
        """Take over the explanation of a difference."""
        if self.state.notes.get(key, "") != text:
            self._show(
                replace(self.state, notes={**self.state.notes, key: text}, fault=None)
            )

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    # -- inside ------------------------------------------------------------
    def _typed(self) -> tuple[date, dict[Account, int]] | None:
        if self.view is None or self.busy:
            return None
        if not self.supervisor:
            self._failed(Fault(RuleCode.NOT_ALLOWED))
            return None
        day, figures = self.view.typed()
        self.state = replace(self.state, day=day, counted=figures)
        try:
            chosen = date.fromisoformat(day.strip())
            counted = {account: int(text) for account, text in figures.items()}
        except ValueError:
            self._failed(Fault(CloseFault.NOT_COUNTED))
            return None
        if min(counted.values()) < 0:
            self._failed(Fault(CloseFault.NOT_COUNTED))
            return None
        return chosen, counted

    def _run(
        self, lane: Lane, job: Callable[[Desk], T], done: Callable[[T], None]
    ) -> None:
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, closed=None))
        self.ctx.backstage.run(lane, job, done, self._failed)

    def _dated(self, found: tuple[date, tuple[date, ...]]) -> None:
        today, left = found
        self.ctx.visit.open_days = left
        day = self.state.day or (left[0] if left else today).isoformat()
        self._show(replace(self.state, day=day, left=left))

    def _seen(self, view: DayView) -> None:
        self.busy = False
        keys = [key_of(one) for one in view.differences]
        notes = {key: self.state.notes.get(key, "") for key in keys}
        self._show(replace(self.state, busy=False, view=view, notes=notes))

    def _closed(self, closed: ClosedDay) -> None:
        self.busy = False
        self._show(CloseState(closed=closed))
        self.shown()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault))

    def _show(self, state: CloseState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self.ctx.nav.changed()


def _open_days(desk: Desk) -> tuple[date, tuple[date, ...]]:
    return desk.books.today(), desk.books.days_left_open()
