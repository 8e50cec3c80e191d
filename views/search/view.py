"""The search page: answers as typed, or what to do first."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from datetime import UTC, datetime

from counter_app.domain.masking import mask_card, mask_ssn
from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus
from counter_app.ports.store import HolderRow
from views.messages import STATUS_TONES
from views.palette import Tone
from views.search.presenter import SearchPresenter
from views.search.state import SearchState
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    card,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.table import Column, Table

LONG_NUMBER, CARD_DIGITS = 11, 7  # digits of what names one person
HINTS = ("f2", "f3", "f9", "f10", "f1")


class SearchPage(tk.Frame):
    """A table of people, a remark above it."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: SearchPresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        self._filled: tuple[HolderRow, ...] | None = None
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._head = text(ground, "", "Head")
        self._head.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._welcome = self._make_welcome(ground)
        columns = [
            Column(words("view.field.name"), 150),
            Column(words("view.field.ssn"), 170),
            Column(words("view.field.sex"), 60),
            Column(words("view.field.birth_date"), 96),
            Column(words("view.field.unit"), 150, grows=True),
            Column(words("view.field.card_no"), 100),
            Column(words("view.field.status"), 156),
        ]
        self._table: Table[HolderRow] = Table(ground, kit, columns, "results")
        self._table.on_open(presenter.enter)
        self._foot = muted(ground, "")
        presenter.view = self
        self.render(presenter.state)

    def render(self, state: SearchState) -> None:
        """Show rows, or the welcome, or the fault."""
        words = self._kit.words
        self._head.configure(text=self._heading(state))
        if state.stray_card:
            cause, remedy = words("view.search.stray"), words("view.search.stray_do")
            self._fault.say(cause, remedy, tone=Tone.AMBER)
        shown = self._fault.show(state.fault) or state.stray_card
        put(self._fault, shown=shown, fill="x", pady=(0, 8), after=self._head)
        asked = bool(state.text)
        put(self._welcome, shown=not asked, fill="x")
        put(self._table.frame, shown=asked, fill="both", expand=True)
        put(self._foot, shown=asked, fill="x", pady=(6, 0))
        if state.rows is not self._filled:  # filling twice would cost a paint
            self._filled = state.rows
            self._table.fill(state.rows, self._line)
        self._foot.configure(text=self._footing(state))

    def focus_rows(self) -> None:
        """Put the cursor on the first row."""
        self._table.focus()

    def selected(self) -> Ssn | None:
        """Return the chosen person while the cursor is in the table."""
        row = self._table.selected() if self._table.has_focus() else None
        return row.ssn if row else None

    def _make_welcome(self, parent: tk.Misc) -> tk.Frame:
        kit = self._kit
        box = card(parent, kit, 24)
        text(box, kit.words("view.search.welcome"), "Head").pack(fill="x")
        lead = muted(box, kit.words("view.search.how"))
        wrapped(lead).pack(fill="x", pady=(kit.px(4), kit.px(12)))
        for key in HINTS:
            line = surface(box, PAINT.card)
            line.pack(fill="x", pady=kit.px(3))
            text(line, key.upper(), "Strong", PAINT.accent, width=6).pack(side="left")
            text(line, kit.words(f"view.search.hint_{key}")).pack(side="left")
        return box

    def _heading(self, state: SearchState) -> str:
        words, typed = self._kit.words, _shown(state.text)
        if not state.text:
            return words("view.search.title")
        if state.busy or state.answered != state.text:
            return words("view.search.busy", text=typed)
        if not state.rows and not state.fault:
            return words("view.search.nobody", text=typed)
        return words("view.search.found", text=typed)

    def _footing(self, state: SearchState) -> str:
        words = self._kit.words
        if not state.rows:
            return f"{words('view.search.try')} · {self._age()}"
        place = words.place(state.page, more=state.more)
        parts = (place, self._age(), words("view.search.open"))
        return " · ".join(parts)

    def _age(self) -> str:
        """Say how old the records are that were searched (desk.md, honesty)."""
        words, as_of = self._kit.words, self._presenter.data_as_of
        if as_of is None:
            return words("view.search.as_of_unknown")
        seconds = int((datetime.now(UTC) - as_of).total_seconds())
        age = words.age(max(0, seconds))
        return words("view.search.as_of", when=words.moment(as_of), age=age)

    def _line(self, row: HolderRow) -> tuple[Sequence[str], Tone]:
        words = self._kit.words
        status, tone = words("view.search.no_card"), Tone.MUTED
        if row.app_status is not None:
            status = words.named("status", row.app_status)
            tone = STATUS_TONES.get(AppStatus(row.app_status), Tone.PLAIN)
        values = (
            row.name,
            words.ssn(row.ssn),
            words.named("sex", row.sex),
            words.day(row.birth_date),
            row.unit or words("view.none"),
            words.card_no(row.card_no),
            status,
        )
        return values, Tone.PLAIN if tone is Tone.GREEN else tone


def _shown(text: str) -> str:
    """Mask a number that was typed or scanned; a name stands as it is."""
    digits = sum(char.isdigit() for char in text)
    if digits >= LONG_NUMBER:
        return mask_ssn(text)
    return mask_card(text) if digits >= CARD_DIGITS else text
