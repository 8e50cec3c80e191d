"""The locked window: the same operator unlocks it, or another one logs in."""

from __future__ import annotations

from typing import Protocol

from counter_app.runtime import Lane
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.lock.state import LockState


class LockView(Protocol):
    """The page's face."""

    def render(self, state: LockState) -> None: ...
    def submit(self) -> None: ...
    def clear(self) -> None: ...


class LockPresenter(Presenter):
    """Nothing of the case is visible while this page is shown."""

    screen = Screen.LOCK

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = LockState()
        self.view: LockView | None = None

    @property
    def operator(self) -> str:
        """Name of the operator who must unlock."""
        session = self._ctx.visit.session
        return session.name if session else ""

    def enter(self) -> None:
        if self.view and not self.busy:
            self.view.submit()

    def unlock(self, password: str) -> None:
        """Try the operator's password."""
        if self.busy or not password:
            return
        self.busy = True
        self._show(LockState(busy=True))
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.unlock(password),
            lambda _: self._unlocked(),
            self._failed,
        )

    def switch_operator(self) -> None:
        """Log out: the drafts of this operator are given up."""
        if self.busy:
            return
        self.busy = True
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.logout(),
            lambda _: self._ctx.nav.go(Screen.LOGIN),
            self._failed,
        )

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def _unlocked(self) -> None:
        self.busy = False
        self._ctx.nav.back()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(LockState(fault=fault))
        if self.view:
            self.view.clear()

    def _show(self, state: LockState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
