"""Where in a service the clerk is: three pages, always the same."""

from __future__ import annotations

import tkinter as tk

from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, text

STEPS = ("view.step.form", "view.step.confirm", "view.step.result")


class Steps(tk.Frame):
    """Name of the business and the three steps, the present one in accent."""

    def __init__(self, parent: tk.Misc, kit: Kit) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._title = text(self, "", "Head")
        self._title.pack(side="left", padx=(0, kit.px(24)))
        self._labels: list[tk.Label] = []
        for number, msgid in enumerate(STEPS, 1):
            label = text(self, f"{number} {kit.words(msgid)}", compound="left")
            label.pack(side="left", padx=(0, kit.px(20)))
            self._labels.append(label)

    def show(self, title: str, step: int) -> None:
        """Show the title and mark step 1, 2 or 3."""
        self._title.configure(text=title)
        for number, label in enumerate(self._labels, 1):
            done = number < step
            color = PAINT.accent if number == step else PAINT.muted
            green = PAINT.inks[Tone.GREEN].fg
            image = self._kit.look.icon("check-lg", green, 12) if done else ""
            label.configure(
                foreground=green if done else color,
                font="Strong" if number == step else "Body",
                image=image,
            )
