"""The key table (F1)."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from views.help.presenter import HelpPresenter
from views.keys import FORM_KEYS, KEYS, TRAY_KEYS, Key
from views.theme import ACCENT, CARD, PAGE
from views.widgets.base import Kit, card, muted, page, surface, text


class HelpPage(tk.Frame):
    """Keys of the window on the left, keys of forms on the right."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, _: HelpPresenter, *, practice: bool
    ) -> None:
        super().__init__(parent, background=PAGE, takefocus=True)
        kit.name(self, "help")
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        text(ground, words("view.help.title"), "Name").pack(fill="x")
        muted(ground, words("view.help.lead")).pack(fill="x", pady=(0, kit.px(8)))
        body = surface(ground, PAGE)
        body.pack(fill="both", expand=True)
        body.columnconfigure((0, 1), weight=1, uniform="half")
        body.rowconfigure(0, weight=1)
        right = (*FORM_KEYS, *(TRAY_KEYS if practice else ()))
        for column, keys in enumerate((KEYS, right)):
            box = card(body, kit)
            box.grid(row=0, column=column, sticky="nsew", padx=(0, kit.px(8)))
            _list(box, kit, keys)
        self.focus_set()


def _list(box: tk.Frame, kit: Kit, keys: Sequence[Key]) -> None:
    for key in keys:
        line = surface(box, CARD)
        line.pack(fill="x", pady=kit.px(1))
        text(line, key.label, "Strong", ACCENT, width=12).pack(side="left")
        text(line, kit.words(key.msgid)).pack(side="left")
