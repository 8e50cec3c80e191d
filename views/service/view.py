"""The form page: business, bearer, papers and checks; Enter goes on."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from counter_app.domain.states import Collector, Kind
from views.flow.visit import Match
from views.service.bearer import BearerBox
from views.service.papers import PapersBox
from views.service.presenter import FormPresenter
from views.service.state import Option
from views.theme import PAINT
from views.widgets.base import (
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
)
from views.widgets.compare import Compare
from views.widgets.fields import ChoiceField, Choices, section
from views.widgets.person import PersonBar
from views.widgets.steps import Steps


class FormPage(tk.Frame):
    """Left: what, who, checks. Right: bank and reason, card beside record."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: FormPresenter, time_zone: str
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        ground.rowconfigure(3, weight=1)
        ground.columnconfigure(0, weight=1)
        self._person = PersonBar(ground, kit, time_zone)
        self._person.grid(row=0, column=0, sticky="ew")
        self._steps = Steps(ground, kit)
        self._steps.grid(row=1, column=0, sticky="ew", pady=kit.px(6))
        self._fault = FaultBox(ground, kit)
        body = surface(ground, PAINT.page)
        body.grid(row=3, column=0, sticky="nsew")
        body.columnconfigure(0, weight=1, uniform="half")
        body.columnconfigure(1, weight=1, uniform="half")
        body.rowconfigure(0, weight=1)
        self._make_left(body)
        self._make_right(body)
        self._make_footer(ground)
        presenter.view = self

    def render(self, presenter: FormPresenter) -> None:
        """Show the form anew."""
        form, words = presenter.state, self._kit.words
        self._person.show(presenter.file)
        self._steps.show(words(f"view.kind.{form.title}"), 1)
        other = presenter.visit.match() is Match.OTHER
        if other:
            self._fault.say(words("view.case.other"), words("view.case.other_do"))
            self._fault.grid(row=2, column=0, sticky="ew", pady=(0, self._kit.px(8)))
        else:
            self._fault.grid_remove()
        self._kinds.set(form.kind.value)
        self._bearer.render()
        self._papers.render()
        self._show_extras()

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; "" is the first one to fill in."""
        form = self._presenter.state
        if not name:
            missing = form.bearer is not Collector.SELF and not form.name
            name = "name" if missing else "papers_checked"
        for box in (self._bearer, self._papers):
            if box.focus_field(name):
                return
        extra = {"bank": self._bank, "reason": self._reason}.get(name)
        if extra is not None:
            extra.focus_here()

    def alt(self, letter: str) -> None:
        """Alt with a letter: jump to a field or switch a check (``views.keys``)."""
        commands: dict[str, Callable[[], None]] = {
            "s": lambda: self._bearer.choose(Collector.SELF),
            "g": lambda: self._bearer.choose(Collector.GUARDIAN),
            "a": lambda: self._bearer.choose(Collector.AGENT),
            "u": lambda: self._bearer.choose(Collector.UNIT_AGENT),
            "c": lambda: self._papers.toggle("papers_checked"),
            "o": lambda: self._papers.toggle("old_unreadable"),
            "t": lambda: self.focus_field("paper"),
            "b": lambda: self.focus_field("bank"),
            "r": lambda: self.focus_field("reason"),
        }
        commands.get(letter, lambda: None)()

    # -- parts -------------------------------------------------------------
    def _make_left(self, body: tk.Frame) -> None:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        left = card(body, kit, 12)
        left.grid(row=0, column=0, sticky="nsew", padx=(0, kit.px(8)))
        block = section(left, kit, words("view.form.business"))
        block.pack(fill="x")
        self._kinds = Choices(block, kit, "kind")
        for number, option in enumerate(presenter.options, 1):
            label = f"{self._kind_name(option)} (Alt+{number})"
            self._kinds.add(
                option.kind.value, label, self._picker(option), enabled=option.allowed
            )
        self._kinds.pack(fill="x")
        rule(left).pack(fill="x", pady=kit.px(10))
        self._bearer = BearerBox(left, kit, presenter)
        self._bearer.pack(fill="x")
        self._make_extras(left)

    def _make_right(self, body: tk.Frame) -> None:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        right = surface(body, PAINT.page)
        right.grid(row=0, column=1, sticky="nsew")
        checks = card(right, kit, 12)
        checks.pack(fill="x", pady=(0, kit.px(8)))
        self._papers = PapersBox(checks, kit, presenter)
        self._papers.pack(fill="x")
        box = card(right, kit, 12)
        box.pack(fill="both", expand=True)
        text(box, words("view.compare.title"), "Strong").pack(fill="x")
        self._no_card = muted(box, words("view.case.no_card"))
        self._compare = Compare(box, kit, brief=True)

    def _make_extras(self, left: tk.Frame) -> None:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        self._extras = surface(left, PAINT.card)
        rule(self._extras).pack(fill="x", pady=kit.px(10))
        pack = presenter.visit.facts.pack
        self._bank = ChoiceField(
            self._extras,
            kit,
            words("view.form.bank"),
            [(bank.code, bank.name) for bank in pack.banks],
            lambda code: presenter.set("bank", code),
        ).named("bank")
        self._reason = ChoiceField(
            self._extras,
            kit,
            words("view.form.reason"),
            [(code, words.named("reason", code)) for code in pack.replace_reasons],
            lambda code: presenter.set("reason", code),
        ).named("reason")

    def _show_extras(self) -> None:
        kit, presenter = self._kit, self._presenter
        form = presenter.state
        put(self._extras, shown=form.writes, fill="x")
        put(self._bank, shown=form.writes, fill="x")
        worn = form.kind is Kind.REPLACE
        put(self._reason, shown=worn, fill="x", pady=(kit.px(6), 0))
        for name, box in (("bank", self._bank), ("reason", self._reason)):
            box.set(getattr(form, name))
            fault = form.faults.get(name)
            box.fault(kit.words(fault) if fault else "")
        match = presenter.visit.match()
        same = match in (Match.SAME, Match.OTHER)
        put(self._no_card, shown=not same, fill="x", pady=(kit.px(4), 0))
        blank = match is Match.BLANK
        word = "view.case.blank" if blank else "view.case.no_card"
        self._no_card.configure(text=kit.words(word))
        put(self._compare, shown=same, fill="x")
        self._compare.show(presenter.visit.card if same else None)

    def _make_footer(self, ground: tk.Frame) -> None:
        kit = self._kit
        bar = surface(ground, PAINT.page)
        bar.grid(row=4, column=0, sticky="ew", pady=(kit.px(8), 0))
        muted(bar, kit.words("view.form.esc")).pack(side="left")
        go = button(
            bar, kit.words("view.form.next"), self._presenter.enter, primary=True
        )
        kit.name(go, "next").pack(side="right")

    def _picker(self, option: Option) -> Callable[[], None]:
        return lambda: self._presenter.pick(option)

    def _kind_name(self, option: Option) -> str:
        if option.combined:
            return self._kit.words("view.kind.combined")
        return self._kit.words(f"view.kind.{option.kind}")
