"""Tooltips that leave with their widget."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tktooltip import ToolTip

from views.theme import PAINT
from views.widgets.base import Kit


class Tip(ToolTip):  # type: ignore[misc]  # the package has no types
    """A tooltip that stays away while it has nothing to say."""

    _due = ""

    def on_enter(self, event: Any) -> None:
        """The pointer has come; one that is waited for is enough."""
        self._forget()
        self._due = ""
        super().on_enter(event)

    def after(self, *args: Any) -> str:
        """Remember what is waited for, to be able to end it."""
        self._due = super().after(*args)
        return self._due

    def _show(self) -> None:
        self._update_message()
        if self.msg_var.get():
            super()._show()

    def _forget(self) -> None:
        if self._due:
            self.after_cancel(self._due)

    def destroy(self) -> None:
        """Leave with the widget; nothing is waited for any more."""
        with suppress(tk.TclError):
            self._forget()
        super().destroy()


def tip(widget: tk.Widget, kit: Kit, content: str | Callable[[], str]) -> Tip:
    """Explain ``widget`` when the pointer rests on it; "" is not shown."""
    made = Tip(
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
    return made
