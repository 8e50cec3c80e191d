"""The live counter of a unit day: handed out, left, people per minute."""

from __future__ import annotations

import tkinter as tk

from counter_app.services.unit_day import Progress
from views.theme import PAINT
from views.widgets.base import Kit, muted, surface, text

NAMES = (
    *("total", "handed", "waiting", "absent", "wrong_card", "refused"),
    *("per_minute", "minutes_left"),
)


class Counters(tk.Frame):
    """Figures side by side."""

    def __init__(self, parent: tk.Misc, kit: Kit) -> None:
        super().__init__(
            parent,
            background=PAINT.card,
            highlightthickness=1,
            highlightbackground=PAINT.line,
            padx=kit.px(12),
            pady=kit.px(6),
        )
        self._kit = kit
        self._figures: dict[str, tk.Label] = {}
        for name in NAMES:
            cell = surface(self, PAINT.card)
            cell.pack(side="left", expand=True, fill="x")
            muted(cell, kit.words(f"units.count.{name}"), "Small").pack(fill="x")
            figure = text(cell, "", "Name")
            figure.pack(fill="x")
            self._figures[name] = figure

    def show(self, progress: Progress) -> None:
        """Show the figures of this moment."""
        found = progress.boxes.get(0)
        if found is None:
            return
        pace = progress.per_minute
        left = str(round(found.waiting / pace)) if pace else "—"
        said = {
            "total": found.total,
            "handed": found.handed,
            "waiting": found.waiting,
            "absent": found.absent,
            "wrong_card": found.wrong_card,
            "refused": found.refused,
            "per_minute": f"{pace:.1f}",
            "minutes_left": left,
        }
        for name, value in said.items():
            self._figures[name].configure(text=str(value))
