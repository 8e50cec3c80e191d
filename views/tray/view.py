"""The card tray in the side panel of the practice window."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence

from counter_app.ports.tray import TrayCard
from views import tkb
from views.palette import Tone
from views.theme import PAINT
from views.tray.presenter import TrayPresenter, TrayState
from views.widgets.base import FaultBox, Kit, button, muted, put, surface, text
from views.widgets.table import Column, Table


class TrayBox(tk.Frame):
    """A filter line, the cards, and two buttons."""

    def __init__(
        self,
        parent: tk.Misc,
        kit: Kit,
        presenter: TrayPresenter,
        leave: Callable[[], None],
    ) -> None:
        super().__init__(parent, background=PAINT.card, padx=kit.px(12), pady=kit.px(8))
        self._kit = kit
        self._presenter = presenter
        self._leave = leave
        words = kit.words
        head = surface(self, PAINT.card)
        head.pack(fill="x", pady=(0, kit.px(6)))
        text(head, words("view.tray.title"), "Head", PAINT.practice_text).pack(
            side="left"
        )
        muted(head, "Alt+K", "Small").pack(side="right")
        self._text = tk.StringVar(self)
        self._entry = tkb.Entry(head, textvariable=self._text, font="Body", width=6)
        kit.name(self._entry, "tray").pack(fill="x", expand=True, padx=kit.px(6))
        self._text.trace_add("write", lambda *_: presenter.typed(self._text.get()))
        self._fault = FaultBox(self, kit)
        self._table: Table[TrayCard] = Table(
            self, kit, [Column("", 200, grows=True)], "tray_list"
        )
        self._table.tree.configure(height=5)
        self._make_buttons()
        self._table.frame.pack(fill="both", expand=True)
        self._entry.bind("<Return>", self._lay)
        self._entry.bind("<Down>", lambda _: self._table.focus())
        self._entry.bind("<Escape>", self._give_up)
        self._table.tree.bind("<Return>", self._lay)
        self._table.tree.bind("<Escape>", self._give_up)
        self._table.on_open(self._lay_it)
        presenter.view = self
        self.render(presenter.state)

    def render(self, state: TrayState) -> None:
        """Show the cards that match, the lying one marked."""
        put(self._fault, shown=self._fault.show(state.fault), fill="x")
        self._table.fill(state.shown, lambda card: self._line(card, state.on_reader))
        self._off.configure(state="normal" if state.on_reader else "disabled")

    def selected(self) -> TrayCard | None:
        """Return the card under the cursor."""
        return self._table.selected()

    def focus_here(self) -> None:
        """Put the cursor into the empty filter line."""
        self._text.set("")
        self._entry.focus_set()

    def _make_buttons(self) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(self, PAINT.card)
        bar.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        lay = button(bar, words("view.tray.lay"), self._lay_it)
        lay.configure(takefocus=False)
        lay.pack(side="left", fill="x", expand=True, padx=(0, kit.px(6)))
        self._off = button(bar, words("view.tray.off"), self._presenter.take_off)
        self._off.configure(takefocus=False)
        self._off.pack(side="left", fill="x", expand=True)

    def _line(self, card: TrayCard, lying: str | None) -> tuple[Sequence[str], Tone]:
        here = card.card_id == lying
        sign = "● " if here else ""
        return (f"{sign}{card.label}",), Tone.ACCENT if here else Tone.PLAIN

    def _lay_it(self) -> None:
        self._presenter.lay()
        self._leave()

    def _lay(self, _: object) -> str:
        self._lay_it()
        return "break"

    def _give_up(self, _: object) -> str:
        self._leave()
        return "break"
