"""Fields for a PIN: dots, digits only, nothing to copy, emptied on demand."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from views import tkb
from views.widgets.base import Kit
from views.widgets.fields import Field

MOST = 16  # an old PIN has at most 16 digits (card.md 10)
_KEPT_IN = ("<<Copy>>", "<<Cut>>", "<<Paste>>", "<<PasteSelection>>")


class PinField(Field):
    """One PIN; the digits stand in the widget only."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        label: str,
        name: str,
        on_change: Callable[[], None],
    ) -> None:
        super().__init__(parent, kit, label, width=128)
        self._on_change = on_change
        self._quiet = False
        self.most = MOST
        fits = (self.register(self._fits), "%P")
        self.entry = tkb.Entry(
            self,
            show="●",
            font="Head",
            width=14,
            exportselection=False,
            validate="key",
            validatecommand=fits,
        )
        kit.name(self.entry, name)
        self.entry.grid(row=0, column=1, sticky="w")
        for event in _KEPT_IN:
            self.entry.bind(event, lambda _: "break")

    def digits(self) -> str:
        """Return what was typed so far."""
        return str(self.entry.get())

    def forget(self) -> None:
        """Empty the field without telling anybody."""
        self._quiet = True
        self.entry.delete(0, "end")
        self._quiet = False

    def focus_here(self) -> None:
        """Put the cursor here; what stands there is typed over."""
        self.entry.focus_set()
        self.entry.selection_range(0, "end")
        self.entry.icursor("end")

    def _fits(self, wanted: str) -> bool:
        fits = len(wanted) <= self.most and (
            not wanted or (wanted.isascii() and wanted.isdigit())
        )
        if fits and not self._quiet:
            self.after_idle(self._on_change)
        return fits
