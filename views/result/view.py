"""The result page: what was done, how far it reaches, what to tell the person."""

from __future__ import annotations

import io
import tkinter as tk
from pathlib import Path
from typing import Any

from PIL import Image, ImageTk

from counter_app.domain.receipt_no import grouped
from counter_app.domain.states import PIN_KINDS, REWRITE_KINDS, Effect
from views.messages import EFFECT_TONES, Words
from views.palette import Tone
from views.result.presenter import ResultPresenter
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
from views.widgets.person import footer
from views.widgets.steps import Steps

INITIAL_PIN = "notice.initial_pin"
_ICONS = {Effect.EFFECTIVE: "check-circle-fill", Effect.PENDING: "clock-history"}


class ResultPage(tk.Frame):
    """Left: effect, receipt number, notices. Right: the receipt."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: ResultPresenter, folder: Path
    ) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "result")
        self._kit = kit
        self._presenter = presenter
        self._folder = folder
        self._picture: Any = None
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        steps = Steps(ground, kit)
        both = len(presenter.result.operations) > 1
        title = "combined" if both else presenter.result.business.value
        steps.show(kit.words(f"view.kind.{title}"), 3)
        steps.pack(fill="x", pady=(0, kit.px(8)))
        self._make_footer(ground)
        body = surface(ground, PAINT.page)
        body.pack(fill="both", expand=True)
        body.columnconfigure(0, weight=11, uniform="half")
        body.columnconfigure(1, weight=9, uniform="half")
        body.rowconfigure(0, weight=1)
        self._make_facts(body)
        self._make_sheet(body)
        presenter.view = self
        self.focus_set()

    def render(self, presenter: ResultPresenter) -> None:
        """Show what is known by now about the paper."""
        kit, words = self._kit, self._kit.words
        shown = self._fault.show(presenter.fault)
        put(self._fault, shown=shown, fill="x", pady=(kit.px(12), 0))
        sheet = presenter.sheet
        if sheet is not None:
            msgid = "view.result.copies" if sheet.copies else "view.result.no_copies"
            self._copies.configure(text=words(msgid, n=sheet.copies))
        self._again.configure(state="disabled" if presenter.busy else "normal")
        self._draw(presenter)

    # -- parts -------------------------------------------------------------
    def _make_facts(self, body: tk.Frame) -> None:
        kit, words, result = self._kit, self._kit.words, self._presenter.result
        box = card(body, kit, 24)
        box.grid(row=0, column=0, sticky="nsew", padx=(0, kit.px(8)))
        tone = EFFECT_TONES[result.effect]
        ink = PAINT.inks[tone]
        head = surface(box, ink.soft, padx=kit.px(16), pady=kit.px(12))
        head.pack(fill="x")
        icon = kit.look.icon(_ICONS.get(result.effect, ink.icon), ink.fg, 28)
        text(head, "", image=icon).pack(side="left", padx=(0, kit.px(12)))
        words_box = surface(head, ink.soft)
        words_box.pack(side="left", fill="x", expand=True)
        effect = words(f"view.effect.{result.effect}")
        text(words_box, effect, "Name", ink.fg).pack(fill="x")
        meaning = text(words_box, words(f"view.effect_means.{result.effect}"))
        wrapped(meaning).pack(fill="x")
        muted(box, words("view.result.receipt")).pack(fill="x", pady=(kit.px(14), 0))
        text(box, grouped(result.receipt_no), "Receipt").pack(fill="x")
        self._copies = muted(box, words("view.result.printing"))
        self._copies.pack(fill="x")
        rule(box).pack(fill="x", pady=kit.px(12))
        self._show_changes(box)
        self._show_notices(box)
        self._fault = FaultBox(box, kit)

    def _show_changes(self, box: tk.Frame) -> None:
        words, result = self._kit.words, self._presenter.result
        lines = [(words("view.result.person"), self._presenter.holder.name)]
        lines += [
            (
                words(f"view.kind.{operation.kind}"),
                self._card(operation.card_no)
                + words(f"view.effect.{operation.effect}"),
            )
            for operation in result.operations
        ]
        lines += [
            (words("apply.list.promised"), str(operation.detail["promised_on"]))
            for operation in result.operations
            if operation.detail.get("promised_on")
        ]
        told = result.card_before is not None or result.card_after is not None
        if told and result.business not in PIN_KINDS | REWRITE_KINDS:
            before = words.named("status", _number(result.card_before))
            after = words.named("status", _number(result.card_after))
            lines.append((words("view.result.status"), f"{before} → {after}"))
        if result.new_card_no:
            number = words.card_no(result.new_card_no)
            lines.append((words("view.result.new_card"), number))
        grid = surface(box, PAINT.card)
        grid.pack(fill="x")
        for row, (label, value) in enumerate(lines):
            muted(grid, label).grid(
                row=row, column=0, sticky="w", pady=2, padx=(0, self._kit.px(24))
            )
            text(grid, value, "Strong").grid(row=row, column=1, sticky="w")

    def _card(self, number: str) -> str:
        """An application has no card yet, only the number of its receipt."""
        if number == self._presenter.result.receipt_no:
            return ""
        return self._kit.words.card_no(number) + "  "

    def _show_notices(self, box: tk.Frame) -> None:
        kit, words, result = self._kit, self._kit.words, self._presenter.result
        hotline = self._presenter.hotline
        lines = [notice_words(words, code, hotline) for code in result.notices]
        if result.refusal:
            lines.insert(0, words.refusal(result.refusal)[0])
        if result.repeated:
            lines.insert(0, words("view.result.repeated"))
        if not lines:
            return
        rule(box).pack(fill="x", pady=kit.px(12))
        text(box, words("view.result.tell"), "Strong").pack(fill="x")
        for line in lines:
            badge = Badge(box, kit, "Body").show(Tone.ACCENT, line, "chat-left-text")
            badge.wrap(kit.px(440)).pack(anchor="w", pady=(kit.px(4), 0))
        if INITIAL_PIN in result.notices:
            act = self._presenter.change_pin
            change = button(box, words("view.result.change_pin"), act, icon="key")
            kit.name(change, "change_pin").pack(anchor="w", pady=(kit.px(8), 0))

    def _make_sheet(self, body: tk.Frame) -> None:
        kit, words = self._kit, self._kit.words
        box = card(body, kit, 12)
        box.grid(row=0, column=1, sticky="nsew")
        head = surface(box, PAINT.card)
        head.pack(fill="x")
        text(head, words("view.result.sheet"), "Head").pack(side="left")
        self._again = button(
            head, words("view.result.again"), self._presenter.paper, icon="printer"
        )
        kit.name(self._again, "reprint").pack(side="right")
        outside = button(
            head,
            words("view.result.open"),
            lambda: self._presenter.open_outside(self._folder),
        )
        kit.name(outside, "open").pack(side="right", padx=(0, kit.px(8)))
        self._sheet = tk.Label(
            box,
            background=PAINT.page,
            text=words("view.result.no_picture"),
            highlightthickness=1,
            highlightbackground=PAINT.line,
        )
        self._sheet.pack(fill="both", expand=True, pady=(kit.px(8), 0))
        self._sheet.bind("<Configure>", lambda _: self._draw(self._presenter))
        self._drawn = (0, 0)

    def _make_footer(self, ground: tk.Frame) -> None:
        kit = self._kit
        bar = footer(ground, kit)
        muted(bar, kit.words("view.result.esc")).pack(side="left")
        go = button(
            bar, kit.words("view.result.next"), self._presenter.enter, primary=True
        )
        kit.name(go, "next").pack(side="right")

    def _draw(self, presenter: ResultPresenter) -> None:
        """Fit the picture of the receipt into its place."""
        size = (self._sheet.winfo_width() - 8, self._sheet.winfo_height() - 8)
        if presenter.image is None or min(size) < 1 or size == self._drawn:
            return
        self._drawn = size
        picture = Image.open(io.BytesIO(presenter.image))
        picture.thumbnail(size)
        self._picture = ImageTk.PhotoImage(picture, master=self)
        self._sheet.configure(image=self._picture, text="")


def notice_words(words: Words, code: str, hotline: str) -> str:
    """Return what the clerk must tell the person (codes ``notice.*``)."""
    msgid = f"view.{code}"
    if words.has(msgid):
        return words(msgid, hotline=hotline)
    return words.error(code)[0]


def _number(status: int | None) -> object:
    return "none" if status is None else int(status)
