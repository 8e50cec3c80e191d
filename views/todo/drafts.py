"""Forms that were left: Enter goes on with the chosen one."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.ports.drafts import DraftRow
from counter_app.services.applying import SERVICE as APPLY
from views.palette import Tone
from views.theme import PAINT
from views.todo.presenter import TodoPresenter, TodoState
from views.widgets.base import Kit, button, muted, surface, text
from views.widgets.table import Column, Table


class DraftBlock(tk.Frame):
    """One line per form; a supervisor sees everybody's."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: TodoPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        words = kit.words
        head = surface(self, PAINT.page)
        head.pack(fill="x", pady=(0, kit.px(6)))
        text(head, words("view.drafts.title"), "Head").pack(side="left")
        muted(head, words("view.drafts.how")).pack(side="left", padx=kit.px(12))
        away = button(head, words("view.drafts.forget"), presenter.forget)
        go = button(head, words("view.drafts.resume"), presenter.resume)
        for act, name in ((away, "forget_draft"), (go, "resume_draft")):
            kit.name(act, name).pack(side="right", padx=(kit.px(6), 0))
        self._acts = (away, go)
        columns = [
            Column(words("view.drafts.kept"), 130),
            Column(words("view.drafts.service"), 150),
            Column(words("view.field.name"), 140),
            Column(words("view.field.ssn"), 180),
            Column(words("view.today.clerk"), 120, grows=True),
        ]
        self.table: Table[DraftRow] = Table(self, kit, columns, "drafts")
        self.table.on_open(presenter.resume)
        self.table.frame.pack(fill="x")

    def render(self, state: TodoState, most: int) -> None:
        """Show the drafts, latest first, at most so many at a time."""
        self.table.tree.configure(height=min(max(len(state.drafts), 1), most))
        self.table.fill(state.drafts, self._line)
        for act in self._acts:
            act.configure(state="disabled" if state.busy else "normal")

    def _line(self, row: DraftRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        values = (
            words.moment(row.kept_at),
            words(f"view.service.{row.service}"),
            row.name,
            words.ssn(row.ssn) if row.service != APPLY else "",
            row.clerk,
        )
        return values, Tone.PLAIN
