"""Today's cases: effect in words, receipt, copies."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence

from counter_app.domain.receipt_no import grouped
from counter_app.domain.states import Effect
from counter_app.ports.store import TodayRow
from views.approve.presenter import Typed
from views.messages import EFFECT_TONES
from views.palette import Tone
from views.theme import PAINT
from views.today.presenter import TodayPresenter, TodayState
from views.today.reverse import AfterBlock
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    muted,
    page,
    put,
    surface,
    text,
)
from views.widgets.table import Column, Table

_SIGNS = {
    Effect.EFFECTIVE: "✓",
    Effect.PENDING: "…",
    Effect.REFUSED: "✕",
    Effect.REVERSED: "↩",
}


class TodayPage(tk.Frame):
    """A paged table; the reason of a refusal stands in its row."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: TodayPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        head = surface(ground, PAINT.page)
        head.pack(fill="x", pady=(0, kit.px(8)))
        text(head, words("view.today.title"), "Head").pack(side="left")
        self._again = button(
            head, words("view.result.again"), presenter.paper, icon="printer"
        )
        self._again.pack(side="right")
        self._head = head
        self._fault = FaultBox(ground, kit)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        columns = [
            Column(words("view.today.time"), 60),
            Column(words("view.result.receipt"), 272),
            Column(words("view.form.business"), 112),
            Column(words("view.field.name"), 96),
            Column(words("view.field.card_no"), 92),
            Column(words("view.today.clerk"), 72),
            Column(words("view.today.effect"), 84),
            Column(words("view.today.note"), 120, grows=True),
        ]
        self._after = AfterBlock(ground, kit, presenter)
        self._after.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        self._table: Table[TodayRow] = Table(ground, kit, columns, "today")
        self._table.on_open(presenter.enter)
        self._table.frame.pack(fill="both", expand=True)
        presenter.view = self
        self.render(presenter.state)
        self._table.focus()

    def render(self, state: TodayState) -> None:
        """Show one page of cases."""
        kit, words = self._kit, self._kit.words
        if state.reprinted is not None:
            done = words(
                "view.today.reprinted",
                number=state.reprinted.receipt_no,
                n=state.reprinted.copies,
            )
            self._fault.say(done, tone=Tone.GREEN)
        if state.reversed_by or state.bound:
            self._fault.say(self._done(state), tone=Tone.GREEN)
        good = state.reprinted is not None or bool(state.reversed_by) or state.bound
        shown = self._fault.show(state.fault) or good
        self._after.render(
            busy=state.busy, asking=state.asking, faults=dict(state.approval)
        )
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._head)
        self._table.fill(state.rows, self._line)
        self._again.configure(state="disabled" if state.busy else "normal")
        turn = words("view.list.more" if state.more else "view.list.end")
        place = words("view.list.page", page=state.page + 1)
        self._foot.configure(text=f"{place} · {turn} · {words('view.today.keys')}")

    def selected(self) -> TodayRow | None:
        """Return the chosen case."""
        return self._table.selected()

    def approval(self) -> Typed:
        """Return what the second operator typed."""
        return self._after.approval().typed()

    def paper_no(self) -> str:
        """Return the number of the paper form."""
        return self._after.paper_no()

    def after_done(self) -> None:
        """Empty the fields of what was done."""
        self._after.done()

    def alt(self, letter: str) -> None:
        """Alt+V, Alt+R: reverse; Alt+N, Alt+B: the paper's number."""
        self._after.alt(letter)

    def _done(self, state: TodayState) -> str:
        words = self._kit.words
        if state.bound:
            return words("books.today.bound")
        return words("books.today.reversed", number=grouped(state.reversed_by))

    def _line(self, row: TodayRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        values = (
            words.clock(row.made_at),
            grouped(row.receipt_no),
            words(f"view.kind.{row.business}"),
            row.name,
            words.card_no(row.card_no),
            row.clerk,
            f"{_SIGNS[row.effect]} {words(f'view.effect.{row.effect}')}",
            self._note(row),
        )
        tone = EFFECT_TONES[row.effect]
        return values, Tone.PLAIN if tone is Tone.GREEN else tone

    def _note(self, row: TodayRow) -> str:
        words = self._kit.words
        if row.refusal:
            return words.refusal(row.refusal)[0]
        if not row.printed:
            return words("view.today.unprinted")
        return words("view.result.copies", n=row.copies)
