"""Refused acts of any day: the reason of the chosen one, and how it was settled."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Any

from counter_app.domain.receipt_no import grouped
from counter_app.domain.review import Way, read_ruling, settles
from counter_app.services.results import RefusedRow
from views.palette import Tone
from views.theme import PAINT
from views.todo.presenter import WAYS, TodoPresenter, TodoState
from views.widgets.base import Kit, button, muted, surface, text, wrapped
from views.widgets.fields import EntryField, not_for_scans
from views.widgets.table import Column, Table


class RefusedBlock(tk.Frame):
    """A paged table; under it the whole reason, and the supervisor's note."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: TodoPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        self._idle = False
        words = kit.words
        head = surface(self, PAINT.page)
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
        self._place.configure(text=words.place(state.page, more=state.more))
        idle = bool(state.refused) and not state.busy
        missing = state.missing == "refusal_note"
        self._note.fault(words("view.fault.refusal_note") if missing else "")
        self._idle = idle
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
            Column(words("view.todo.owner"), 72),
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
        bar = surface(self, PAINT.page)
        bar.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        self._note = EntryField(
            bar, kit, words("view.todo.refusal_note"), lambda _: None, "refusal_note"
        ).widen()
        not_for_scans(self._note.entry)
        self._note.pack(side="left", fill="x", expand=True, padx=(0, kit.px(12)))
        self._acts: dict[Way, Any] = {}
        for way in WAYS:
            act = button(bar, words(f"view.todo.way.{way}"), self._taker(way))
            self._acts[way] = kit.name(act, way.value)
        settle = button(bar, words("view.todo.settle"), self._presenter.settle)
        self._acts[Way.WITHDRAW] = kit.name(settle, "settle")
        for act in reversed(self._acts.values()):
            act.pack(side="right", anchor="n", padx=(kit.px(6), 0))
        if not self._presenter.supervisor:
            muted(self, words("view.todo.settle_supervisor")).pack(
                side="bottom", fill="x"
            )

    def _taker(self, way: Way) -> Callable[[], None]:
        return lambda: self._presenter.take(way)

    def _line(self, row: RefusedRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        values = (
            words.moment(row.made_at),
            grouped(row.receipt_no),
            words(f"view.kind.{row.kind}"),
            row.name,
            words.ssn(row.ssn),
            row.owner,
            words.refusal(row.code)[0],
        )
        return values, Tone.RED

    def _tell_reason(self) -> None:
        row = self.table.selected()
        for way, act in self._acts.items():
            on = row is not None and self._idle and self._presenter.may(row, way)
            act.configure(state="normal" if on else "disabled")
        if row is None:
            self._reason.configure(text=self._kit.words("view.todo.none_refused"))
            return
        cause, remedy = self._kit.words.refusal(row.code)
        lines = (f"{cause} {remedy}".strip(), self._standing(row))
        self._reason.configure(text="\n".join(line for line in lines if line))

    def _standing(self, row: RefusedRow) -> str:
        """Say what was chosen for it, and what the city's supervisors replied."""
        review, words = row.review, self._kit.words
        if review is None or settles(review.way):
            return ""
        stands = review.way.value
        ruling, reply = read_ruling(review.reply or "")
        if review.reply is not None:
            stands = "replied" if ruling is None else ruling.value
        elif review.way is Way.ESCALATE and review.told_at is not None:
            stands = "told"
        return words(
            f"view.todo.stands.{stands}",
            by=review.chosen_by if review.reply is None else review.reply_by,
            when=words.moment(review.replied_at or review.told_at),
            note=review.note,
            reply=reply,
        )
