"""A choice whose entries carry numbers: one digit takes one."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Any

from views.widgets.base import Kit
from views.widgets.fields import ChoiceField


class NumberedChoice(ChoiceField):
    """Digits 1 to 9 choose without opening the list."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        label: str,
        choices: Sequence[tuple[str, str]],
        on_change: Callable[[str], None],
    ) -> None:
        counted = [(key, f"{n}  {word}") for n, (key, word) in enumerate(choices, 1)]
        super().__init__(parent, kit, label, counted, on_change)
        self.box.configure(width=30)
        self.box.bind("<Key>", self._digit)

    def _digit(self, event: Any) -> str | None:
        typed = str(event.char or "")
        if not (typed.isascii() and typed.isdigit()):
            return None
        if 0 < int(typed) <= len(self._choices):
            self.box.current(int(typed) - 1)
            self._changed()
        return "break"
