"""Today's cases: effect in words, receipt, copies."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.receipt_no import grouped
from counter_app.ports.desklists import ListRow
from views.approve.presenter import Typed
from views.lists.board import ListBoard
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
        self._after = AfterBlock(ground, kit, presenter)
        self._after.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        note = muted(ground, words("view.today.keys"))
        note.pack(side="bottom", fill="x")
        self._board = ListBoard(ground, kit, presenter.model, presenter.enter)
        self._board.pack(fill="both", expand=True)
        presenter.view = self
        self.render(presenter.state)
        self._board.focus_rows()

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
        fault = state.fault or self._presenter.model.fault
        shown = self._fault.show(fault) or good
        self._after.render(
            busy=state.busy, asking=state.asking, faults=dict(state.approval)
        )
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._head)
        self._board.render()
        self._again.configure(state="disabled" if state.busy else "normal")

    def selected(self) -> ListRow | None:
        """Return the chosen case."""
        return self._board.selected()

    def in_filter(self) -> bool:
        """Tell whether the cursor is in the filter."""
        return self._board.in_filter()

    def focus_rows(self) -> None:
        """Put the keyboard into the list."""
        self._board.focus_rows()

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
        """Alt+F, O: the list; Alt+V, R: reverse; Alt+N, B: the paper's number."""
        if letter == "f":
            self._board.focus_filter()
        elif letter == "o":
            self._presenter.model.turn_round()
        else:
            self._after.alt(letter)

    def _done(self, state: TodayState) -> str:
        words = self._kit.words
        if state.bound:
            return words("books.today.bound")
        return words("books.today.reversed", number=grouped(state.reversed_by))
