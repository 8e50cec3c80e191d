"""A form whose fields follow the chosen act."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from views.widgets.base import Kit, put
from views.widgets.fields import ChoiceField, EntryField, Field


class ActForm(tk.Frame):
    """A choice on top; below it only the fields that the choice needs."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, acts: Mapping[str, Sequence[str]], area: str
    ) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        self._acts = acts
        self._area = area
        self._labels = "units.field" if area.startswith("units.") else f"{area}.field"
        self.chosen = next(iter(acts))
        self._fields: dict[str, Field] = {}
        self._entries: dict[str, EntryField] = {}
        choices = [(act, kit.words(f"{area}.{act}")) for act in acts]
        self._choice = ChoiceField(
            self, kit, kit.words(f"{area}.what"), choices, self.choose
        ).named("act")
        self._choice.set(self.chosen)
        self._choice.pack(fill="x", pady=(0, kit.px(4)))

    def entry(self, name: str, *, secret: bool = False) -> None:
        """Add a line of text."""
        options: dict[str, Any] = {"show": "●"} if secret else {}
        made = EntryField(
            self, self._kit, self._kit.words(f"{self._labels}.{name}"), _nothing, name,
            **options,
        )  # fmt: skip
        self._fields[name] = self._entries[name] = made

    def choice(
        self,
        name: str,
        choices: Sequence[tuple[str, str]],
        on_change: Callable[[str], None],
    ) -> ChoiceField:
        """Add a choice."""
        label = self._kit.words(f"{self._labels}.{name}")
        made = ChoiceField(self, self._kit, label, choices, on_change).named(name)
        self._fields[name] = made
        return made

    def choose(self, act: str) -> None:
        """Show the fields of an act."""
        self.chosen = act
        self._choice.set(act)
        for made in self._fields.values():
            put(made, shown=False)
        for name in self._acts[act]:
            put(self._fields[name], shown=True, fill="x", pady=(0, self._kit.px(4)))

    def get(self, name: str) -> str:
        """Return what stands in a line."""
        return self._entries[name].get()

    def set(self, name: str, content: str) -> None:
        """Put a text into a line."""
        self._entries[name].set(content)

    def focus_here(self) -> None:
        """Put the cursor on the choice."""
        self._choice.focus_here()


def _nothing(_text: str) -> None:
    """Nothing follows from a letter."""
