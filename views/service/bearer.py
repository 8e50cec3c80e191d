"""Who stands at the window: the holder, a guardian or an agent (business.md 3.2)."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Protocol

from counter_app.domain.masking import mask_phone, mask_ssn
from counter_app.domain.states import Collector
from counter_app.services.results import HolderFile
from views.flow.visit import Visit
from views.palette import Tone
from views.service.state import Stander
from views.theme import PAINT
from views.widgets.base import Kit, put
from views.widgets.fields import ChoiceField, Choices, EntryField, section

_KEYS = {
    Collector.SELF: "S",
    Collector.GUARDIAN: "G",
    Collector.AGENT: "A",
    Collector.UNIT_AGENT: "U",
}
_MASKS = {"id_no": mask_ssn, "second_id": mask_ssn, "phone": mask_phone}
_PERSON = ("name", "id_no", "phone")
_UNIT = ("unit",)
_SECOND = ("second_name", "second_id")


class BearerForm(Protocol):
    """The presenter of a form that asks who stands here."""

    file: HolderFile

    @property
    def state(self) -> Stander: ...
    @property
    def visit(self) -> Visit: ...
    @property
    def id_doubt(self) -> str | None: ...
    @property
    def standers(self) -> tuple[Collector, ...]:
        """Who may stand here."""

    def set(self, name: str, value: object) -> None:
        """Take one field over."""


class BearerBox(tk.Frame):
    """Who acts; all but the holder give name, number and phone."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: BearerForm) -> None:
        super().__init__(parent, background=PAINT.card)
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        block = section(self, kit, words("view.form.bearer"))
        block.pack(fill="x")
        self._choices = Choices(block, kit, "bearer", across=2)
        for bearer in self._shown():
            label = f"{words(f'view.bearer.{bearer.value}')} ({_KEYS[bearer]})"
            self._choices.add(bearer.value, label, self._setter(bearer))
        self._choices.pack(fill="x")
        self._papers = ChoiceField(
            block,
            kit,
            words("view.form.paper"),
            [(p.code, p.name) for p in presenter.visit.facts.pack.papers],
            lambda code: presenter.set("paper", code),
        ).named("paper")
        self._papers.pack(fill="x", pady=(kit.px(6), 0))
        self._person = tk.Frame(block, background=PAINT.card)
        names = (*_UNIT, *_PERSON, *_SECOND) if self._units() else _PERSON
        self._fields = {name: self._entry(name) for name in names}

    def render(self) -> None:
        """Show the form's values and faults."""
        form, words = self._presenter.state, self._kit.words
        self._choices.set(form.bearer.value)
        for bearer in self._shown():
            self._choices.enable(bearer.value, self._possible(bearer))
        self._papers.set(form.paper)
        bearer_fault = form.faults.get("bearer", "")
        self._papers.fault(words(bearer_fault) if bearer_fault else "")
        other = form.bearer is not Collector.SELF
        put(self._person, shown=other, fill="x")
        self._show_unit()
        for name, entry in self._fields.items():
            entry.set(getattr(form, name))
            fault = form.faults.get(name)
            doubt = self._presenter.id_doubt if name == "id_no" else None
            if fault:
                entry.fault(words(fault))
            else:
                entry.fault(words(doubt) if doubt else "", Tone.AMBER)

    def choose(self, bearer: Collector) -> None:
        """Take a bearer and go to the first field to fill in."""
        if self._possible(bearer):
            self._presenter.set("bearer", bearer)
            if bearer is Collector.UNIT_AGENT:
                self._fields["unit"].focus_here()
            elif bearer is not Collector.SELF:
                self._fields["name"].focus_here()

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field of this box; return whether it is here."""
        if name in self._fields:
            self._fields[name].focus_here()
        elif name in ("bearer", "paper"):
            self._papers.focus_here()
        else:
            return False
        return True

    def _possible(self, bearer: Collector) -> bool:
        return bearer in self._presenter.standers

    def _units(self) -> bool:
        """Only forms of the counter have a place for a unit's agents."""
        return hasattr(self._presenter.state, "unit")

    def _shown(self) -> list[Collector]:
        return [b for b in _KEYS if b is not Collector.UNIT_AGENT or self._units()]

    def _show_unit(self) -> None:
        """The unit's name, and a second agent where the city wants two (7.1)."""
        if not self._units():
            return
        unit = self._presenter.state.bearer is Collector.UNIT_AGENT
        two = unit and self._presenter.visit.facts.pack.unit_agents > 1
        gap = (self._kit.px(6), 0)
        first = self._fields["name"]
        put(self._fields["unit"], shown=unit, fill="x", pady=gap, before=first)
        for name in _SECOND:
            put(self._fields[name], shown=two, fill="x", pady=gap)

    def _setter(self, bearer: Collector) -> Callable[[], None]:
        return lambda: self.choose(bearer)

    def _entry(self, name: str) -> EntryField:
        entry = EntryField(
            self._person,
            self._kit,
            self._kit.words(f"view.form.{name}"),
            lambda value: self._presenter.set(name, value),
            name,
            mask=_MASKS.get(name),
        )
        entry.pack(fill="x", pady=(self._kit.px(6), 0))
        return entry
