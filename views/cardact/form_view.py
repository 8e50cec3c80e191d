"""The form page of an act on the card in hand: what, who, papers; the card's state."""

from __future__ import annotations

import tkinter as tk
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from counter_app.domain.states import Collector
from views.cardact.form import ActPresenter
from views.flow.visit import Match
from views.palette import Tone
from views.service.bearer import BearerBox
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
from views.widgets.fields import CheckLine, Choices, section
from views.widgets.person import PersonBar, footer
from views.widgets.steps import Steps


class ActPage(tk.Frame):
    """Left: acts with their refusals, and who stands here. Right: papers, card."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ActPresenter[Any], time_zone: str
    ) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, presenter.screen.value)
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._person = PersonBar(ground, kit, time_zone)
        self._person.pack(fill="x")
        self._steps = Steps(ground, kit)
        self._steps.pack(fill="x", pady=kit.px(6))
        self._fault = FaultBox(ground, kit)
        self._make_footer(ground)
        body = surface(ground, PAINT.page)
        body.pack(fill="both", expand=True)
        body.columnconfigure((0, 1), weight=1, uniform="half")
        body.rowconfigure(0, weight=1)
        self._make_left(body)
        self._make_right(body)
        presenter.view = self

    # -- what a kind of act adds ---------------------------------------------
    @abstractmethod
    def make_state(self, box: tk.Frame) -> None:
        """Fill the box that tells the card's state."""

    @abstractmethod
    def show_state(self) -> None:
        """Show the card's state anew."""

    def make_extras(self, left: tk.Frame) -> None:
        """Add fields under the acts that only this kind has."""

    def show_extras(self) -> None:
        """Show those fields anew."""

    def focus_extra(self, _name: str) -> bool:
        """Put the cursor into one of those fields; tell whether it is one."""
        return False

    # -- the view's Protocol -------------------------------------------------
    def render(self) -> None:
        """Show the form anew."""
        presenter, kit, words = self._presenter, self._kit, self._kit.words
        form = presenter.state
        self._person.show(presenter.file)
        self._steps.show(words(f"view.kind.{form.act}"), 1)
        shown = self._show_fault()
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), after=self._steps)
        self._choices.set(form.act)
        refused = []
        for option in presenter.options():
            self._choices.enable(option.act, option.allowed)
            if option.code:
                cause = words.error(option.code, option.params)[0]
                name = words(f"view.kind.{option.act}")
                refused.append(words("view.act.why_not", name=name, cause=cause))
        self._refused.configure(text="\n".join(refused))
        put(self._refused, shown=bool(refused), fill="x", after=self._choices)
        put(self._who, shown=presenter.needs_papers, fill="x")
        self._bearer.render()
        self._show_checks()
        self.show_extras()
        self.show_state()

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; "" is the first one to fill in."""
        form = self._presenter.state
        if not name:
            missing = form.bearer is not Collector.SELF and not form.name
            name = "name" if missing else "papers_checked"
        if not self._presenter.needs_papers:
            self.focus_set()
        elif self._bearer.focus_field(name) or self.focus_extra(name):
            return
        else:
            self._papers.focus_here()

    def alt(self, letter: str) -> None:
        """Alt with a letter: jump to a field or switch a check (``views.keys``)."""
        checked = self._presenter.state.papers_checked
        commands: dict[str, Callable[[], object]] = {
            "s": lambda: self._bearer.choose(Collector.SELF),
            "g": lambda: self._bearer.choose(Collector.GUARDIAN),
            "a": lambda: self._bearer.choose(Collector.AGENT),
            "c": lambda: self._presenter.set("papers_checked", not checked),
            "t": lambda: self.focus_field("paper"),
        }
        commands.get(letter, lambda: None)()

    # -- parts ---------------------------------------------------------------
    def _make_left(self, body: tk.Frame) -> None:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        left = card(body, kit, 12)
        left.grid(row=0, column=0, sticky="nsew", padx=(0, kit.px(8)))
        block = section(left, kit, words("view.form.business"))
        block.pack(fill="x")
        self._choices = Choices(block, kit, "kind", across=2)
        for number, option in enumerate(presenter.options(), 1):
            label = f"{words(f'view.kind.{option.act}')} (Alt+{number})"
            self._choices.add(option.act, label, self._picker(option.act))
        self._choices.pack(fill="x")
        self._refused = wrapped(muted(block, "", "Small"))
        self._who = surface(left, PAINT.card)
        self.make_extras(self._who)
        rule(self._who).pack(fill="x", pady=kit.px(8))
        self._bearer = BearerBox(self._who, kit, presenter)
        self._bearer.pack(fill="x")

    def _make_right(self, body: tk.Frame) -> None:
        kit, words, presenter = self._kit, self._kit.words, self._presenter
        right = surface(body, PAINT.page)
        right.grid(row=0, column=1, sticky="nsew")
        checks = card(right, kit, 12)
        checks.pack(fill="x", pady=(0, kit.px(8)))
        block = section(checks, kit, words("view.form.checks"))
        block.pack(fill="x")
        self._need = wrapped(text(block, ""))
        self._need.pack(fill="x", pady=(0, kit.px(4)))
        self._reader = Badge(block, kit, "Body")
        self._reader.pack(fill="x", pady=(0, kit.px(4)))
        self._papers = CheckLine(
            block,
            kit,
            words("view.check.papers_checked"),
            lambda on: presenter.set("papers_checked", on),
            "papers_checked",
        )
        box = card(right, kit, 12)
        box.pack(fill="both", expand=True)
        self.make_state(box)

    def _make_footer(self, ground: tk.Frame) -> None:
        bar = footer(ground, self._kit)
        muted(bar, self._kit.words("view.act.esc")).pack(side="left")
        self._next = button(
            bar,
            self._kit.words("view.form.next"),
            self._presenter.enter,
            primary=True,
        )
        self._kit.name(self._next, "next").pack(side="right")

    def _show_checks(self) -> None:
        presenter, words = self._presenter, self._kit.words
        form = presenter.state
        parts = [words(f"view.paper.{code}") for code in presenter.papers]
        parts.append(words("view.need.card_own"))
        papers = words("view.need.join").join(parts)
        self._need.configure(text=words("view.need.line", papers=papers))
        put(self._papers, shown=presenter.needs_papers, fill="x")
        self._papers.set(form.papers_checked)
        fault = form.faults.get("papers_checked")
        self._papers.fault(words(fault) if fault else "")
        self._reader.show(*self._reader_words())

    def _reader_words(self) -> tuple[Tone, str, str]:
        presenter, words = self._presenter, self._kit.words
        if presenter.busy:
            return Tone.ACCENT, words("view.case.reading"), "hourglass-split"
        if presenter.look is not None:
            return Tone.GREEN, words("view.reader.own_read"), ""
        tone = Tone.RED if "card" in presenter.state.faults else Tone.ACCENT
        msgid = {
            Match.OTHER: "view.case.other_card",
            Match.UNREADABLE: "view.blank.unreadable",
            Match.READING: "view.case.reading",
        }.get(presenter.visit.match(), "view.fault.lay_card")
        if msgid == "view.case.other_card":
            tone = Tone.RED
        return tone, words(msgid), "box-arrow-in-down" if tone is Tone.ACCENT else ""

    def _show_fault(self) -> bool:
        presenter, words = self._presenter, self._kit.words
        if presenter.visit.match() is Match.OTHER:
            self._fault.say(words("view.case.other"), words("view.case.other_do"))
            return True
        if "act" in presenter.state.faults:
            self._fault.say(words("view.act.not_allowed"))
            return True
        return self._fault.show(presenter.fault)

    def _picker(self, act: str) -> Callable[[], None]:
        return lambda: self._presenter.pick(act)
