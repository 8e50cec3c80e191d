"""The one question that covers a page: may the last try of a PIN be spent (R-39)."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, button, surface, text, wrapped


class LastTry(tk.Frame):
    """Lies over the page; the cursor is on the harmless answer."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        spend: Callable[[], None],
        leave: Callable[[], object],
    ) -> None:
        ink = PAINT.inks[Tone.RED]
        super().__init__(
            parent,
            background=PAINT.card,
            highlightthickness=3,
            highlightbackground=ink.fg,
            highlightcolor=ink.fg,
            padx=kit.px(24),
            pady=kit.px(16),
        )
        words = kit.words
        self._width = kit.px(560)
        icon = kit.look.icon("exclamation-triangle-fill", ink.fg, 24)
        title = " " + words("view.lasttry.title")
        head = text(self, title, "Name", ink.fg, image=icon, compound="left")
        head.pack(fill="x")
        self._why = wrapped(text(self, words("view.lasttry.why")), self._width)
        self._why.pack(fill="x", pady=(kit.px(8), kit.px(16)))
        bar = surface(self, PAINT.card)
        bar.pack(fill="x")
        self._no = button(bar, words("view.lasttry.no"), lambda: _call(leave))
        kit.name(self._no, "last_try_no").pack(side="right")
        yes = button(bar, words("view.lasttry.yes"), spend)
        yes.configure(takefocus=False)
        yes.pack(side="left")

    def ask(self, *, asking: bool) -> None:
        """Show the question, or take it away."""
        there = bool(self.winfo_manager())
        if asking and not there:
            self.place(relx=0.5, rely=0.45, anchor="center", width=self._width)
            self.lift()
            self._no.focus_set()
        elif there and not asking:
            self.place_forget()


def _call(act: Callable[[], object]) -> None:
    act()
