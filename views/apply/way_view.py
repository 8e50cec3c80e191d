"""One application: facts on top, the way of the card below."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.applications import Progress
from counter_app.domain.receipt_no import grouped
from counter_app.services.applications import Way
from views.apply.listing_view import TONES, show_age
from views.apply.way import WayPresenter
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
    Badge,
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    rule,
    surface,
    text,
    wrapped,
)

_AHEAD = (Progress.APPLIED, Progress.MAKING, Progress.AT_CITY, Progress.AT_OFFICE)
_COLLECTED = "collected"
_OVER = frozenset({Progress.FAILED, Progress.REFUSED, Progress.WITHDRAWN})


class WayPage(tk.Frame):
    """What was done is dated; what is still to come is grey."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: WayPresenter) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "application")
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        head = surface(ground, PAINT.page)
        head.pack(fill="x", pady=(0, kit.px(8)))
        self._name = text(head, "", "Head")
        self._name.pack(side="left")
        self._as_of = Badge(head, kit, "Body")
        self._as_of.pack(side="left", padx=kit.px(12))
        words = kit.words
        now = button(head, words("apply.way.now"), presenter.ask_now)
        kit.name(now, "ask_now").pack(side="right")
        muted(ground, words("apply.way.keys")).pack(side="bottom", fill="x")
        self._fault = FaultBox(ground, kit)
        self._box = card(ground, kit, 20)
        self._box.pack(fill="both", expand=True, pady=(0, kit.px(8)))
        self._body = surface(self._box, PAINT.card)
        presenter.view = self
        self.focus_set()

    def render(self) -> None:
        """Show the application as it is known now."""
        kit, way = self._kit, self._presenter.way
        shown = self._fault.show(self._presenter.fault)
        put(self._fault, shown=shown, fill="x", before=self._box)
        if way is None:
            return
        known = way.row.application
        self._name.configure(text=known.name)
        show_age(self._as_of, kit, way.as_of, online=self._presenter.online)
        self._body.destroy()
        self._body = surface(self._box, PAINT.card)
        self._body.pack(fill="both", expand=True)
        self._show_state(way)
        self._show_facts(way)
        rule(self._body).pack(fill="x", pady=kit.px(14))
        self._show_steps(way)

    def alt(self, letter: str) -> None:
        """Alt+R: ask the center now."""
        if letter == "r":
            self._presenter.ask_now()

    # -- parts -------------------------------------------------------------
    def _show_state(self, way: Way) -> None:
        words, row = self._kit.words, way.row
        word = words(f"apply.state.{row.shown}")
        tone = TONES.get(row.shown, Tone.ACCENT)
        Badge(self._body, self._kit, "Head").show(tone, word).pack(anchor="w")
        if row.refusal:
            cause, remedy = words.refusal(row.refusal)
            told = f"{cause} {remedy}".strip()
            wrapped(text(self._body, told)).pack(fill="x", pady=(self._kit.px(6), 0))
        if row.application.note:
            note = words("apply.way.note", note=row.application.note)
            wrapped(text(self._body, note)).pack(fill="x", pady=(self._kit.px(6), 0))

    def _show_facts(self, way: Way) -> None:
        kit, words, known = self._kit, self._kit.words, way.row.application
        pack = self._presenter.visit.facts.pack
        lines = [
            ("view.result.receipt", grouped(known.number)),
            ("view.field.ssn", words.ssn(known.ssn)),
            ("apply.field.bank", pack.bank_name(known.bank)),
            ("apply.list.promised", words.day(known.promised_on)),
            ("apply.list.unit", known.unit),
            ("view.field.card_no", words.card_no(known.card_no)),
        ]
        grid = surface(self._body, PAINT.card)
        grid.pack(fill="x", pady=(kit.px(12), 0))
        for number, (label, value) in enumerate((a, b) for a, b in lines if b):
            row, column = divmod(number, 2)
            muted(grid, words(label)).grid(
                row=row, column=2 * column, sticky="w", padx=(0, kit.px(16))
            )
            text(grid, value, "Strong").grid(
                row=row, column=2 * column + 1, sticky="w", padx=(0, kit.px(48)),
                pady=kit.px(2),
            )  # fmt: skip

    def _show_steps(self, way: Way) -> None:
        words = self._kit.words
        grid = surface(self._body, PAINT.card)
        grid.pack(fill="x")
        done = [(s.state.value, words.moment(s.at), s.note) for s in way.steps]
        if way.collected is not None:
            done.append((_COLLECTED, words.day(way.collected), ""))
        ahead = self._ahead(way)
        for row, (state, when, note) in enumerate(done):
            tone = TONES.get(state, Tone.GREEN)
            tone = Tone.GREEN if state == Progress.ACCEPTED else tone
            self._step(grid, row, (state, when, note), tone)
        for number, state in enumerate(ahead):
            place = len(done) + number
            self._step(grid, place, (state, words("apply.way.ahead"), ""), None)
        grid.columnconfigure(2, weight=1)

    @staticmethod
    def _ahead(way: Way) -> list[str]:
        """Return what is still to come, unless the way is over."""
        reached = {step.state for step in way.steps}
        if way.row.shown in {*(s.value for s in _OVER), _COLLECTED}:
            return []
        last = max((n for n, s in enumerate(_AHEAD) if s in reached), default=-1)
        return [*(s.value for s in _AHEAD[last + 1 :]), _COLLECTED]

    def _step(
        self, grid: tk.Frame, row: int, said: tuple[str, str, str], tone: Tone | None
    ) -> None:
        kit, (state, when, note) = self._kit, said
        color = PAINT.inks[tone].fg if tone else PAINT.faint
        icon = kit.look.icon("check-circle-fill" if tone else "circle", color, 16)
        gap = (0, kit.px(16))
        text(grid, "", image=icon).grid(row=row, column=0, padx=gap, pady=kit.px(4))
        font = "Strong" if tone else "Body"
        taken = tone and state == Progress.ACCEPTED
        word = kit.words("apply.way.taken" if taken else f"apply.state.{state}")
        text(grid, word, font, PAINT.text if tone else PAINT.muted).grid(
            row=row, column=1, sticky="w", padx=gap
        )
        muted(grid, f"{when}   {note}".strip()).grid(row=row, column=2, sticky="w")
