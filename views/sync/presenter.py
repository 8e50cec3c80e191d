"""The line to the center: figures, try now, carry files; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.syncing import SyncReport
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen


@dataclass(frozen=True, slots=True)
class Done:
    """What the last act of this page brought: a message id and its values."""

    msgid: str
    count: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class SyncState:
    """One picture of the page; no report, or a fault: the state is unknown."""

    report: SyncReport | None = None
    unread: Fault | None = None  # the figures could not be read
    busy: bool = False
    fault: Fault | None = None
    missing: bool = False  # the file must be named
    done: Done | None = None


class SyncView(Protocol):
    """The page's face."""

    def render(self, state: SyncState) -> None: ...
    def file(self) -> str:
        """Return the named file."""

    def in_field(self) -> bool:
        """Tell whether the cursor is in the field of the file."""


class SyncPresenter(Presenter):
    """Enter tries now."""

    screen = Screen.SYNC

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._loading = False
        self.state = SyncState()
        self.view: SyncView | None = None

    @property
    def hotline(self) -> str:
        """Where a loss is reported while the line is away."""
        return self._ctx.visit.facts.pack.hotline

    def shown(self) -> None:
        self.load()

    def news(self) -> None:
        self.load()

    def load(self) -> None:
        """Read the figures again, one question at a time."""
        if self._loading:
            return
        self._loading = True
        self._ctx.backstage.run(
            Lane.READ, lambda desk: desk.syncing.report(), self._loaded, self._unread
        )

    def enter(self) -> None:
        if self.view is not None and self.view.in_field():
            return
        self.send_now()

    def send_now(self) -> None:
        """Try now, whatever the back-off says."""
        self._act(lambda desk: desk.syncing.send_now(), lambda _: Done("sent_now"))

    def export(self) -> None:
        """Write what waits into the named file."""
        file = self._file()
        if file:
            self._act(
                lambda desk: desk.syncing.export(file),
                lambda count: Done("exported", count, file),
            )

    def take(self) -> None:
        """Take in another workstation's file."""
        file = self._file()
        if file:
            self._act(
                lambda desk: int(desk.syncing.take(file)),
                lambda new: Done("taken" if new else "known"),
            )

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def fault_fields(self) -> tuple[str, ...]:
        return ("carry_file",) if self.state.missing else ()

    # -- inside ------------------------------------------------------------
    def _file(self) -> str:
        named = self.view.file().strip() if self.view else ""
        if not named:
            self._show(replace(self.state, missing=True, fault=None, done=None))
        return named

    def _act(
        self, job: Callable[[Desk], int | None], told: Callable[[int], Done]
    ) -> None:
        if self.busy:
            return
        self.busy = True
        clean = replace(self.state, busy=True, fault=None, done=None, missing=False)
        self._show(clean)
        self._ctx.backstage.run(
            Lane.WORK,
            job,
            lambda count: self._done(told(count or 0)),
            self._failed,
        )

    def _done(self, done: Done) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, done=done))
        self._ctx.nav.poll()
        self.load()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault, done=None))

    def _loaded(self, report: SyncReport) -> None:
        self._loading = False
        self._show(replace(self.state, report=report, unread=None))

    def _unread(self, fault: Fault) -> None:
        self._loading = False
        self._show(replace(self.state, unread=fault))

    def _show(self, state: SyncState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
