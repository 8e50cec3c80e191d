"""What must be shown and compared: papers, printed face, the card on the reader."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.states import Kind
from views.flow.visit import Match
from views.palette import Tone
from views.service.check import is_card_of
from views.service.presenter import FormPresenter
from views.service.state import NeedCard
from views.theme import PAINT
from views.widgets.base import Badge, Kit, put, text, wrapped
from views.widgets.fields import CheckLine, section

FACE = ("name_same", "number_same", "photo_same")


class PapersBox(tk.Frame):
    """Requirements in words, then one check after the other."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: FormPresenter) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        block = section(self, kit, words("view.form.checks"), words("view.form.space"))
        block.pack(fill="x")
        self._need = wrapped(text(block, ""))
        self._need.pack(fill="x", pady=(0, kit.px(4)))
        self._reader = Badge(block, kit, "Body")
        self._reader.pack(fill="x", pady=(0, kit.px(4)))
        names = ("papers_checked", *FACE, "old_unreadable")
        self._checks = {name: self._check(block, name) for name in names}

    def render(self) -> None:
        """Show the form's values and faults."""
        form, words = self._presenter.state, self._kit.words
        self._need.configure(text=self._requirements())
        self._show_reader()
        for name, line in self._checks.items():
            line.set(getattr(form, name))
            fault = form.faults.get(name)
            line.fault(words(fault) if fault else "")
        for name in FACE:
            put(self._checks[name], shown=form.face, fill="x")
        worn = form.kind is Kind.REPLACE
        put(self._checks["old_unreadable"], shown=worn, fill="x")

    def toggle(self, name: str) -> None:
        """Switch a check by its key."""
        self._presenter.set(name, not getattr(self._presenter.state, name))

    def focus_field(self, name: str) -> bool:
        """Put the cursor on a check of this box; return whether it is here."""
        if name == "card":
            name = "papers_checked"
        if name not in self._checks:
            return False
        self._checks[name].focus_here()
        return True

    def _check(self, parent: tk.Misc, name: str) -> CheckLine:
        line = CheckLine(
            parent,
            self._kit,
            self._kit.words(f"view.check.{name}"),
            lambda on: self._presenter.set(name, on),
            name,
        )
        if name == "papers_checked":
            line.pack(fill="x")
        return line

    def _requirements(self) -> str:
        words = self._kit.words
        parts = [words(f"view.paper.{code}") for code in self._presenter.papers]
        if self._presenter.need is not NeedCard.NONE:
            parts.append(words(f"view.need.card_{self._presenter.need}"))
        return words("view.need.line", papers=words("view.need.join").join(parts))

    def _show_reader(self) -> None:
        form, words = self._presenter.state, self._kit.words
        need = self._presenter.need
        put_badge = need in (NeedCard.OWN, NeedCard.OLD)
        put(self._reader, shown=put_badge, fill="x", before=self._first_check())
        if not put_badge:
            return
        fault = form.faults.get("card")
        if need is NeedCard.OLD and (form.old_uid or form.old_unreadable):
            self._reader.show(Tone.GREEN, words("view.reader.old_read"))
        elif need is NeedCard.OWN and self._own_card():
            self._reader.show(Tone.GREEN, words("view.reader.own_read"))
        elif fault:
            self._reader.show(Tone.RED, words(fault))
        else:
            lay = "view.fault.lay_old_card" if need is NeedCard.OLD else ""
            word = words(lay or "view.fault.lay_card")
            self._reader.show(Tone.ACCENT, word, "box-arrow-in-down")

    def _own_card(self) -> bool:
        visit = self._presenter.visit
        card = visit.card
        if card is None or visit.match() is not Match.SAME:
            return False
        return is_card_of(card.reading, self._presenter.state, visit)

    def _first_check(self) -> tk.Widget:
        return self._checks["papers_checked"]
