"""Versions, rules in force, licences; no Tk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from counter_app.runtime import Lane
from counter_app.services.site import About
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen


@dataclass(frozen=True, slots=True)
class AboutState:
    """One picture of the page."""

    about: About | None = None
    fault: Fault | None = None


class AboutView(Protocol):
    """The page's face."""

    def render(self, state: AboutState) -> None: ...


class AboutPresenter(Presenter):
    """Asks once; nothing here changes while the program runs."""

    screen = Screen.ABOUT

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = AboutState()
        self.view: AboutView | None = None

    def shown(self) -> None:
        if self.state.about is None:
            self._ctx.backstage.run(
                Lane.READ, lambda desk: desk.site.about(), self._known, self._failed
            )

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def _known(self, about: About) -> None:
        self._show(AboutState(about))

    def _failed(self, fault: Fault) -> None:
        self._show(AboutState(fault=fault))

    def _show(self, state: AboutState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
