"""What a clerk must know of line, clock and file: cause and remedy of each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.services.notices import Notice
from views.messages import Words
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Kit, surface, text, wrapped

MOST = 2  # the gravest; the page must stay whole


def sentences(notice: Notice, words: Words) -> tuple[str, str]:
    """Return cause and remedy; a reason is told in the cause."""
    params = dict(notice.params)
    if notice.reason:
        params["reason"] = words.refusal(notice.reason)[0]
    if params:
        return words.error(notice.code, params)
    return words.refusal(notice.code)


class NoticeBox(tk.Frame):
    """Drawn anew only when what there is to know has changed."""

    def __init__(self, parent: tk.Misc, kit: Kit) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._drawn: tuple[Notice, ...] = ()

    def show(self, notices: Sequence[Notice]) -> bool:
        """Show the gravest; tell whether there is any."""
        shown = tuple(notices[:MOST])
        if shown != self._drawn:
            for child in self.winfo_children():
                child.destroy()
            for one in shown:
                self._draw(one)
            self._drawn = shown
        return bool(shown)

    def _draw(self, notice: Notice) -> None:
        kit = self._kit
        ink = PAINT.inks[Tone.RED if notice.grave else Tone.AMBER]
        box = surface(self, ink.soft, padx=kit.px(12), pady=kit.px(4))
        box.pack(fill="x", pady=(0, kit.px(4)))
        cause, remedy = sentences(notice, kit.words)
        for words, style, color in ((cause, "Strong", ink.fg), (remedy, "Body", "")):
            line = text(box, words, style, color or PAINT.text)
            line.configure(background=ink.soft)
            line.pack(fill="x")
            wrapped(line)
