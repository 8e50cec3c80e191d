"""The open holder's cards, newest first; Alt+number or a click chooses one."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from counter_app.domain.records import CardNo
from counter_app.services.results import CardFile
from views.case.state import CaseState
from views.messages import STATUS_TONES
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import Badge, Kit, card, muted, surface, text


class CardList(tk.Frame):
    """One line per card: number, status in words, stock, expiry, what waits."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, choose: Callable[[CardNo], None]
    ) -> None:
        super().__init__(parent, background=parent.cget("background"))
        self._kit = kit
        self._choose = choose
        box = card(self, kit)
        box.pack(fill="x")
        text(box, kit.words("view.case.cards"), "Head").pack(fill="x")
        self._lines = surface(box, PAINT.card)
        self._lines.pack(fill="x", pady=(kit.px(4), 0))
        self._shown: tuple[object, ...] = ()
        self._full = False

    def show(self, state: CaseState) -> None:
        """Show the cards of a holder."""
        now = (state.file.cards, state.chosen, state.unmasked)
        if now == self._shown:
            return
        self._shown, self._full = now, state.unmasked
        for child in self._lines.winfo_children():
            child.destroy()
        if not state.file.cards:
            muted(self._lines, self._kit.words("view.case.no_cards")).pack(fill="x")
        for number, item in enumerate(state.file.cards, 1):
            self._line(number, item, chosen=item.card.card_no == state.chosen)

    def _line(self, number: int, item: CardFile, *, chosen: bool) -> None:
        kit = self._kit
        ground = PAINT.chosen if chosen else PAINT.card
        outer = surface(self._lines, PAINT.accent if chosen else PAINT.card)
        outer.pack(fill="x", pady=kit.px(2))
        line = surface(outer, ground, padx=kit.px(8), pady=kit.px(4))
        line.pack(fill="x", padx=(kit.px(3), 0))
        top = surface(line, ground)
        top.pack(fill="x")
        muted(top, f"Alt+{number}", "Small").pack(side="left", padx=(0, kit.px(8)))
        number_text = (
            item.card.card_no if self._full else kit.words.card_no(item.card.card_no)
        )
        text(top, number_text, "Strong").pack(side="left")
        badge = Badge(top, kit).show(
            STATUS_TONES.get(item.shown_status, Tone.PLAIN),
            kit.words.named("status", int(item.shown_status)),
        )
        badge.pack(side="right")
        facts = muted(line, self._facts(item), "Small")
        facts.pack(fill="x")
        self._show_pending(line, item)
        for widget in (line, top, facts):
            widget.bind("<Button-1>", lambda _: self._choose(item.card.card_no))

    def _facts(self, item: CardFile) -> str:
        words, found = self._kit.words, item.card
        parts = [
            words.named("stock", int(found.stock_state)),
            words("view.card.expiry", day=words.day(found.expiry_date)),
        ]
        if found.box_position:
            parts.append(words("view.card.box", box=found.box_position))
        if found.loss_expires_at is not None:
            until = words.moment(found.loss_expires_at)
            parts.append(words("view.card.loss_until", when=until))
        if found.replaced_by:
            parts.append(
                words("view.card.replaced", card=words.card_no(found.replaced_by))
            )
        return "  ·  ".join(parts)

    def _show_pending(self, line: tk.Frame, item: CardFile) -> None:
        words = self._kit.words
        kinds = [words(f"view.kind.{operation.kind}") for operation in item.pending]
        if kinds:
            word = words("view.card.pending", acts="、".join(kinds))
            Badge(line, self._kit, "Small").show(Tone.AMBER, word).pack(
                anchor="w", pady=(self._kit.px(2), 0)
            )
