"""Tooltips that leave with their widget."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from tktooltip import ToolTip

from views.theme import PAINT
from views.widgets.base import Kit


def tip(widget: tk.Widget, kit: Kit, content: str | Callable[[], str]) -> None:
    """Explain ``widget`` when the pointer rests on it."""
    made = ToolTip(
        widget,
        msg=content,
        delay=0.5,
        follow=False,
        y_offset=kit.px(16),
        parent_kwargs={"bg": PAINT.text, "padx": 1, "pady": 1},
        bg=PAINT.tip,
        fg=PAINT.text,
        font="Small",
        width=kit.px(360),
        padx=kit.px(8),
        pady=kit.px(4),
    )
    widget.bind("<Destroy>", lambda _: made.destroy(), add="+")
