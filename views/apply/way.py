"""One application: the way of its card, step by step; no Tk."""

from __future__ import annotations

from typing import Protocol

from counter_app.runtime import Lane
from counter_app.services.applications import Way
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Visit


class WayView(Protocol):
    """The page's face."""

    def render(self) -> None: ...


class WayPresenter(Presenter):
    """Enter opens the person, Ctrl+O the receipt, Alt+R asks the center now."""

    screen = Screen.APPLICATION
    rail = "apply"

    def __init__(self, ctx: Context, number: str) -> None:
        self._ctx = ctx
        self._number = number
        self.way: Way | None = None
        self.fault: Fault | None = None
        self.view: WayView | None = None

    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def online(self) -> bool:
        """Whether the center is heard now."""
        status = self.visit.status
        return status is not None and status.line.online

    def shown(self) -> None:
        number = self._number
        self._ctx.backstage.run(
            Lane.READ,
            lambda desk: desk.applications.way(number),
            self._loaded,
            self._failed,
        )

    def news(self) -> None:
        self.shown()

    def ask_now(self) -> None:
        """Let the line try now; what it brings is shown when it comes."""
        self._ctx.backstage.run(
            Lane.READ,
            lambda desk: desk.syncing.send_now(),
            lambda _: self.shown(),
            self._failed,
        )

    def enter(self) -> None:
        if self.way is not None:
            self._ctx.nav.open_holder(self.way.row.application.ssn)

    def receipt(self) -> str | None:
        ours = self.way is not None and self.way.row.application.case_id is not None
        return self._number if ours else None

    def error_code(self) -> str | None:
        return self.fault.code if self.fault else None

    def _loaded(self, way: Way) -> None:
        self.way, self.fault = way, None
        self._show()

    def _failed(self, fault: Fault) -> None:
        self.fault = fault
        self._show()

    def _show(self) -> None:
        if self.view:
            self.view.render()
        self._ctx.nav.changed()
