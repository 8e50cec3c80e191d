"""The page of lists: tabs with their counts, one list, files for a supervisor."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from counter_app.ports.desklists import ListName
from views.lists.board import ListBoard
from views.lists.presenter import NAMES, ListsPresenter
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    muted,
    on_click,
    page,
    put,
    surface,
    text,
)


class ListsPage(tk.Frame):
    """One list at a time, always in the same place."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ListsPresenter, folder: Path
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        presenter.folder = folder
        self._ground = page(self, kit)
        self._ground.pack(fill="both", expand=True)
        self._make_tabs()
        self._make_acts()
        self._fault = FaultBox(self._ground, kit)
        self._board: ListBoard | None = None
        self._name: ListName | None = None
        presenter.view = self
        self.render()

    def render(self) -> None:
        """Show the chosen list, and how the last act ended."""
        presenter, words = self._presenter, self._kit.words
        model = presenter.model
        if model.name is not self._name:
            self._change(model.name)
        self._show_tabs()
        if presenter.saved:
            done = words("view.lists.saved", file=presenter.saved)
            self._fault.say(done, tone=Tone.GREEN)
        fault = presenter.fault or model.fault
        shown = self._fault.show(fault) or bool(presenter.saved)
        pad = (0, self._kit.px(8))
        put(self._fault, shown=shown, fill="x", pady=pad, after=self._tabs)
        self.board().render()
        for act in self._acts:
            on = presenter.supervisor and not presenter.busy
            act.configure(state="normal" if on else "disabled")

    def board(self) -> ListBoard:
        """Return what shows the list."""
        if self._board is None:
            raise LookupError(self._name)
        return self._board

    def focus_field(self, _name: str) -> None:
        """Take the keyboard back."""
        self.board().focus_rows()

    def alt(self, letter: str) -> None:
        """Alt+F: filter; Alt+O: turn the order; Alt+E, Alt+C: a file."""
        acts: dict[str, Callable[[], None]] = {
            "f": self.board().focus_filter,
            "o": self._presenter.model.turn_round,
            "e": lambda: self._presenter.export("xlsx"),
            "c": lambda: self._presenter.export("csv"),
        }
        act = acts.get(letter)
        if act is not None:
            act()

    # -- parts -------------------------------------------------------------
    def _change(self, name: ListName) -> None:
        if self._board is not None:
            self._board.destroy()
        self._name = name
        self._board = ListBoard(
            self._ground, self._kit, self._presenter.model, self._presenter.enter
        )
        self._board.pack(fill="both", expand=True)
        self._board.focus_rows()

    def _make_tabs(self) -> None:
        kit = self._kit
        self._tabs = surface(self._ground, PAINT.page)
        self._tabs.pack(fill="x", pady=(0, kit.px(8)))
        self._labels: dict[ListName, tk.Label] = {}
        for number, name in enumerate(NAMES, 1):
            label = text(self._tabs, "", padx=kit.px(8), pady=kit.px(4))
            label.pack(side="left", padx=(0, kit.px(4)))
            on_click(label, self._chooser(number))
            self._labels[name] = label

    def _show_tabs(self) -> None:
        words, presenter = self._kit.words, self._presenter
        for number, (name, label) in enumerate(self._labels.items(), 1):
            here = name is presenter.model.name
            count = presenter.counts.get(name)
            told = "" if count is None else f" {count}"
            label.configure(
                text=f"{number} {words(f'view.lists.name.{name}')}{told}",
                font="Strong" if here else "Body",
                foreground=PAINT.accent if here else PAINT.text,
                background=PAINT.chosen if here else PAINT.page,
            )

    def _chooser(self, number: int) -> Callable[[], None]:
        return lambda: self._presenter.choose(number)

    def _make_acts(self) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(self._ground, PAINT.page)
        bar.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        self._acts = []
        for form in ("xlsx", "csv"):
            act = button(bar, words(f"view.lists.export.{form}"), self._exporter(form))
            kit.name(act, f"export_{form}").pack(side="left", padx=(0, kit.px(6)))
            self._acts.append(act)
        note = "view.lists.export.note"
        if not self._presenter.supervisor:
            note = "view.lists.export.supervisor"
        muted(bar, words(note)).pack(side="left", padx=(kit.px(6), 0))

    def _exporter(self, form: str) -> Callable[[], None]:
        return lambda: self._presenter.export(form)
