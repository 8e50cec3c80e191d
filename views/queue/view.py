"""The print queue: what waits for the printer, and why it did not come out."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from typing import Any

from counter_app.domain.receipt_no import grouped
from counter_app.services.spool import QueueRow
from views.palette import Tone
from views.queue.presenter import QueuePresenter, QueueState
from views.theme import PAINT
from views.widgets.base import FaultBox, Kit, button, muted, page, put, surface, text
from views.widgets.table import Column, Table

_TONES = {
    "waiting": Tone.AMBER,
    "failed": Tone.RED,
    "cancelled": Tone.MUTED,
    "printed": Tone.PLAIN,
}


class QueuePage(tk.Frame):
    """A paged table; the reason stands in the row of what did not come out."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: QueuePresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit, self._presenter = kit, presenter
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._head = surface(ground, PAINT.page)
        self._head.pack(fill="x", pady=(0, kit.px(8)))
        text(self._head, words("view.queue.title"), "Head").pack(side="left")
        self._acts = self._make_acts()
        self._fault = FaultBox(ground, kit)
        self._foot = muted(ground, "")
        self._foot.pack(side="bottom", fill="x", pady=(kit.px(6), 0))
        columns = [
            Column(words("view.today.time"), 130),
            Column(words("view.result.receipt"), 272),
            Column(words("view.queue.state"), 110),
            Column(words("view.queue.tries"), 60),
            Column(words("view.queue.why"), 200, grows=True),
        ]
        self._table: Table[QueueRow] = Table(ground, kit, columns, "queue")
        self._table.on_open(presenter.enter)
        self._table.frame.pack(fill="both", expand=True)
        presenter.view = self
        self.render(presenter.state)
        self._table.focus()

    def render(self, state: QueueState) -> None:
        """Show one page of the queue and how the last act ended."""
        kit, words = self._kit, self._kit.words
        if state.told:
            tone = Tone.AMBER if state.told.endswith("waiting") else Tone.GREEN
            self._fault.say(words(state.told), tone=tone)
        shown = self._fault.show(state.fault) or bool(state.told)
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._head)
        self._table.fill(state.rows, self._line)
        for act in self._acts:
            act.configure(state="disabled" if state.busy else "normal")
        place = words.place(state.page, more=state.more)
        self._foot.configure(text=f"{place} · {words('view.queue.keys')}")

    def selected(self) -> QueueRow | None:
        """Return the chosen paper."""
        return self._table.selected()

    def alt(self, letter: str) -> None:
        """Alt+X: take the chosen paper off the queue."""
        if letter == "x":
            self._presenter.cancel()

    def _make_acts(self) -> list[Any]:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        again = button(
            self._head, words("view.queue.again"), presenter.paper, icon="printer"
        )
        off = button(self._head, words("view.queue.cancel"), presenter.cancel)
        kit.name(again, "queue_again").pack(side="right")
        kit.name(off, "queue_cancel").pack(side="right", padx=(0, kit.px(8)))
        return [again, off]

    def _why(self, fault: str | None) -> str:
        """Return in few words what keeps a paper from coming out."""
        if not fault:
            return ""
        msgid = f"view.queue.fault.{fault.rpartition('.')[2]}"
        words = self._kit.words
        return words(msgid) if words.has(msgid) else words.error(fault)[0]

    def _line(self, row: QueueRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        values = (
            words.moment(row.made_at) if row.made_at else "",
            grouped(row.receipt_no),
            words(f"view.queue.state.{row.state}"),
            str(row.tries),
            self._why(row.fault),
        )
        return values, _TONES[row.state]
