"""What a person must settle: doubtful card writes, refused acts."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.ports.drafts import DraftRow
from counter_app.services.results import Doubt, RefusedRow
from views.palette import Tone
from views.theme import PAINT
from views.todo.drafts import DraftBlock
from views.todo.presenter import Cursor, TodoPresenter, TodoState
from views.todo.refused import RefusedBlock
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
from views.widgets.fields import EntryField, not_for_scans
from views.widgets.table import Column, Table

_ROWS_LEAST, _ROWS_MOST = 2, 4  # of doubtful writes; the refusals get the rest
_ROWS_CROWDED = 2  # of each other table, with something in all three


class TodoPage(tk.Frame):
    """Two tables; the upper one is worked on with the card on the reader."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: TodoPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._lead = text(ground, kit.words("view.todo.doubts"), "Head")
        self._lead.pack(fill="x")
        how = muted(ground, kit.words("view.todo.how"))
        wrapped(how).pack(fill="x", pady=(0, kit.px(6)))
        self._after = how
        self._placed = False  # the cursor stands where the first answer put it
        self._fault = FaultBox(ground, kit)
        self._doubts = self._make_doubts(ground)
        self._make_acts(ground)
        self._drafts = DraftBlock(ground, kit, presenter)
        self._refused = RefusedBlock(ground, kit, presenter)
        self._refused.pack(fill="both", expand=True, pady=(kit.px(14), 0))
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
        crowded = bool(state.drafts and state.refused)
        least, most = (1, _ROWS_CROWDED) if crowded else (_ROWS_LEAST, _ROWS_MOST)
        rows = min(max(len(state.doubts), least), most)
        self._doubts.tree.configure(height=rows)
        self._doubts.fill(state.doubts, self._doubt_line)
        self._refused.render(state)
        self._drafts.render(state, most=_ROWS_CROWDED if crowded else _ROWS_MOST)
        put(
            self._drafts,
            shown=bool(state.drafts),
            fill="x",
            pady=(kit.px(14), 0),
            before=self._refused,
        )
        for act in self._acts:
            act.configure(state="disabled" if state.busy else "normal")
        missing = state.missing == "note"
        self._note.fault(words("view.fault.note") if missing else "")
        self._follow(state)

    def cursor(self) -> Cursor:
        """Tell where the keyboard is."""
        if self._refused.table.has_focus():
            return Cursor.REFUSED
        if self._drafts.table.has_focus():
            return Cursor.DRAFTS
        notes = (self._note.entry, self._refused.note_field().entry)
        return Cursor.NOTE if self.focus_displayof() in notes else Cursor.ELSEWHERE

    def selected_doubt(self) -> Doubt | None:
        """Return the chosen write."""
        return self._doubts.selected()

    def selected_refused(self) -> RefusedRow | None:
        """Return the chosen refusal."""
        return self._refused.table.selected()

    def selected_draft(self) -> DraftRow | None:
        """Return the chosen draft."""
        return self._drafts.table.selected()

    def note(self) -> str:
        """Return why a write is given up."""
        return self._note.get()

    def refusal_note(self) -> str:
        """Return how a refusal was dealt with."""
        return self._refused.note()

    def point_at(self, key: str) -> None:
        """Put the cursor on this write or refusal."""
        refused = self._refused.table
        if not self._doubts.choose_where(lambda doubt: doubt.intent_id == key):
            refused.choose_where(lambda row: row.op_id == key)

    def forget_notes(self) -> None:
        """Empty both notes."""
        self._note.set("")
        self._refused.note_field().set("")

    def alt(self, letter: str) -> None:
        """Alt+N, U: a write; Alt+R, W, E, 1 … 3: a refusal; Alt+D, X: a draft."""
        acts = {
            "u": self._presenter.give_up,
            "r": self._refused.table.focus,
            "d": self._drafts.table.focus,
            "x": self._presenter.forget,
            "e": self._presenter.settle,
            "w": self._refused.note_field().focus_here,
        }
        if self._presenter.supervisor:
            acts["n"] = self._note.focus_here
        act = acts.get(letter)
        if act is not None:
            act()

    # -- parts -------------------------------------------------------------
    def _follow(self, state: TodoState) -> None:
        """Take the cursor out of a table that has become empty."""
        doubts, refused = self._doubts, self._refused.table
        drafts = self._drafts.table
        if drafts.has_focus() and not state.drafts:
            doubts.focus()
        alone = state.drafts and not (state.refused or state.doubts)
        if alone and (doubts.has_focus() or not self._placed):
            drafts.focus()
        self._placed = self._placed or state.loaded
        if doubts.has_focus() and state.refused and not state.doubts:
            refused.focus()
        elif refused.has_focus() and state.doubts and not state.refused:
            doubts.focus()

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
        table.frame.pack(fill="x")
        return table

    def _make_acts(self, ground: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        bar = surface(ground, PAINT.page)
        bar.pack(fill="x", pady=(kit.px(8), 0))
        resolve = button(
            bar, words("view.todo.resolve"), self._presenter.resolve, primary=True
        )
        kit.name(resolve, "resolve").pack(side="left")
        self._acts = [resolve]
        self._note = EntryField(
            bar, kit, words("view.todo.note"), lambda _: None, "note"
        )
        not_for_scans(self._note.entry)
        give_up = button(bar, words("view.todo.give_up"), self._presenter.give_up)
        kit.name(give_up, "give_up")
        if self._presenter.supervisor:
            give_up.pack(side="right")
            self._note.pack(side="right", padx=(0, kit.px(12)))
            self._acts.append(give_up)
        else:
            muted(bar, words("view.todo.supervisor")).pack(side="right")

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
