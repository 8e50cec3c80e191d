"""The case page: the person, the card beside the record, what may be done."""

from __future__ import annotations

import tkinter as tk

from views.case.cards import CardList
from views.case.presenter import CasePresenter
from views.case.services import ServiceList
from views.case.state import CaseState
from views.flow.visit import Match
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    surface,
    text,
    wrapped,
)
from views.widgets.compare import Compare
from views.widgets.person import PersonBar, footer

_CARD_WORDS = {
    Match.NONE: "view.case.no_card",
    Match.READING: "view.case.reading",
    Match.BLANK: "view.case.blank",
    Match.UNREADABLE: "view.case.unreadable",
}


class CasePage(tk.Frame):
    """Person on top, card and record on the left, services on the right."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: CasePresenter, time_zone: str
    ) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "case")
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._person = PersonBar(ground, kit, time_zone, full=True)
        self._person.pack(fill="x")
        self._fault = FaultBox(ground, kit)
        self._make_footer(ground)
        columns = surface(ground, PAINT.page)
        columns.pack(fill="both", expand=True, pady=(kit.px(8), 0))
        columns.columnconfigure(0, weight=11, uniform="half")
        columns.columnconfigure(1, weight=9, uniform="half")
        columns.rowconfigure(0, weight=1)
        left = surface(columns, PAINT.page)
        left.grid(row=0, column=0, sticky="nsew", padx=(0, kit.px(8)))
        self._make_left(left)
        self._services = ServiceList(columns, kit, presenter.start)
        self._services.grid(row=0, column=1, sticky="nsew")
        presenter.view = self
        self.focus_set()

    def render(self, state: CaseState) -> None:
        """Show everything anew."""
        self._person.show(state.file, unmasked=state.unmasked)
        put(
            self._fault,
            shown=self._show_fault(state),
            fill="x",
            pady=(self._kit.px(8), 0),
            after=self._person,
        )
        self._cards.show(state)
        self._show_compare(state)
        self._services.show(state)
        self._show_next(state)

    def alt(self, letter: str) -> None:
        """Alt+W: write to the card that lies here; Alt+M: numbers in full."""
        if letter == "w":
            self._presenter.rewrite()
        elif letter == "m":
            self._presenter.reveal()

    # -- parts -------------------------------------------------------------
    def _make_left(self, left: tk.Frame) -> None:
        kit = self._kit
        self._cards = CardList(left, kit, self._presenter.choose_card)
        self._cards.pack(fill="x")
        box = card(left, kit)
        box.pack(fill="both", expand=True, pady=(kit.px(8), 0))
        head = surface(box, box.cget("background"))
        head.pack(fill="x")
        text(head, kit.words("view.compare.title"), "Head").pack(side="left")
        self._write = muted(head, kit.words("view.case.write"))
        self._hint = muted(box, "", compound="left")
        wrapped(self._hint)
        self._compare = Compare(box, kit)

    def _make_footer(self, ground: tk.Frame) -> None:
        bar = footer(ground, self._kit)
        muted(bar, self._kit.words("view.case.esc")).pack(side="left")
        acts = muted(bar, self._kit.words("view.case.card_acts"))
        acts.pack(side="left", padx=(self._kit.px(24), 0))
        full = muted(bar, self._kit.words("view.case.reveal"))
        full.pack(side="left", padx=(self._kit.px(24), 0))
        self._next = button(bar, "", self._presenter.enter, primary=True)

    def _show_next(self, state: CaseState) -> None:
        words = self._kit.words
        put(self._next, shown=state.suggestion is not None, side="right")
        if state.suggestion is not None:
            name = words(f"view.service.{state.suggestion}")
            self._next.configure(text=words("view.case.next", name=name))

    def _show_fault(self, state: CaseState) -> bool:
        words = self._kit.words
        if state.match is Match.OTHER:
            cause = words("view.case.other")
            self._fault.say(cause, words("view.case.other_do"))
            return True
        if state.refused is not None and state.refused.code:
            cause, remedy = words.error(state.refused.code, state.refused.params)
            name = words(f"view.kind.{state.refused.kind}")
            title = words("view.case.refused", name=name, cause=cause)
            self._fault.say(title, remedy, state.refused.code)
            return True
        return self._fault.show(state.fault)

    def _show_compare(self, state: CaseState) -> None:
        kit = self._kit
        same = state.match in (Match.SAME, Match.OTHER)
        put(self._compare, shown=same, fill="x", pady=(kit.px(6), 0))
        self._compare.show(state.card if same else None)
        found = state.card.differences if state.card else ()
        differs = state.match is Match.SAME and any(not d.same for d in found)
        put(self._write, shown=differs, side="right")
        msgid = _CARD_WORDS.get(state.match)
        put(self._hint, shown=msgid is not None, fill="x", pady=(kit.px(6), 0))
        if msgid:
            tone = Tone.AMBER if state.match is Match.UNREADABLE else Tone.MUTED
            name = "exclamation-triangle-fill" if tone is Tone.AMBER else "sd-card"
            image = kit.look.icon(name, PAINT.muted, 16)
            self._hint.configure(text=" " + kit.words(msgid), image=image)
