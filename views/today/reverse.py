"""Below today's list: reversal with a second operator, and the number of a paper."""

from __future__ import annotations

import tkinter as tk

from views.approve.view import ApprovalBox
from views.theme import PAINT
from views.today.presenter import TodayPresenter
from views.widgets.base import Kit, button, put, surface
from views.widgets.fields import EntryField


class AfterBlock(tk.Frame):
    """Two acts on the chosen case; the approval opens only when it is asked for."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: TodayPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        bar = surface(self, PAINT.page)
        bar.pack(fill="x")
        open_it = button(bar, words("books.today.reverse"), self.ask)
        kit.name(open_it, "reverse").pack(side="left")
        self._paper = EntryField(
            bar, kit, words("books.today.paper"), lambda _: None, "paper_no", width=14
        )
        bind = button(bar, words("books.today.bind"), self.bind_paper)
        kit.name(bind, "bind").pack(side="right")
        self._paper.pack(side="right", padx=(0, kit.px(8)))
        self._box = surface(self, PAINT.page)
        self._approval = ApprovalBox(self._box, kit)
        self._approval.pack(fill="x", pady=(kit.px(6), kit.px(4)))
        do = button(self._box, words("books.today.do"), presenter.reverse, primary=True)
        kit.name(do, "do_reverse").pack(anchor="w")
        self._buttons = [open_it, bind, do]

    def render(self, *, busy: bool, asking: bool, faults: dict[str, str]) -> None:
        """Show the approval while it is asked for."""
        before = bool(self._box.winfo_manager())
        put(self._box, shown=asking, fill="x")
        if asking and not before:
            self._approval.focus_field("login")
        self._approval.render(faults)
        for act in self._buttons:
            act.configure(state="disabled" if busy else "normal")

    def approval(self) -> ApprovalBox:
        """Return the second operator's fields."""
        return self._approval

    def paper_no(self) -> str:
        """Return the number on the paper form."""
        return self._paper.get()

    def done(self) -> None:
        """Empty what was used."""
        self._paper.set("")
        self._approval.forget_password()

    def ask(self) -> None:
        """Alt+V: open the approval for the chosen case."""
        self._presenter.ask_reverse()

    def bind_paper(self) -> None:
        """Alt+B: enter the paper's number for the chosen case."""
        self._presenter.bind_paper()

    def alt(self, letter: str) -> None:
        """Alt+V, Alt+R, Alt+N, Alt+B."""
        acts = {
            "v": self.ask,
            "r": self._presenter.reverse,
            "n": self._paper.focus_here,
            "b": self.bind_paper,
        }
        act = acts.get(letter)
        if act is not None:
            act()
