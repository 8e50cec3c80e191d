"""Login and the change of a first password; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.operators import MIN_LENGTH
from counter_app.services.results import Session
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.login.state import LoginState
from views.service.check import encodable

Answer = TypeVar("Answer")


class LoginView(Protocol):
    """The page's face."""

    def render(self, state: LoginState) -> None: ...
    def submit(self) -> None:
        """Hand the fields to the presenter."""

    def clear(self) -> None:
        """Empty the password field and put the cursor there."""

    def fill(self, number: int) -> None:
        """Fill in practice account ``number``, 1-based, when there is one."""


class _Account(Presenter):
    """What both pages share: one try at a time, its fault, its face."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = LoginState()
        self.view: LoginView | None = None

    def enter(self) -> None:
        if self.view and not self.busy:
            self.view.submit()

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def _try(
        self, work: Callable[[Desk], Answer], done: Callable[[Answer], None]
    ) -> None:
        def ended(answer: Answer) -> None:
            self.busy = False
            done(answer)

        self.busy = True
        self._show(LoginState(busy=True))
        self._ctx.backstage.run(Lane.WORK, work, ended, self._failed)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(LoginState(fault=fault))
        if self.view:
            self.view.clear()

    def _show(self, state: LoginState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()


class LoginPresenter(_Account):
    """Checks name and password in the work lane."""

    screen = Screen.LOGIN

    def choose(self, number: int) -> None:
        if self.view and not self.busy:
            self.view.fill(number)

    def log_in(self, login: str, password: str) -> None:
        """Try to log in; the answer comes later."""
        if self.busy:
            return
        if not login.strip() or not password or not encodable(login + password):
            self._show(LoginState(field_fault="view.fault.login_empty"))
            return
        self._try(
            lambda desk: desk.login(login.strip(), password),
            self._ctx.nav.logged_in,
        )

    def fault_fields(self) -> tuple[str, ...]:
        return ("login",) if self.state.field_fault else ()


class PasswordPresenter(_Account):
    """A new operator must replace the first password before anything else."""

    screen = Screen.PASSWORD

    def change(self, old: str, new: str, again: str) -> None:
        """Check the three fields and change the password."""
        if self.busy:
            return
        fault = _password_fault(old, new, again)
        if fault:
            self._show(LoginState(field_fault=fault))
            return
        self._try(lambda desk: desk.change_password(old, new), lambda _: self._done())

    def fault_fields(self) -> tuple[str, ...]:
        return ("password",) if self.state.field_fault else ()

    def _done(self) -> None:
        session = self._ctx.visit.session
        if session is None:
            return
        changed = Session(session.login, session.name, session.role)
        self._ctx.nav.logged_in(changed)


def _password_fault(old: str, new: str, again: str) -> str | None:
    if not old or not new or not encodable(old + new):
        return "view.fault.password_empty"
    if len(new) < MIN_LENGTH:
        return "view.fault.password_short"
    if new == old:
        return "view.fault.password_same"
    if new != again:
        return "view.fault.password_again"
    return None
