"""The confirm page of an act on the card in hand: a sentence, facts, Ctrl+Enter."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.masking import mask_phone
from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import Collector, Kind
from views.cardact.confirm import ActConfirm
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
    surface,
    text,
    wrapped,
)
from views.widgets.person import PersonBar, footer
from views.widgets.steps import Steps

_OFFLINE = {
    OfflineRule.FULL: "view.confirm.offline_full",
    OfflineRule.QUEUE: "view.confirm.offline_queue",
    OfflineRule.ACCEPT_ONLY: "view.confirm.offline_accept",
    OfflineRule.REFUSE: "view.confirm.offline_refuse",
}


class ActConfirmPage(tk.Frame):
    """Left: what will happen, and what the holder types. Right: whatever else."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ActConfirm, time_zone: str
    ) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, presenter.screen.value)
        self._kit = kit
        self._confirm = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._person = PersonBar(ground, kit, time_zone)
        self._person.pack(fill="x")
        self._steps = Steps(ground, kit)
        self._steps.pack(fill="x", pady=kit.px(6))
        self._make_footer(ground)
        body = surface(ground, PAINT.page)
        body.pack(fill="both", expand=True)
        body.rowconfigure(0, weight=1)
        body.columnconfigure((0, 1), weight=1, uniform="half")
        self.left = card(body, kit, 16)
        self.left.grid(row=0, column=0, sticky="nsew", padx=(0, kit.px(8)))
        self.right = surface(body, PAINT.page)
        self.right.grid(row=0, column=1, sticky="nsew")
        self._fault = FaultBox(self.right, kit)
        self._make_left()
        self.make_right()

    # -- what a kind of act adds ---------------------------------------------
    def make_right(self) -> None:
        """Fill the right half; a fault stands on top of it."""

    def sentence(self) -> str:
        """Return what will happen, in a sentence."""
        form = self._confirm.form
        words = self._kit.words
        return words(
            f"view.sentence.{self._confirm.act}",
            name=form.file.holder.name,
            card=words.card_no(form.card_no),
            day=form.state.expiry,
        )

    def facts(self) -> list[tuple[str, str]]:
        """Return who stands here, by which paper."""
        form, words = self._confirm.form, self._kit.words
        state, pack = form.state, self._confirm.visit.facts.pack
        if not form.needs_papers:
            return []
        bearer = words(f"view.bearer.{state.bearer.value}")
        if state.bearer is not Collector.SELF:
            parts = (
                state.name.strip(),
                words.ssn(state.id_no.strip()),
                mask_phone(state.phone),
            )
            bearer = "  ".join([bearer, *(part for part in parts if part)])
        papers = {p.code: p.name for p in pack.papers}
        paper = papers.get(state.paper, state.paper)
        return [
            (words("view.form.bearer"), bearer),
            (words("view.form.paper"), paper),
        ]

    # -- the view's Protocol -------------------------------------------------
    def render(self) -> None:
        """Show the sentence, what it will mean now, and what is missing."""
        kit, words, presenter = self._kit, self._kit.words, self._confirm
        self._person.show(presenter.form.file)
        self._steps.show(words(f"view.kind.{presenter.act}"), 2)
        self._sentence.configure(text=self.sentence())
        self._show_effect()
        self._show_reader()
        shown = self._fault.show(presenter.fault)
        first = [w for w in self.right.pack_slaves() if w is not self._fault][:1]
        where = {"before": first[0]} if first else {}
        put(self._fault, shown=shown, fill="x", pady=(0, kit.px(8)), **where)
        msgid = "view.confirm.busy" if presenter.busy else "view.confirm.go"
        self._button.configure(
            text=words(msgid), state="normal" if presenter.ready else "disabled"
        )

    def focus_field(self, _name: str) -> None:
        """Put the cursor on the page: nothing is typed here."""
        self.focus_set()

    # -- parts ---------------------------------------------------------------
    def _make_left(self) -> None:
        kit, left = self._kit, self.left
        self._sentence = wrapped(text(left, "", "Sentence"))
        self._sentence.pack(fill="x")
        self._effect = Badge(left, kit).wrap(kit.px(360))
        self._reader = Badge(left, kit).wrap(kit.px(360))
        self._reader.pack(anchor="w", pady=(kit.px(8), 0))
        told = "   ".join(f"{label}: {value}" for label, value in self.facts())
        if told:
            wrapped(muted(left, told)).pack(fill="x", pady=(kit.px(8), 0))

    def _make_footer(self, ground: tk.Frame) -> None:
        kit = self._kit
        bar = footer(ground, kit)
        muted(bar, kit.words("view.confirm.esc")).pack(side="left")
        self._button = button(
            bar, kit.words("view.confirm.go"), self._confirm.commit, primary=True
        )
        kit.name(self._button, "commit").pack(side="right")

    def _show_effect(self) -> None:
        presenter, kit = self._confirm, self._kit
        needed = presenter.act in set(Kind)
        where = {"anchor": "w", "pady": (kit.px(8), 0), "before": self._reader}
        put(self._effect, shown=needed, **where)
        rule_now = presenter.offline_rule
        if rule_now is None:
            self._effect.show(Tone.GREEN, kit.words("view.confirm.online"), "wifi")
            return
        tone = Tone.RED if rule_now is OfflineRule.REFUSE else Tone.AMBER
        self._effect.show(tone, kit.words(_OFFLINE[rule_now]), "wifi-off")

    def _show_reader(self) -> None:
        presenter, words = self._confirm, self._kit.words
        obstacle = presenter.obstacle()
        if presenter.busy:
            word = words("view.act.working")
            self._reader.show(Tone.ACCENT, word, "hourglass-split")
        elif obstacle is None:
            self._reader.show(Tone.GREEN, words("view.reader.own_read"))
        else:
            wrong = obstacle.endswith(
                ("other_card", "unreadable", "no_longer", "doubt")
            )
            icon = "" if wrong else "box-arrow-in-down"
            self._reader.show(Tone.RED if wrong else Tone.ACCENT, words(obstacle), icon)
