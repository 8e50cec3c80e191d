"""Refused acts of any day: the reason of the chosen one, and how it was settled."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.domain.receipt_no import grouped
from counter_app.services.results import RefusedRow
from views.theme import PAGE, Tone
from views.todo.presenter import TodoPresenter, TodoState
from views.widgets.base import Kit, button, muted, surface, text, wrapped
from views.widgets.fields import EntryField
from views.widgets.table import Column, Table


class RefusedBlock(tk.Frame):
    """A paged table; under it the whole reason, and the supervisor's note."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: TodoPresenter) -> None:
        super().__init__(parent, background=PAGE)
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        head = surface(self, PAGE)
        head.pack(fill="x", pady=(0, kit.px(6)))
        text(head, words("view.todo.refused"), "Head").pack(side="left")
        self._place = muted(head, "")
        self._place.pack(side="right")
        self._make_acts()
        self._reason = text(self, "")
        wrapped(self._reason).pack(side="bottom", fill="x", pady=(kit.px(4), 0))
        self.table = self._make_table()

    def render(self, state: TodoState) -> None:
        """Show one page of the refusals."""
        words = self._kit.words
        self.table.fill(state.refused, self._line)
        turn = words("view.list.more" if state.more else "view.list.end")
        page = words("view.list.page", page=state.page + 1)
        self._place.configure(text=f"{page} · {turn}")
        idle = bool(state.refused) and not state.busy
        self._act.configure(state="normal" if idle else "disabled")
        missing = state.missing == "refusal_note"
        self._note.fault(words("view.fault.refusal_note") if missing else "")
        self._tell_reason()

    def note(self) -> str:
        """Return how the refusal was dealt with."""
        return self._note.get()

    def note_field(self) -> EntryField:
        """Return the field of the note."""
        return self._note

    # -- parts -------------------------------------------------------------
    def _make_table(self) -> Table[RefusedRow]:
        kit, words = self._kit, self._kit.words
        columns = [
            Column(words("view.today.time"), 124),
            Column(words("view.result.receipt"), 262),
            Column(words("view.form.business"), 116),
            Column(words("view.field.name"), 88),
            Column(words("view.field.ssn"), 152),
            Column(words("view.todo.reason"), 120, grows=True),
        ]
        table: Table[RefusedRow] = Table(self, kit, columns, "refused")
        table.tree.configure(height=3)
        table.on_open(self._presenter.open_refused)
        table.on_choose(self._tell_reason)
        table.frame.pack(fill="both", expand=True)
        return table

    def _make_acts(self) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(self, PAGE)
        bar.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        self._act = button(bar, words("view.todo.settle"), self._presenter.settle)
        kit.name(self._act, "settle")
        self._note = EntryField(
            bar, kit, words("view.todo.refusal_note"), lambda _: None, "refusal_note"
        ).widen()
        if self._presenter.supervisor:
            self._act.pack(side="right", anchor="n")
            self._note.pack(side="left", fill="x", expand=True, padx=(0, kit.px(12)))
        else:
            muted(bar, words("view.todo.settle_supervisor")).pack(side="left")

    def _line(self, row: RefusedRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        values = (
            words.moment(row.made_at),
            grouped(row.receipt_no),
            words(f"view.kind.{row.kind}"),
            row.name,
            words.ssn(row.ssn),
            words.refusal(row.code)[0],
        )
        return values, Tone.RED

    def _tell_reason(self) -> None:
        row = self.table.selected()
        if row is None:
            self._reason.configure(text=self._kit.words("view.todo.none_refused"))
            return
        cause, remedy = self._kit.words.refusal(row.code)
        self._reason.configure(text=f"{cause} {remedy}".strip())
