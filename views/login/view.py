"""The login page and the page for a new password."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from views.login.presenter import LoginPresenter, PasswordPresenter
from views.login.state import LoginState, PracticeAccount
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.fields import EntryField
from views.widgets.hint import keys_hint


class LoginPage(tk.Frame):
    """Name and password; in the practice office the accounts stand beside them."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        presenter: LoginPresenter,
        office: str,
        accounts: Sequence[PracticeAccount] = (),
    ) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        self._presenter = presenter
        self._accounts = accounts
        box = _centre(self, kit)
        _heading(box, kit, kit.words("view.login.title"), office)
        self._login = EntryField(
            box, kit, kit.words("view.login.name"), _ignore, "login"
        )
        self._password = EntryField(
            box, kit, kit.words("view.login.password"), _ignore, "password", show="●"
        )
        self._login.widen().pack(fill="x", pady=(kit.px(16), kit.px(8)))
        self._password.widen().pack(fill="x", pady=(0, kit.px(12)))
        self._fault = FaultBox(box, kit)
        self._button = button(
            box, kit.words("view.login.go"), self.submit, primary=True
        )
        self._button.pack(fill="x", pady=(kit.px(8), 0))
        if accounts:
            self._show_accounts(box)
        keys_hint(self, kit)
        self._login.focus_here()
        presenter.view = self
        self.render(presenter.state)

    def render(self, state: LoginState) -> None:
        """Show busy state and fault."""
        _render(self._fault, self._button, state, self._kit)

    def submit(self) -> None:
        """Hand the fields to the presenter."""
        self._presenter.log_in(self._login.get(), self._password.get())

    def clear(self) -> None:
        """Empty the password."""
        self._password.set("")
        self._password.focus_here()

    def fill(self, number: int) -> None:
        """Fill in a practice account."""
        if 1 <= number <= len(self._accounts):
            account = self._accounts[number - 1]
            self._login.set(account.login)
            self._password.set(account.password)
            self._password.focus_here()

    def _show_accounts(self, box: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        area = surface(box, PAINT.practice_soft, padx=kit.px(12), pady=kit.px(8))
        area.pack(fill="x", pady=(kit.px(20), 0))
        text(area, words("view.practice.accounts"), "Strong", PAINT.practice_text).grid(
            row=0, column=0, columnspan=4, sticky="w", pady=(0, kit.px(4))
        )
        for row, account in enumerate(self._accounts, 1):
            role = words(f"view.role.{account.role}")
            parts = (f"Alt+{row}", account.login, account.password, role)
            for column, part in enumerate(parts):
                color = PAINT.muted if column in (0, 3) else PAINT.practice_text
                font = "Strong" if column in (1, 2) else "Body"
                text(area, part, font, color).grid(
                    row=row, column=column, sticky="w", padx=(0, kit.px(20))
                )


class PasswordPage(tk.Frame):
    """The first password must be replaced."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: PasswordPresenter) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        box = _centre(self, kit)
        _heading(box, kit, words("view.password.title"), words("view.password.why"))
        names = ("old_password", "new_password", "new_again")
        self._fields = [
            EntryField(
                box, kit, words(f"view.password.{name}"), _ignore, name, show="●"
            )
            for name in names
        ]
        for number, entry in enumerate(self._fields):
            entry.columnconfigure(0, minsize=kit.px(152))
            entry.widen().pack(fill="x", pady=(kit.px(0 if number else 16), kit.px(8)))
        self._fault = FaultBox(box, kit)
        self._button = button(box, words("view.password.go"), self.submit, primary=True)
        self._button.pack(fill="x", pady=(kit.px(8), 0))
        keys_hint(self, kit)
        self._fields[0].focus_here()
        presenter.view = self
        self.render(presenter.state)

    def render(self, state: LoginState) -> None:
        """Show busy state and fault."""
        _render(self._fault, self._button, state, self._kit)

    def submit(self) -> None:
        """Hand the fields to the presenter."""
        old, new, again = (entry.get() for entry in self._fields)
        self._presenter.change(old, new, again)

    def clear(self) -> None:
        """Empty all fields."""
        for entry in self._fields:
            entry.set("")
        self._fields[0].focus_here()

    def fill(self, number: int) -> None:
        """There is nothing to fill in on this page."""


def _ignore(_: str) -> None:
    """Fields of these pages are read on Enter."""


def _centre(parent: tk.Frame, kit: Kit) -> tk.Frame:
    ground = page(parent, kit)
    ground.pack(fill="both", expand=True)
    box = card(ground, kit, 32)
    box.place(relx=0.5, rely=0.46, anchor="center", width=kit.px(560))
    return box


def _heading(box: tk.Frame, kit: Kit, title: str, below: str) -> None:
    text(box, title, "Name").pack(fill="x")
    wrapped(muted(box, below)).pack(fill="x", pady=(kit.px(4), 0))


def _render(fault: FaultBox, go: tk.Widget, state: LoginState, kit: Kit) -> None:
    if state.field_fault:
        fault.say(kit.words(state.field_fault))
    shown = fault.show(state.fault) or bool(state.field_fault)
    put(fault, shown=shown, fill="x", pady=(0, kit.px(8)), before=go)
    go.configure(state="disabled" if state.busy else "normal")  # type: ignore[call-arg]  # a ttk button
