"""What a person must settle: doubtful card writes, refused acts."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.domain.receipt_no import grouped
from counter_app.ports.store import TodayRow
from counter_app.services.results import Doubt
from views.theme import PAGE, Tone
from views.todo.presenter import TodoPresenter, TodoState
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


class TodoPage(tk.Frame):
    """Two tables; the upper one is worked on with the card on the reader."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: TodoPresenter) -> None:
        super().__init__(parent, background=PAGE)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._lead = text(ground, kit.words("view.todo.doubts"), "Head")
        self._lead.pack(fill="x")
        how = muted(ground, kit.words("view.todo.how"))
        wrapped(how).pack(fill="x", pady=(0, kit.px(6)))
        self._after = how
        self._fault = FaultBox(ground, kit)
        self._doubts = self._make_doubts(ground)
        self._make_acts(ground)
        text(ground, kit.words("view.todo.refused"), "Head").pack(
            fill="x", pady=(kit.px(16), kit.px(6))
        )
        self._refused = self._make_refused(ground)
        presenter.view = self
        self.render(presenter.state)
        self._doubts.focus()

    def render(self, state: TodoState) -> None:
        """Show both lists and how the last try ended."""
        kit, words = self._kit, self._kit.words
        if state.settled is not None:
            msgid = "view.todo.settled" if state.settled else "view.todo.not_settled"
            tone = Tone.GREEN if state.settled else Tone.AMBER
            self._fault.say(words(msgid, n=state.settled), tone=tone)
        shown = self._fault.show(state.fault) or state.settled is not None
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._after)
        self._doubts.fill(state.doubts, self._doubt_line)
        self._refused.fill(state.refused, self._refused_line)
        for act in self._acts:
            act.configure(state="disabled" if state.busy else "normal")
        self._note.fault(words(state.field_fault) if state.field_fault else "")

    def selected_doubt(self) -> Doubt | None:
        """Return the chosen write."""
        return self._doubts.selected()

    def selected_refused(self) -> TodayRow | None:
        """Return the chosen refusal while the cursor is in its table."""
        return self._refused.selected() if self._refused.has_focus() else None

    def note(self) -> str:
        """Return the supervisor's reason."""
        return self._note.get()

    def alt(self, letter: str) -> None:
        """Alt+N: the reason; Alt+U: give the write up."""
        if letter == "n":
            self._note.focus_here()
        elif letter == "u":
            self._presenter.give_up()

    # -- parts -------------------------------------------------------------
    def _make_doubts(self, ground: tk.Frame) -> Table[Doubt]:
        words = self._kit.words
        columns = [
            Column(words("view.today.time"), 130),
            Column(words("view.form.business"), 120),
            Column(words("view.field.name"), 110),
            Column(words("view.field.ssn"), 180),
            Column(words("view.todo.uid"), 130),
            Column(words("view.todo.step"), 160, grows=True),
        ]
        table: Table[Doubt] = Table(ground, self._kit, columns, "doubts")
        table.tree.configure(height=5)
        table.frame.pack(fill="x")
        return table

    def _make_acts(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(ground, PAGE)
        bar.pack(fill="x", pady=(kit.px(8), 0))
        resolve = button(
            bar, words("view.todo.resolve"), self._presenter.resolve, primary=True
        )
        kit.name(resolve, "resolve").pack(side="left")
        self._acts = [resolve]
        self._note = EntryField(
            bar, kit, words("view.todo.note"), lambda _: None, "note"
        )
        give_up = button(bar, words("view.todo.give_up"), self._presenter.give_up)
        kit.name(give_up, "give_up")
        if self._presenter.may_give_up:
            give_up.pack(side="right")
            self._note.pack(side="right", padx=(0, kit.px(12)))
            self._acts.append(give_up)
        else:
            muted(bar, words("view.todo.supervisor")).pack(side="right")

    def _make_refused(self, ground: tk.Frame) -> Table[TodayRow]:
        words = self._kit.words
        columns = [
            Column(words("view.today.time"), 60),
            Column(words("view.result.receipt"), 272),
            Column(words("view.form.business"), 110),
            Column(words("view.field.name"), 100),
            Column(words("view.today.note"), 240, grows=True),
        ]
        table: Table[TodayRow] = Table(ground, self._kit, columns, "refused")
        table.on_open(self._presenter.enter)
        table.frame.pack(fill="both", expand=True)
        return table

    def _doubt_line(self, doubt: Doubt) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        values = (
            words.moment(doubt.made_at),
            words(f"view.kind.{doubt.kind}"),
            doubt.name,
            words.ssn(doubt.ssn),
            "…" + doubt.card_uid[-8:],
            self._step(doubt),
        )
        return values, Tone.AMBER

    def _step(self, doubt: Doubt) -> str:
        """Say how far the write came (``EF06/09:done``, written by the journal)."""
        words = self._kit.words
        record, _, phase = doubt.last_step.partition(":")
        msgid = f"view.todo.step_{phase}"
        if words.has(msgid):
            return words(msgid, record=record)
        return doubt.last_step or words("view.none")

    def _refused_line(self, row: TodayRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        reason = words.error(row.refusal)[0] if row.refusal else words("view.none")
        values = (
            words.clock(row.made_at),
            grouped(row.receipt_no),
            words(f"view.kind.{row.business}"),
            row.name,
            reason,
        )
        return values, Tone.RED
