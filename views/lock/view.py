"""The lock page: nothing of the case can be seen."""

from __future__ import annotations

import tkinter as tk

from views.lock.presenter import LockPresenter
from views.lock.state import LockState
from views.theme import PAINT
from views.widgets.base import FaultBox, Kit, button, card, muted, page, put, text
from views.widgets.fields import EntryField
from views.widgets.hint import keys_hint


class LockPage(tk.Frame):
    """One password field, and the way to another operator."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: LockPresenter) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._presenter = presenter
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        box = card(ground, kit, 32)
        box.place(relx=0.5, rely=0.46, anchor="center", width=kit.px(560))
        head = text(box, f" {words('view.lock.title')}", "Name", compound="left")
        head.configure(image=kit.look.icon("lock-fill", PAINT.muted, 20))
        head.pack(fill="x")
        muted(box, words("view.lock.who", name=presenter.operator)).pack(fill="x")
        self._password = EntryField(
            box, kit, words("view.login.password"), lambda _: None, "password", show="●"
        )
        self._password.widen().pack(fill="x", pady=(kit.px(16), kit.px(12)))
        self._fault = FaultBox(box, kit)
        self._kit = kit
        self._button = button(box, words("view.lock.go"), self.submit, primary=True)
        self._button.pack(fill="x", pady=(kit.px(8), 0))
        button(box, words("view.lock.switch"), presenter.switch_operator).pack(
            fill="x", pady=(kit.px(8), 0)
        )
        keys_hint(ground, kit)
        self._password.focus_here()
        presenter.view = self
        self.render(presenter.state)

    def render(self, state: LockState) -> None:
        """Show busy state and fault."""
        shown = self._fault.show(state.fault)
        put(
            self._fault,
            shown=shown,
            fill="x",
            pady=(0, self._kit.px(8)),
            before=self._button,
        )
        self._button.configure(state="disabled" if state.busy else "normal")

    def submit(self) -> None:
        """Hand the password to the presenter."""
        self._presenter.unlock(self._password.get())

    def clear(self) -> None:
        """Empty the field."""
        self._password.set("")
        self._password.focus_here()
