"""The strip that says how far the card is read."""

from __future__ import annotations

import tkinter as tk
from typing import Any

from views import tkb
from views.inquiry.progress import Count
from views.theme import PAINT
from views.widgets.base import Kit, text

_TICK_MS, _LOOK_MS = 60, 80


class BusyStrip(tk.Frame):
    """A sentence and a bar; the bar runs to and fro while nobody can count."""

    def __init__(self, parent: tk.Misc, kit: Kit, count: Count) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit, self._count = kit, count
        self._job: str | None = None
        self._bar: Any = tkb.Progressbar(self, mode="indeterminate")
        self._word = text(self, "", "Strong")
        self._word.pack(fill="x")
        self._bar.pack(fill="x", pady=(kit.px(4), 0))
        self.bind("<Destroy>", lambda _: self._rest())

    def run(self, *, busy: bool) -> None:
        """Begin to show what is counted, or rest."""
        if busy and self._job is None:
            self._bar.configure(mode="indeterminate")
            self._bar.start(_TICK_MS)
            self._look()
        elif not busy:
            self._rest()
            self._bar.stop()

    def _look(self) -> None:
        done, total = self._count.now
        words = self._kit.words
        if total:
            self._bar.stop()
            self._bar.configure(mode="determinate", maximum=total, value=done)
            said = words("view.inquiry.counted", done=done, total=total)
        else:
            said = words("view.inquiry.reading")
        self._word.configure(text=said)
        self._job = self.after(_LOOK_MS, self._look)

    def _rest(self) -> None:
        if self._job is not None:
            self.after_cancel(self._job)
            self._job = None
