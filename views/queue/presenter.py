"""The print queue, paged from the store; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from counter_app.ports.store import Page
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.spool import QueueRow
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import Paged
from views.flow.screens import Screen


@dataclass(frozen=True, slots=True)
class QueueState:
    """One picture of the page.

    Attributes:
        told: message id of how the last act ended.
    """

    rows: tuple[QueueRow, ...] = ()
    page: int = 0
    more: bool = False
    busy: bool = False
    fault: Fault | None = None
    told: str = ""


class QueueView(Protocol):
    """The page's face."""

    def render(self, state: QueueState) -> None: ...
    def selected(self) -> QueueRow | None: ...


class QueuePresenter(Paged):
    """Enter or Ctrl+P prints the chosen paper now, Alt+X takes it off the queue."""

    screen = Screen.QUEUE

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state: QueueState = QueueState()
        self.view: QueueView | None = None

    def load(self, page: int) -> None:
        """Fetch one page."""
        self._ctx.backstage.run(
            Lane.READ, lambda desk: desk.spool.queue(page), self._loaded, self._failed
        )

    def enter(self) -> None:
        self.paper()

    def paper(self) -> None:
        row = self._open_row()
        if row is not None:
            self._do(lambda desk: desk.spool.retry(row.job_id), self._printed)

    def cancel(self) -> None:
        """Take the chosen paper off the queue; its receipt stays."""
        row = self._open_row()
        if row is not None:
            self._do(lambda desk: desk.spool.cancel(row.job_id), self._cancelled)

    def receipt(self) -> str | None:
        row = self.view.selected() if self.view else None
        return row.receipt_no if row else None

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def _open_row(self) -> QueueRow | None:
        """Return the chosen paper unless it has come out already."""
        row = self.view.selected() if self.view else None
        done = row is None or row.state == "printed" or self.busy
        return None if done else row

    def _do(
        self, job: Callable[[Desk], object], done: Callable[[object], None]
    ) -> None:
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, told=""))
        self._ctx.backstage.run(Lane.WORK, job, done, self._failed)

    def _printed(self, out: object) -> None:
        self._ended("view.queue.printed" if out else "view.queue.still_waiting")

    def _cancelled(self, _: object) -> None:
        self._ended("view.queue.cancelled")

    def _ended(self, told: str) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, told=told))
        self.load(self.state.page)
        self._ctx.nav.poll()

    def _loaded(self, found: Page[QueueRow]) -> None:
        self._show(
            replace(self.state, rows=found.rows, page=found.number, more=found.more)
        )

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault, told=""))

    def _show(self, state: QueueState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
