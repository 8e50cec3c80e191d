"""The second operator's three fields, on the page of the act."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

from views.approve.presenter import FIELDS, Typed
from views.theme import PAINT
from views.widgets.base import Kit, card, text, wrapped
from views.widgets.fields import EntryField


class ApprovalBox(tk.Frame):
    """Login, password and reason of a second operator; the clerk stays logged in."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        on_change: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit, self._on_change = kit, on_change
        words = kit.words
        box = card(self, kit, 12)
        box.pack(fill="both", expand=True)
        head = text(box, " " + words("view.approve.title"), "Strong", compound="left")
        head.configure(image=kit.look.icon("person-check", PAINT.text, 16))
        head.pack(fill="x")
        wrapped(text(box, words("view.approve.why"), color=PAINT.muted)).pack(
            fill="x", pady=(0, kit.px(6))
        )
        self._fields = {name: self._entry(box, name) for name in FIELDS}

    def typed(self) -> Typed:
        """Return what stands in the fields."""
        return Typed(*(self._fields[name].get() for name in FIELDS))

    def render(self, faults: Mapping[str, str]) -> None:
        """Show what is wrong with a field."""
        for name, entry in self._fields.items():
            fault = faults.get(name)
            entry.fault(self._kit.words(fault) if fault else "")

    def forget_password(self) -> None:
        """Empty the password; login and reason stay for the next try."""
        self._fields["password"].set("")

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field of this box; tell whether it is here."""
        if name not in self._fields:
            return False
        self._fields[name].focus_here()
        return True

    def _entry(self, box: tk.Frame, name: str) -> EntryField:
        options = {"show": "●"} if name == "password" else {}
        label = self._kit.words(f"view.approve.{name}")
        entry = EntryField(
            box, self._kit, label, lambda _: self._on_change(name), name, **options
        )
        entry.widen().pack(fill="x", pady=(self._kit.px(6), 0))
        return entry
