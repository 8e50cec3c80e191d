"""Chip beside record, field by field; a difference is marked by word, icon, colour."""

from __future__ import annotations

import tkinter as tk

from counter_app.services.results import CardOnReader, Difference
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, muted, text, wrapped

#: Shown even in brief, and even when they agree.
ESSENTIAL = frozenset({"name", "ssn", "card_no", "expiry_date"})
UID_TAIL = 8


class Compare(tk.Frame):
    """A small table of four columns: field, chip, mark, record.

    In brief, fields of second rank that agree are only counted.
    """

    def __init__(self, parent: tk.Misc, kit: Kit, *, brief: bool = False) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        self._brief = brief
        self._shown: CardOnReader | None = None
        for column in (1, 3):
            self.columnconfigure(column, weight=1, uniform="value")

    def show(self, card: CardOnReader | None) -> None:
        """Show one reading; nothing is rebuilt when it is the same."""
        if card is self._shown and card is not None:
            return
        self._shown = card
        for child in self.winfo_children():
            child.destroy()
        if card is None:
            return
        words = self._kit.words
        heads = ("view.compare.field", "view.compare.chip", "", "view.compare.record")
        lines = [d for d in card.differences if self._matters(d)]
        left = len(card.differences) - len(lines)
        for column, msgid in enumerate(heads):
            word = words(msgid) if msgid else ""
            if left and not column:  # no line of its own: the page may be full
                word = words("view.compare.rest", n=left)
            head = muted(self, word, "Small")
            head.grid(row=0, column=column, sticky="ew", padx=(0, self._kit.px(12)))
        for row, difference in enumerate(lines, 1):
            self._line(row, difference)

    def _matters(self, difference: Difference) -> bool:
        known = not self._brief or difference.field in ESSENTIAL
        return known or not difference.same

    def _line(self, row: int, difference: Difference) -> None:
        kit, words = self._kit, self._kit.words
        tone = Tone.GREEN if difference.same else Tone.RED
        ink = PAINT.inks[tone]
        ground = PAINT.card if difference.same else ink.soft
        font = "Body" if difference.same else "Strong"
        word = words(f"view.compare.{'same' if difference.same else 'differs'}")
        icon = "check-lg" if difference.same else ink.icon
        image = kit.look.icon(icon, ink.fg, 12)
        mark = text(self, f" {word}", "Small", ink.fg, image=image, compound="left")
        cells = [
            muted(self, words.named("field", difference.field)),
            wrapped(text(self, self._value(difference, difference.chip), font), 120),
            mark,
            wrapped(text(self, self._value(difference, difference.record), font), 120),
        ]
        for column, cell in enumerate(cells):
            cell.configure(background=ground, pady=kit.px(1), padx=kit.px(4))
            cell.grid(row=row, column=column, sticky="nsew")

    def _value(self, difference: Difference, value: str) -> str:
        words = self._kit.words
        if not value:
            return words("view.none")
        if difference.field == "ssn":
            return words.ssn(value)
        if difference.field == "card_no":
            return words.card_no(value)
        if difference.field in ("sex", "ethnicity"):
            return words.named(difference.field, value)
        if difference.field == "card_uid":
            return f"…{value[-UID_TAIL:]}"
        return value
