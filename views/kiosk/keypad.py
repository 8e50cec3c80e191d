"""Digits on the screen: a keypad, and dots for what was typed."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial

from views.theme import PAINT
from views.widgets.base import Kit, muted, surface, text

ROWS = ("123", "456", "789")
SIDE = 76  # of one key, pixels at 100 %


class Keypad(tk.Frame):
    """Ten digits, one back, and on."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        digit: Callable[[str], None],
        back: Callable[[], None],
        go: Callable[[], None],
    ) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        self._on = True
        for row, digits in enumerate(ROWS):
            for column, one in enumerate(digits):
                self._key(one, partial(digit, one), row, column)
        self._key("⌫", back, 3, 0)
        self._key("0", partial(digit, "0"), 3, 1)
        made = self._key(kit.words("view.kiosk.go"), go, 3, 2)
        made.configure(background=PAINT.accent, foreground=PAINT.on_accent)

    def enable(self, on: bool) -> None:  # noqa: FBT001 - a switch
        """Take touches or not."""
        self._on = on

    def _key(
        self, label: str, command: Callable[[], None], row: int, column: int
    ) -> tk.Label:
        kit = self._kit
        cell = surface(
            self, PAINT.line, width=kit.px(SIDE), height=kit.px(SIDE), padx=1, pady=1
        )
        cell.grid(row=row, column=column, padx=kit.px(4), pady=kit.px(4))
        cell.pack_propagate(flag=False)
        key = text(cell, label, "Name", anchor="center", background=PAINT.card)
        key.pack(fill="both", expand=True)
        key.bind("<Button-1>", lambda _: command() if self._on else None)
        return key


class PinDots(tk.Frame):
    """One PIN as dots under its name; the one being typed is marked."""

    def __init__(self, parent: tk.Misc, kit: Kit, label: str) -> None:
        super().__init__(parent, background=PAINT.card)
        muted(self, label, "Sentence").pack(fill="x")
        self._line = text(self, "", "Name", background=PAINT.field)
        self._line.configure(
            highlightthickness=kit.px(2), padx=kit.px(12), pady=kit.px(6)
        )
        self._line.pack(fill="x")

    def show(self, count: int, *, here: bool = False) -> None:
        """Show as many dots as digits were typed."""
        colour = PAINT.accent if here else PAINT.line
        self._line.configure(text="●" * count, highlightbackground=colour)
