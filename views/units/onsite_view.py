"""The page on site: one field, one large place, one key."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from counter_app.domain.masking import mask_ssn
from counter_app.domain.units import PersonState, UnitPerson
from views.palette import Tone
from views.theme import PAINT
from views.units.counts import Counters
from views.units.onsite import OnSitePresenter, OnSiteState
from views.widgets.base import (
    Badge,
    FaultBox,
    Kit,
    button,
    card,
    muted,
    page,
    put,
    surface,
    text,
)
from views.widgets.fields import EntryField

_PLACES = ("box", "slot", "running")
_CHECKS = ("name", "number", "photo")
_ACTS = (
    ("a", "agent", "person-check"),
    ("n", "absent", "person-x"),
    ("w", "wrong_card", "exclamation-octagon"),
    ("r", "refused", "hand-thumbs-down"),
    ("u", "undone", "arrow-counterclockwise"),
)
_TONES = {
    PersonState.WAITING: Tone.ACCENT,
    PersonState.HANDED: Tone.GREEN,
    PersonState.WRONG_CARD: Tone.RED,
}


class OnSitePage(tk.Frame):
    """Field on top, the person's place in the middle, counters below."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: OnSitePresenter) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        words = kit.words
        self._title = text(ground, "", "Head")
        self._title.pack(fill="x", pady=(0, kit.px(8)))
        self._entry = EntryField(
            ground, kit, words("units.scan"), lambda _: None, "scan"
        ).widen()
        self._entry.pack(fill="x", pady=(0, kit.px(8)))
        self._fault = FaultBox(ground, kit)
        self._counters = Counters(ground, kit)
        self._counters.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        self._person = self._make_person(ground)
        self._idle = self._make_idle(ground)
        presenter.view = self
        self.render(presenter.state)
        self._entry.focus_here()

    def render(self, state: OnSiteState) -> None:
        """Show the person's place, or what was done last."""
        kit = self._kit
        put(
            self._fault,
            shown=self._fault.show(state.fault),
            fill="x",
            pady=(0, kit.px(8)),
            after=self._entry,
        )
        if state.progress is not None:
            job = state.progress.job
            self._title.configure(
                text=f"{job.unit} · {kit.words.day(job.day)} · {job.place}"
            )
            self._counters.show(state.progress)
        shown = state.person is not None
        put(self._idle, shown=not shown, fill="both", expand=True)
        put(self._person, shown=shown, fill="both", expand=True)
        if state.person is not None:
            self._show_person(state.person)
        self._show_done(state)

    def typed(self) -> str:
        """Return what was scanned or typed."""
        return self._entry.get()

    def forget(self) -> None:
        """Empty the field for the next person."""
        self._entry.set("")
        self._entry.focus_here()

    def focus_field(self, _name: str) -> None:
        """Take the keyboard back."""
        self._entry.focus_here()

    def alt(self, letter: str) -> None:
        """Alt+letter: agent, not there, wrong card, refused, undo."""
        presenter = self._presenter
        acts = {
            "a": presenter.to_agent,
            "n": presenter.absent,
            "w": presenter.wrong_card,
            "r": presenter.refused,
            "u": presenter.undo,
        }
        act = acts.get(letter)
        if act is not None:
            act()

    # -- parts -------------------------------------------------------------
    def _make_person(self, ground: tk.Frame) -> tk.Frame:
        kit, words = self._kit, self._kit.words
        box = card(ground, kit)
        line = surface(box, PAINT.card)
        line.pack(fill="x")
        self._place: dict[str, tk.Label] = {}
        for name in _PLACES:
            cell = surface(line, PAINT.chosen, padx=kit.px(18), pady=kit.px(8))
            cell.pack(side="left", padx=(0, kit.px(12)))
            muted(cell, words(f"units.{name}")).pack(fill="x")
            figure = text(cell, "", "Figure", PAINT.accent)
            figure.pack(fill="x")
            self._place[name] = figure
        who = surface(line, PAINT.card)
        who.pack(side="left", fill="both", expand=True, padx=(kit.px(12), 0))
        self._name = text(who, "", "Name")
        self._name.pack(fill="x")
        self._number = text(who, "", "Head")
        self._number.pack(fill="x")
        self._group = muted(who, "")
        self._group.pack(fill="x")
        self._state = Badge(box, kit)
        self._state.pack(fill="x", pady=(kit.px(10), kit.px(6)))
        for name in _CHECKS:
            text(box, f"☐  {words(f'units.check.{name}')}", "Head").pack(fill="x")
        bar = surface(box, PAINT.card)
        bar.pack(fill="x", pady=(kit.px(12), 0))
        give = button(bar, words("units.give"), self._presenter.hand_over, primary=True)
        kit.name(give, "give").pack(side="left")
        for letter, name, icon in _ACTS:
            label = words(f"units.act.{name}", key=f"Alt+{letter.upper()}")
            made = button(bar, label, self._pressed(letter), icon=icon)
            made.pack(side="left", padx=(kit.px(8), 0))
        return box

    def _pressed(self, letter: str) -> Callable[[], None]:
        return lambda: self.alt(letter)

    def _make_idle(self, ground: tk.Frame) -> tk.Frame:
        kit, words = self._kit, self._kit.words
        box = card(ground, kit)
        self._last = Badge(box, kit, "Head")
        self._last.pack(fill="x", pady=(0, kit.px(8)))
        muted(box, words("units.idle")).pack(fill="x")
        return box

    def _show_person(self, person: UnitPerson) -> None:
        words = self._kit.words
        self._place["box"].configure(text=str(person.box))
        self._place["slot"].configure(text=str(person.slot))
        self._place["running"].configure(text=str(person.running))
        self._name.configure(text=person.name)
        number = f"{mask_ssn(person.ssn)}   {words.card_no(person.card_no)}"
        self._number.configure(text=number)
        levels = (person.workshop, person.department, person.team)
        self._group.configure(text=" / ".join(one for one in levels if one))
        tone = _TONES.get(person.state, Tone.AMBER)
        self._state.show(tone, words(f"units.state.{person.state}"))

    def _show_done(self, state: OnSiteState) -> None:
        words, done = self._kit.words, state.done
        if done is None:
            self._last.show(Tone.MUTED, words("units.ready"))
            return
        said = words(
            f"units.done.{done.what}",
            running=done.person.running,
            name=done.person.name,
        )
        good = done.what in ("handed", "agent")
        self._last.show(Tone.GREEN if good else Tone.AMBER, said)
