"""The confirm page: one sentence, the facts below it, Ctrl+Enter."""

from __future__ import annotations

import tkinter as tk

from counter_app.domain.masking import mask_phone
from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import Collector, Kind
from views.palette import Tone
from views.service.confirm import ConfirmPresenter
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
from views.widgets.person import PersonBar, footer
from views.widgets.steps import Steps


class ConfirmPage(tk.Frame):
    """Nothing is entered here; the blank card is laid down here."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ConfirmPresenter, time_zone: str
    ) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "confirm")
        self._kit = kit
        self._presenter = presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._person = PersonBar(ground, kit, time_zone)
        self._person.pack(fill="x")
        self._steps = Steps(ground, kit)
        self._steps.pack(fill="x", pady=kit.px(8))
        self._make_footer(ground)
        box = card(ground, kit, 24)
        box.pack(fill="both", expand=True)
        self._sentence = wrapped(text(box, "", "Sentence"))
        self._sentence.pack(fill="x")
        self._effect = Badge(box, kit)
        self._effect.pack(anchor="w", pady=(kit.px(10), 0))
        self._reader = Badge(box, kit)
        rule(box).pack(fill="x", pady=kit.px(14))
        self._facts = surface(box, PAINT.card)
        self._facts.pack(fill="x")
        self._fault = FaultBox(box, kit)
        self._show_facts()
        presenter.view = self
        self.focus_set()

    def render(self, presenter: ConfirmPresenter) -> None:
        """Show the sentence, what it will mean now, and what is missing."""
        kit, words = self._kit, self._kit.words
        self._person.show(presenter.form.file)
        self._steps.show(words(f"view.kind.{presenter.state.title}"), 2)
        self._sentence.configure(text=self._text())
        self._show_effect()
        self._show_reader()
        shown = self._fault.show(presenter.fault)
        put(self._fault, shown=shown, fill="x", pady=(kit.px(16), 0))
        msgid = "view.confirm.busy" if presenter.busy else "view.confirm.go"
        blocked = presenter.busy or presenter.obstacle() is not None
        self._button.configure(
            text=words(msgid), state="disabled" if blocked else "normal"
        )

    # -- parts -------------------------------------------------------------
    def _make_footer(self, ground: tk.Frame) -> None:
        kit = self._kit
        bar = footer(ground, kit)
        muted(bar, kit.words("view.confirm.esc")).pack(side="left")
        self._button = button(
            bar, kit.words("view.confirm.go"), self._presenter.commit, primary=True
        )
        kit.name(self._button, "commit").pack(side="right")

    def _text(self) -> str:
        presenter, words = self._presenter, self._kit.words
        form = presenter.state
        return words(
            f"view.sentence.{form.title}",
            name=presenter.form.file.holder.name,
            card=words.card_no(form.card_no),
            bank=presenter.visit.facts.pack.bank_name(form.bank),
            hotline=presenter.visit.facts.pack.hotline,
        )

    def _show_effect(self) -> None:
        presenter, words = self._presenter, self._kit.words
        if not presenter.offline:
            self._effect.show(Tone.GREEN, words("view.confirm.online"), "wifi")
            return
        msgid = {
            OfflineRule.FULL: "view.confirm.offline_full",
            OfflineRule.QUEUE: "view.confirm.offline_queue",
            OfflineRule.ACCEPT_ONLY: "view.confirm.offline_accept",
            OfflineRule.REFUSE: "view.confirm.offline_refuse",
        }[presenter.offline_rule]
        refuse = presenter.offline_rule is OfflineRule.REFUSE
        tone = Tone.RED if refuse else Tone.AMBER
        self._effect.show(tone, words(msgid), "wifi-off")

    def _show_reader(self) -> None:
        presenter, kit = self._presenter, self._kit
        obstacle = presenter.obstacle()
        shown = presenter.state.writes or obstacle is not None
        put(
            self._reader,
            shown=shown and not presenter.busy,
            anchor="w",
            pady=(kit.px(6), 0),
            after=self._effect,
        )
        if obstacle is None:
            self._reader.show(Tone.GREEN, kit.words("view.blank.ready"))
        else:
            wrong = obstacle.endswith(("not_blank", "other_card", "unreadable"))
            tone = Tone.RED if wrong else Tone.ACCENT
            icon = "" if wrong else "box-arrow-in-down"
            self._reader.show(tone, kit.words(obstacle), icon)

    def _show_facts(self) -> None:
        kit = self._kit
        for row, (label, value) in enumerate(self._fact_lines()):
            muted(self._facts, label).grid(
                row=row, column=0, sticky="w", pady=kit.px(3), padx=(0, kit.px(24))
            )
            text(self._facts, value, "Strong").grid(row=row, column=1, sticky="w")

    def _fact_lines(self) -> list[tuple[str, str]]:
        presenter, words = self._presenter, self._kit.words
        form, pack = presenter.state, presenter.visit.facts.pack
        paper = next((p.name for p in pack.papers if p.code == form.paper), form.paper)
        bearer = words(f"view.bearer.{form.bearer.value}")
        if form.bearer is not Collector.SELF:
            parts = (
                form.name.strip(),
                words.ssn(form.id_no.strip()),
                mask_phone(form.phone),
            )
            bearer = "  ".join([bearer, *(part for part in parts if part)])
        lines = [
            (words("view.form.bearer"), bearer),
            (words("view.form.paper"), paper),
        ]
        if form.card_no:
            which = "view.confirm.old_card" if form.writes else "view.field.card_no"
            lines.append((words(which), words.card_no(form.card_no)))
        if form.writes:
            lines.append((words("view.form.bank"), pack.bank_name(form.bank)))
        if form.kind is Kind.REPLACE:
            lines.append(
                (words("view.form.reason"), words.named("reason", form.reason))
            )
        if form.face:
            lines.append((words("view.confirm.face"), words("view.confirm.face_done")))
        return lines
