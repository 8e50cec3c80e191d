"""Versions, rules in force, licences, and the file for support; no Tk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.site import About
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.units.acting import save


@dataclass(frozen=True, slots=True)
class AboutState:
    """One picture of the page.

    Attributes:
        file: where the file for support was written.
    """

    about: About | None = None
    fault: Fault | None = None
    busy: bool = False
    file: str = ""


class AboutView(Protocol):
    """The page's face."""

    def render(self, state: AboutState) -> None: ...


class AboutPresenter(Presenter):
    """Asks once; Alt+E writes the file that support asks for."""

    screen = Screen.ABOUT
    rail = "settings"

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = AboutState()
        self.view: AboutView | None = None

    def shown(self) -> None:
        if self.state.about is None:
            self._ctx.backstage.run(
                Lane.READ, lambda desk: desk.site.about(), self._known, self._failed
            )

    def write_support(self, folder: Path) -> None:
        """Write versions, settings, figures and log into one file, nobody's data."""
        if self.busy:
            return
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, file=""))
        name = f"counter-support-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"

        def job(desk: Desk) -> Path:
            return save(str(folder / name), desk.site.support_file())

        self._ctx.backstage.run(Lane.LONG, job, self._written, self._failed)

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def _known(self, about: About) -> None:
        self._show(replace(self.state, about=about))

    def _written(self, file: Path) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, file=str(file)))

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault))

    def _show(self, state: AboutState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
