"""The confirm page of an application: the sentence, the facts, Ctrl+Enter."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.masking import mask_phone
from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import Collector, Kind
from views.apply.confirm import ApplyConfirm
from views.apply.form import born_on, number_of, paper_of, sex_of
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
from views.widgets.steps import Steps


class ApplyConfirmPage(tk.Frame):
    """Nothing is entered here."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: ApplyConfirm) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "confirm")
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        steps = Steps(ground, kit)
        steps.show(kit.words(f"view.kind.{Kind.APPLY_NEW}"), 2)
        steps.pack(fill="x", pady=(0, kit.px(8)))
        self._make_footer(ground)
        box = card(ground, kit, 24)
        box.pack(fill="both", expand=True)
        name = presenter.form.name.strip()
        sentence = kit.words(f"view.sentence.{Kind.APPLY_NEW}", name=name)
        wrapped(text(box, sentence, "Sentence")).pack(fill="x")
        self._effect = Badge(box, kit)
        self._effect.pack(anchor="w", pady=(kit.px(10), 0))
        rule(box).pack(fill="x", pady=kit.px(14))
        self._show_facts(box)
        self._fault = FaultBox(box, kit)
        presenter.view = self
        self.focus_set()
        self.render()

    def render(self) -> None:
        """Show what it will mean now, and whether it can be done."""
        kit, words, at = self._kit, self._kit.words, self._presenter
        self._show_effect()
        shown = self._fault.show(at.fault)
        put(self._fault, shown=shown, fill="x", pady=(kit.px(16), 0))
        msgid = "view.confirm.busy" if at.busy else "view.confirm.go"
        state = "disabled" if at.busy else "normal"
        self._button.configure(text=words(msgid), state=state)

    # -- parts -------------------------------------------------------------
    def _make_footer(self, ground: tk.Frame) -> None:
        kit = self._kit
        bar = surface(ground, PAINT.page)
        bar.pack(side="bottom", fill="x", pady=(kit.px(8), 0))
        muted(bar, kit.words("view.confirm.esc")).pack(side="left")
        self._button = button(
            bar, kit.words("view.confirm.go"), self._presenter.commit, primary=True
        )
        kit.name(self._button, "commit").pack(side="right")

    def _show_effect(self) -> None:
        presenter, words = self._presenter, self._kit.words
        if not presenter.offline:
            self._effect.show(Tone.GREEN, words("view.confirm.online"), "wifi")
            return
        refuse = presenter.offline_rule is OfflineRule.REFUSE
        which = "refuse" if refuse else "accept"
        tone = Tone.RED if refuse else Tone.AMBER
        self._effect.show(tone, words(f"view.confirm.offline_{which}"), "wifi-off")

    def _show_facts(self, box: tk.Frame) -> None:
        kit, facts = self._kit, surface(box, PAINT.card)
        facts.pack(fill="x")
        lines = [(label, value) for label, value in self._lines() if value]
        for row, (label, value) in enumerate(lines):
            muted(facts, kit.words(label)).grid(
                row=row, column=0, sticky="nw", pady=kit.px(3), padx=(0, kit.px(24))
            )
            line = text(facts, value, "Strong", wraplength=kit.px(620))
            line.grid(row=row, column=1, sticky="w")

    def _lines(self) -> list[tuple[str, str]]:
        """Return label and value; numbers are masked: the form below has them."""
        form, words = self._presenter.form, self._kit.words
        pack = self._presenter.visit.facts.pack
        paper = paper_of(form, pack)
        number, kind = form.paper_no.strip(), paper.name if paper else ""
        own = number_of(form, pack)
        facts = (words.named("sex", sex_of(form, pack)), words.day(born_on(form, pack)))
        seen = (words(f"view.paper.{p}") for p in self._presenter.below.papers)
        return [
            ("apply.field.id_type", f"{kind}  {words.ssn(number)}"),
            ("apply.field.ssn", words.ssn(own) if own != number else ""),
            ("apply.confirm.person", "   ".join(facts)),
            ("apply.field.phone", mask_phone(form.phone.strip())),
            ("apply.field.unit", form.unit.strip()),
            ("apply.field.bank", pack.bank_name(form.bank)),
            ("view.form.bearer", self._bearer()),
            ("apply.papers.title", words("view.need.join").join(seen)),
        ]

    def _bearer(self) -> str:
        form, words = self._presenter.form, self._kit.words
        who = words(f"view.bearer.{form.bearer.value}")
        if form.bearer is Collector.GUARDIAN:
            relation = words(f"apply.relation.{form.guardian_relation}")
            return f"{who}  {form.guardian_name.strip()}  {relation}"
        if form.bearer is Collector.AGENT:
            return f"{who}  {form.agent_name.strip()}"
        return who
