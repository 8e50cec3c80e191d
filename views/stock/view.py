"""The stock page: balances on top, the act beside the book."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.domain.stock import ActKind
from counter_app.ports.book import MoveRow
from views.flow.screens import Screen
from views.palette import Tone
from views.reports.tabs import tabs
from views.stock.presenter import ACTS, StockPresenter, StockState, Typed
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    surface,
    text,
)
from views.widgets.fields import ChoiceField, EntryField
from views.widgets.table import Column, Table

_FIELDS = (
    "what",
    "place",
    "figure",
    "keeper",
    "paper",
    "reason",
    "second",
    "password",
)


class StockPage(tk.Frame):
    """An act is filled in at the left; what it did stands at once at the right."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: StockPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        self._act = ActKind.TRANSFER.value
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._tabs = tabs(ground, kit, presenter.ctx.nav, Screen.STOCK)
        self._tabs.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._balance = text(ground, "", "Strong")
        self._balance.pack(fill="x", pady=(0, kit.px(8)))
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        middle = surface(ground, PAINT.page)
        middle.pack(fill="both", expand=True)
        self._form(middle)
        self._table = self._book(middle)
        presenter.view = self
        self.render(presenter.state)
        self._choice.focus_here()

    def render(self, state: StockState) -> None:
        """Show balances, the book and how the last act ended."""
        kit, words = self._kit, self._kit.words
        if state.balances is not None:
            self._balance.configure(
                text=words("books.stock.balance", **state.balances.accounts)
            )
        done = self._done_words(state)
        if done:
            self._fault.say(done, tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or bool(done)
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._tabs)
        self._table.fill(state.rows, self._line)
        self._do.configure(state="disabled" if state.busy else "normal")
        self._foot.configure(text=words.place(state.page, more=state.more))

    def typed(self) -> Typed:
        """Return the form."""
        return Typed(self._act, *(self._entries[name].get() for name in _FIELDS))

    def forget(self) -> None:
        """Empty the form; the second person stays, the password goes."""
        for name, entry in self._entries.items():
            if name != "second":
                entry.set("")

    # -- parts -------------------------------------------------------------
    def _form(self, middle: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(middle, kit, 12)
        box.pack(side="left", fill="y", padx=(0, kit.px(12)))
        choices = [(act, words(f"books.act.{act}")) for act in ACTS]
        self._choice = ChoiceField(
            box, kit, words("books.stock.act"), choices, self._chosen
        ).named("act")
        self._choice.set(self._act)
        self._choice.pack(fill="x", pady=(0, kit.px(4)))
        self._entries: dict[str, EntryField] = {}
        for name in _FIELDS:
            options = {"show": "●"} if name == "password" else {}
            entry = EntryField(
                box, kit, words(f"books.stock.{name}"), lambda _: None, name, **options
            )
            entry.pack(fill="x", pady=(0, kit.px(4)))
            self._entries[name] = entry
        self._do = button(
            box, words("books.stock.do"), self._presenter.commit, primary=True
        )
        kit.name(self._do, "do").pack(anchor="w", pady=(kit.px(6), 0))

    def _book(self, middle: tk.Frame) -> Table[MoveRow]:
        words = self._kit.words
        columns = [
            Column(words("books.col.time"), 112),
            Column(words("books.col.act"), 80),
            Column(words("books.col.number"), 78),
            Column(words("books.col.move"), 112),
            Column(words("books.col.place"), 68),
            Column(words("books.col.who"), 68),
            Column(words("books.col.paper"), 60, grows=True),
        ]
        table: Table[MoveRow] = Table(middle, self._kit, columns, "moves")
        table.frame.pack(side="left", fill="both", expand=True)
        return table

    def _chosen(self, act: str) -> None:
        self._act = act

    def _done_words(self, state: StockState) -> str:
        words = self._kit.words
        if state.counted is not None:
            done = state.counted
            return words("books.stock.counted", book=done.book, counted=done.counted)
        if state.moved is not None:
            act = words(f"books.act.{state.moved.kind}")
            return words("books.stock.done", act=act, n=len(state.moved.numbers))
        return ""

    def _line(self, row: MoveRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        is_card = row.item == "card"
        number = words.card_no(row.number) if is_card else f"…{row.number[-6:]}"
        who = "+".join(name for name in (row.actor, row.second) if name)
        values = (
            words.moment(row.at),
            words(f"books.act.{row.kind}"),
            number,
            self._states(row) if is_card else "",
            row.place_after,
            who,
            row.paper_no or row.reason or row.receipt_no[-8:],
        )
        return values, Tone.PLAIN

    def _states(self, row: MoveRow) -> str:
        words = self._kit.words
        after = words(f"paper.stock_state.{row.after}")
        if row.before is None or row.before == row.after:
            return after
        return f"{words(f'paper.stock_state.{row.before}')}→{after}"
