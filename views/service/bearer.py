"""Who stands at the window: the holder, a guardian or an agent (business.md 3.2)."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from counter_app.domain.states import Collector
from views.service.presenter import FormPresenter
from views.theme import CARD, Tone
from views.widgets.base import Kit, put
from views.widgets.fields import ChoiceField, Choices, EntryField, section

SHOWN = (Collector.SELF, Collector.GUARDIAN, Collector.AGENT)
_KEYS = {Collector.SELF: "S", Collector.GUARDIAN: "G", Collector.AGENT: "A"}


class BearerBox(tk.Frame):
    """Three choices; guardian and agent give name, number and phone."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: FormPresenter) -> None:
        super().__init__(parent, background=CARD)
        self._kit = kit
        self._presenter = presenter
        words = kit.words
        block = section(self, kit, words("view.form.bearer"))
        block.pack(fill="x")
        self._choices = Choices(block, kit, "bearer")
        for bearer in SHOWN:
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
        self._person = tk.Frame(block, background=CARD)
        self._fields = {name: self._entry(name) for name in ("name", "id_no", "phone")}

    def render(self) -> None:
        """Show the form's values and faults."""
        form, words = self._presenter.state, self._kit.words
        self._choices.set(form.bearer.value)
        for bearer in SHOWN:
            self._choices.enable(bearer.value, self._possible(bearer))
        self._papers.set(form.paper)
        bearer_fault = form.faults.get("bearer", "")
        self._papers.fault(words(bearer_fault) if bearer_fault else "")
        other = form.bearer is not Collector.SELF
        put(self._person, shown=other, fill="x")
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
            if bearer is not Collector.SELF:
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
        if self._presenter.file.minor:
            return bearer is Collector.GUARDIAN
        return bearer is not Collector.AGENT or not self._presenter.agent_forbidden

    def _setter(self, bearer: Collector) -> Callable[[], None]:
        return lambda: self.choose(bearer)

    def _entry(self, name: str) -> EntryField:
        entry = EntryField(
            self._person,
            self._kit,
            self._kit.words(f"view.form.{name}"),
            lambda value: self._presenter.set(name, value),
            name,
        )
        entry.pack(fill="x", pady=(self._kit.px(6), 0))
        return entry
