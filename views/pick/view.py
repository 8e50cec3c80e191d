"""The page of characters: what is looked for on top, sixty of them below."""

from __future__ import annotations

import tkinter as tk

from views.pick.presenter import ON_PAGE, PickPresenter, PickState
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

ACROSS = 12


class PickPage(tk.Frame):
    """Arrow keys move over the characters; Enter or a click takes one."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: PickPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        self._at = 0
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._head = text(ground, words("view.pick.title"), "Head")
        self._head.pack(fill="x")
        how = wrapped(muted(ground, words("view.pick.how")))
        how.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        bar = surface(ground, PAINT.page)
        bar.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        self._chosen = text(bar, "", "Head")
        self._chosen.pack(side="left")
        use = button(bar, words("view.pick.use"), presenter.commit, primary=True)
        kit.name(use, "use").pack(side="right")
        self._wish = EntryField(
            ground, kit, words("view.pick.wish"), presenter.wish, "wish"
        )
        self._wish.pack(fill="x")
        self._count = muted(ground, "")
        self._count.pack(fill="x", pady=kit.px(6))
        box = card(ground, kit, 8)
        box.pack(fill="both", expand=True)
        self._cells = [self._cell(box, number) for number in range(ON_PAGE)]
        steps = {"Left": -1, "Right": 1, "Up": -ACROSS, "Down": ACROSS}
        for name, step in steps.items():
            self._wish.entry.bind(f"<{name}>", lambda _, by=step: self._move(by))
        presenter.view = self
        self.render(presenter.state)
        self._wish.focus_here()

    def render(self, state: PickState) -> None:
        """Show the characters of this page and what was taken."""
        words = self._kit.words
        put(self._fault, shown=self._fault.show(state.fault), fill="x")
        self._at = min(self._at, max(0, len(state.shown) - 1))
        for number, cell in enumerate(self._cells):
            char = state.shown[number] if number < len(state.shown) else ""
            lit = bool(char) and number == self._at
            cell.configure(text=char, background=PAINT.chosen if lit else PAINT.card)
        count = words("view.pick.found", n=len(state.found), page=state.page + 1)
        missing = words("view.pick.none") if state.wish else ""
        self._count.configure(text=count if state.found else missing)
        self._chosen.configure(text=words("view.pick.chosen", text=state.chosen))

    def under_cursor(self) -> str:
        """Return the character under the cursor."""
        shown = self._presenter.state.shown
        return shown[self._at] if self._at < len(shown) else ""

    def _cell(self, box: tk.Frame, number: int) -> tk.Label:
        cell = text(box, "", "Name", width=3, anchor="center")
        cell.grid(row=number // ACROSS, column=number % ACROSS, sticky="nsew")
        box.columnconfigure(number % ACROSS, weight=1, uniform="char")
        cell.bind("<Button-1>", lambda _: self._clicked(number))
        return cell

    def _clicked(self, number: int) -> None:
        self._at = number
        self.render(self._presenter.state)
        self._presenter.enter()

    def _move(self, by: int) -> str:
        last = len(self._presenter.state.shown) - 1
        if 0 <= self._at + by <= last:
            self._at += by
            self.render(self._presenter.state)
        return "break"
