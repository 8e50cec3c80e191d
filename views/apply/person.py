"""The person of an application: paper, number, and what the number does not tell."""

from __future__ import annotations

import tkinter as tk
from datetime import datetime

from counter_app.services.standing import Block, Standing
from views.apply.asking import STOPS
from views.apply.check import digits_left, doubt_of
from views.apply.fields import FieldsBox, Made
from views.apply.form import born_on, sex_of
from views.apply.presenter import ApplyFormPresenter
from views.palette import Tone
from views.widgets.base import Badge, Kit, muted, put

IDENTITY = (
    "id_type", "paper_no", "ssn", "name", "sex", "born", "nationality", "ethnicity",
    "until",
)  # fmt: skip
CONTACT = ("phone", "address", "unit", "occupation", "bank")
TEXTS = frozenset({"name", "address", "unit", "occupation"})


class _Wide(Badge):
    """A badge that breaks its words at the width it is given."""

    def __init__(self, parent: tk.Misc, kit: Kit, font: str) -> None:
        super().__init__(parent, kit, font)
        self.wrap(kit.px(236))
        self.bind("<Configure>", lambda e: self.wrap(max(e.width - kit.px(46), 80)))


class PersonBox(FieldsBox):
    """Under the number stands what is known of it, here and at the center."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ApplyFormPresenter
    ) -> None:
        super().__init__(parent, kit, presenter, IDENTITY)
        self._known = _Wide(self, kit, "Small")
        self._derived = muted(self, "", "Small")

    def render(self) -> None:
        """Show values, faults, and what is known of the person."""
        super().render()
        self._show_derived()
        self._show_known()

    def show_fault(self, name: str, made: Made) -> None:
        """Show a fault, or how many digits are left, or a doubt."""
        form, words = self._presenter.form, self._kit.words
        pack = self._presenter.visit.facts.pack
        if name != "paper_no" or name in form.faults:
            super().show_fault(name, made)
            return
        left, doubt = digits_left(form, pack), doubt_of(form, pack)
        if left:
            made.fault(words("apply.hint.left", n=left), Tone.ACCENT)
        else:
            made.fault(words(doubt) if doubt else "", Tone.AMBER)

    def _show_derived(self) -> None:
        form, words = self._presenter.form, self._kit.words
        pack, age = self._presenter.visit.facts.pack, self._presenter.age
        parts = []
        if self._presenter.citizen and age is not None:
            parts = [
                words.named("sex", sex_of(form, pack)),
                words.day(born_on(form, pack)),
            ]
        if age is not None:
            parts.append(words("view.person.age", n=age))
            if self._presenter.minor:
                parts.append(words("view.person.minor"))
        self._derived.configure(text="   ".join(parts))
        put(
            self._derived,
            shown=bool(parts),
            fill="x",
            padx=(self._kit.px(6), 0),
            pady=(0, self._kit.px(3)),
            after=self._fields["paper_no"],
        )

    def _show_known(self) -> None:
        presenter = self._presenter
        shown = presenter.number is not None and (
            presenter.person.here is not None or presenter.person.center is not None
        )
        if shown:
            tone, said = self._said()
            self._known.show(tone, said)
        put(
            self._known,
            shown=shown,
            fill="x",
            pady=(0, self._kit.px(3)),
            after=self._fields["paper_no"],
        )

    def _said(self) -> tuple[Tone, str]:
        """Return what is known of the person, and who says so."""
        presenter, words = self._presenter, self._kit.words
        known, center = presenter.person.standing, presenter.person.center
        if known is not None and known.block in STOPS:
            return Tone.RED, f"{self._block(known)} {self._source(known)}".strip()
        if center is not None and center.fault is None:
            unknown = center.block is Block.UNKNOWN
            tone = Tone.AMBER if unknown else Tone.GREEN
            return tone, f"{self._block(center)} {self._source(center)}"
        if presenter.person.asking:
            return Tone.MUTED, words("apply.known.asking")
        as_of = center.as_of if center else None
        when = words.moment(as_of) if as_of else words("view.data.unknown")
        return Tone.AMBER, words("apply.known.offline", when=when)

    def _block(self, known: Standing) -> str:
        words = self._kit.words
        status = known.card_status
        state = f"apply.state.{known.progress}" if known.progress else ""
        return words(
            f"apply.block.{known.block}",
            status="" if status is None else words.named("status", int(status)),
            tail=known.card_tail,
            state=words(state) if state else words("apply.state.accepted"),
            day=_day(known.applied_at),
            promised=words.day(known.promised_on),
        )

    def _source(self, known: Standing) -> str:
        words = self._kit.words
        if known.asked_at is not None:
            return words("apply.known.center", when=words.moment(known.asked_at))
        return words("apply.known.here")


def _day(when: datetime | None) -> str:
    return when.date().isoformat() if when else "-"
