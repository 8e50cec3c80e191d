"""The close page: three counts, the accounts, the differences with their reasons."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.domain.closing import Discrepancy
from counter_app.domain.stock import Account, Ledger
from counter_app.services.closing import key_of
from views.close.presenter import ClosePresenter, CloseState
from views.flow.screens import Screen
from views.palette import Tone
from views.reports.tabs import tabs
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.fields import EntryField
from views.widgets.table import Column, Table

_FIGURES = ("opening", "received", "issued", "returned", "voided", "closing")


class ClosePage(tk.Frame):
    """From top to bottom as the work goes."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: ClosePresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._tabs = tabs(ground, kit, presenter.ctx.nav, Screen.CLOSE)
        self._tabs.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._left = text(ground, "", "Strong")
        self._left.pack(fill="x")
        lead = wrapped(muted(ground, kit.words("books.close.lead")))
        lead.pack(fill="x", pady=(0, kit.px(6)))
        self._counts(ground)
        self._figures = muted(ground, "")
        self._figures.pack(fill="x", pady=(kit.px(6), kit.px(2)))
        self._ledgers = self._ledger_table(ground)
        self._lead = text(ground, "", "Strong")
        self._lead.pack(fill="x", pady=(kit.px(8), kit.px(2)))
        self._note_bar(ground)
        self._found = self._found_table(ground)
        presenter.view = self
        self.render(presenter.state)
        self._entries[Account.CARDS].focus_here()

    def render(self, state: CloseState) -> None:
        """Show the day, its accounts and its differences."""
        kit, words = self._kit, self._kit.words
        self._day.set(state.day)
        for account, entry in self._entries.items():
            if account in state.counted or state.closed is not None:
                entry.set(state.counted.get(account, ""))
        if state.closed is not None:
            day, digest = state.closed.day.isoformat(), state.closed.sha256[:16]
            done = words("books.close.done", day=day, digest=digest)
            self._fault.say(done, tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or state.closed is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._tabs)
        self._left.configure(text=self._left_words(state))
        for act in self._buttons:
            act.configure(state="disabled" if state.busy else "normal")
        self._render_view(state)

    def typed(self) -> tuple[str, dict[Account, str]]:
        """Return the day and the figures as typed."""
        figures = {account: entry.get() for account, entry in self._entries.items()}
        return self._day.get(), figures

    def in_note(self) -> bool:
        """Tell whether the cursor is in the field of the explanation."""
        return self.focus_displayof() is self._note.entry

    def next_difference(self) -> None:
        """Go to the next difference without an explanation."""
        notes = self._presenter.state.notes
        view = self._presenter.state.view
        rows = view.differences if view else ()
        start = (self._found.index() or 0) + 1
        order = [*range(start, len(rows)), *range(start)]
        for number in order:
            if number < len(rows) and not notes.get(key_of(rows[number])):
                self._found.choose(number)
                self._note.focus_here()
                return

    # -- parts -------------------------------------------------------------
    def _left_words(self, state: CloseState) -> str:
        days = ", ".join(day.isoformat() for day in state.left)
        return self._kit.words("books.close.left", days=days) if days else ""

    def _counts(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(ground, PAINT.page)
        bar.pack(fill="x")
        self._day = EntryField(
            bar, kit, words("books.day"), lambda _: None, "day", width=12
        )
        self._day.grid(row=0, column=0, sticky="w")
        self._entries: dict[Account, EntryField] = {}
        for number, account in enumerate(Account, 1):
            label = words(f"books.close.{account}")
            entry = EntryField(bar, kit, label, lambda _: None, str(account), width=8)
            row, column = divmod(number, 2)
            gap = kit.px(16) if column else 0
            entry.grid(
                row=row, column=column, sticky="w", padx=(gap, 0), pady=(0, kit.px(4))
            )
            self._entries[account] = entry
        bar.columnconfigure(1, weight=1)
        acts = surface(ground, PAINT.page)
        acts.pack(fill="x", pady=(kit.px(4), 0))
        check = button(
            acts, words("books.close.check"), self._presenter.enter, primary=True
        )
        close = button(
            acts, words("books.close.do"), self._presenter.commit, icon="lock"
        )
        kit.name(check, "check").pack(side="left")
        kit.name(close, "close_day").pack(side="left", padx=(kit.px(8), 0))
        self._buttons = [check, close]
        if not self._presenter.supervisor:
            muted(acts, words("books.supervisor")).pack(side="left", padx=kit.px(12))

    def _ledger_table(self, ground: tk.Frame) -> Table[Ledger]:
        words = self._kit.words
        columns = [Column(words("books.col.account"), 140, grows=True)]
        columns += [Column(words(f"books.col.{name}"), 84) for name in _FIGURES]
        table: Table[Ledger] = Table(ground, self._kit, columns, "accounts")
        table.tree.configure(height=len(Account))
        table.frame.pack(fill="x")
        return table

    def _found_table(self, ground: tk.Frame) -> Table[Discrepancy]:
        words = self._kit.words
        columns = [
            Column(words("books.col.difference"), 250),
            Column(words("books.col.about"), 170),
            Column(words("books.col.expected"), 88),
            Column(words("books.col.found"), 72),
            Column(words("books.col.note"), 120, grows=True),
        ]
        table: Table[Discrepancy] = Table(ground, self._kit, columns, "differences")
        table.tree.configure(height=3)
        table.on_choose(self._chosen)
        table.frame.pack(fill="both", expand=True)
        return table

    def _note_bar(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        self._note = EntryField(
            ground, kit, words("books.close.note"), self._noted, "difference_note"
        ).widen()
        self._note.pack(side="bottom", fill="x", pady=(kit.px(6), 0))

    def _render_view(self, state: CloseState) -> None:
        words, view = self._kit.words, state.view
        ledgers = view.ledgers if view else ()
        found = view.differences if view else ()
        self._ledgers.fill(ledgers, self._ledger_line)
        self._found.fill(found, self._found_line)
        figures = words("books.close.figures", **view.figures) if view else ""
        self._figures.configure(text=figures)
        lead = words("books.close.unchecked")
        if view is not None:
            lead = words("books.close.none")
        if found:
            lead = words("books.close.some", n=len(found))
        self._lead.configure(text=lead)
        self._note.entry.configure(state="normal" if found else "disabled")
        self._chosen()

    def _chosen(self) -> None:
        row = self._found.selected()
        notes = self._presenter.state.notes
        self._note.set(notes.get(key_of(row), "") if row else "")

    def _noted(self, typed: str) -> None:
        row = self._found.selected()
        if row is not None:
            self._presenter.note(key_of(row), typed)

    def _ledger_line(self, row: Ledger) -> tuple[Sequence[str], Tone]:
        name = self._kit.words(f"books.close.{row.account}")
        return (name, *(str(getattr(row, f)) for f in _FIGURES)), Tone.PLAIN

    def _found_line(self, row: Discrepancy) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        note = self._presenter.state.notes.get(key_of(row), "")
        about = words(f"books.close.{row.key}") if row.key in set(Account) else row.key
        values = (
            words.error(row.code)[0],
            about,
            str(row.expected),
            str(row.found),
            note,
        )
        return values, Tone.PLAIN if note else Tone.RED
