"""The about page: facts to the left, licences to the right."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

from counter_app.services.site import About
from views import tkb
from views.about.presenter import AboutPresenter, AboutState
from views.palette import Tone
from views.theme import PAINT
from views.widgets.base import (
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


class AboutPage(tk.Frame):
    """Everything a support call asks for, to be read out or copied."""

    def __init__(
        self, parent: tk.Misc, kit: Kit, presenter: AboutPresenter, folder: Path
    ) -> None:
        super().__init__(parent, background=PAINT.page)
        self._kit = kit
        self._presenter, self._folder = presenter, folder
        words = kit.words
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._head = surface(ground, PAINT.page)
        self._head.pack(fill="x", pady=(0, kit.px(8)))
        text(self._head, words("view.app.title"), "Head").pack(side="left")
        self._support = button(
            self._head, words("view.about.support"), self.write_support, icon="file-zip"
        )
        kit.name(self._support, "support").pack(side="right")
        self._fault = FaultBox(ground, kit)
        body = surface(ground, PAINT.page)
        body.pack(fill="both", expand=True)
        left = card(body, kit)
        left.pack(side="left", fill="y", padx=(0, kit.px(12)))
        self._facts = surface(left, PAINT.card)
        self._facts.pack(fill="both", expand=True)
        right = card(body, kit)
        right.pack(side="left", fill="both", expand=True)
        text(right, words("view.about.licences"), "Strong").pack(fill="x")
        self._make_licences(right)
        presenter.view = self
        self.render(presenter.state)
        self._licences.focus_set()

    def render(self, state: AboutState) -> None:
        """Show what is known."""
        if state.file:
            told = self._kit.words("view.about.written", file=state.file)
            note = self._kit.words("view.about.written_note")
            self._fault.say(told, note, tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or bool(state.file)
        gap = (0, self._kit.px(8))
        put(self._fault, shown=shown, fill="x", pady=gap, after=self._head)
        self._support.configure(state="disabled" if state.busy else "normal")
        if state.about is None or self._facts.winfo_children():
            return
        self._show_facts(state.about)
        self._licences.configure(state="normal")
        self._licences.insert("1.0", state.about.notices)
        self._licences.configure(state="disabled")

    def write_support(self) -> None:
        """Alt+E: write the file for support."""
        self._presenter.write_support(self._folder)

    def alt(self, letter: str) -> None:
        """Alt+E."""
        if letter == "e":
            self.write_support()

    def _make_licences(self, box: tk.Frame) -> None:
        kit = self._kit
        self._licences = tk.Text(
            box,
            font="Small",
            wrap="word",
            width=40,
            height=10,
            relief="flat",
            borderwidth=0,
            highlightthickness=0,
            background=PAINT.card,
            foreground=PAINT.text,
            state="disabled",
        )
        bar = tkb.Scrollbar(box, orient="vertical", command=self._licences.yview)
        self._licences.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y", pady=(kit.px(8), 0))
        self._licences.pack(fill="both", expand=True, pady=(kit.px(8), 0))
        kit.name(self._licences, "licences")

    def _show_facts(self, about: About) -> None:
        words = self._kit.words
        city = words("view.about.pack", city=about.city, n=about.pack_version)
        rows = [
            (words("view.about.rules"), city),
            ("", about.pack),
            *((version.part, version.version) for version in about.versions),
        ]
        for row, (name, value) in enumerate(rows):
            gap = (0, self._kit.px(6))
            muted(self._facts, name).grid(row=row, column=0, sticky="nw", pady=gap)
            text(self._facts, value).grid(
                row=row, column=1, sticky="w", padx=(self._kit.px(16), 0), pady=gap
            )
