"""The settings page: this window to the left, the office to the right."""

from __future__ import annotations

import tkinter as tk
from functools import partial

from counter_app.i18n import LANGUAGES
from views.palette import LookName, Tone
from views.preferences import SCALES
from views.settings.office import OfficeFields
from views.settings.presenter import SettingsPresenter, SettingsState
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
    wrapped,
)
from views.widgets.fields import Choices, section


class SettingsPage(tk.Frame):
    """What is chosen on the left counts at once; the right side is kept together."""

    def __init__(self, parent: tk.Misc, kit: Kit, presenter: SettingsPresenter) -> None:
        super().__init__(parent, background=PAINT.page, takefocus=True)
        kit.name(self, "settings")
        self._kit, self._presenter = kit, presenter
        ground = page(self, kit)
        ground.pack(fill="both", expand=True)
        self._head = surface(ground, PAINT.page)
        self._head.pack(fill="x", pady=(0, kit.px(8)))
        text(self._head, kit.words("view.settings.title"), "Head").pack(side="left")
        button(self._head, kit.words("view.settings.about"), presenter.about).pack(
            side="right"
        )
        self._fault = FaultBox(ground, kit)
        body = surface(ground, PAINT.page)
        body.pack(fill="both", expand=True)
        body.columnconfigure(0, weight=2, uniform="half")
        body.columnconfigure(1, weight=3, uniform="half")
        body.rowconfigure(0, weight=1)
        left = card(body, kit)
        left.grid(row=0, column=0, sticky="nsew", padx=(0, kit.px(12)))
        right = card(body, kit)
        right.grid(row=0, column=1, sticky="nsew")
        self._make_window(left)
        self._facts = surface(left, PAINT.card)
        self._facts.pack(side="bottom", fill="x")
        self._office = OfficeFields(right, kit, presenter)
        self._shown_facts: object = None
        presenter.view = self
        self.render(presenter.state)
        self.focus_set()

    def render(self, state: SettingsState) -> None:
        """Show the settings and how the last act ended."""
        if state.told:
            words = self._kit.words(state.told, name=state.about)
            self._fault.say(words, tone=Tone.GREEN)
        shown = self._fault.show(state.fault) or bool(state.told)
        put(
            self._fault,
            shown=shown,
            fill="x",
            pady=(0, self._kit.px(8)),
            after=self._head,
        )
        self._office.render(state)
        self._show_facts(state)

    def alt(self, letter: str) -> None:
        """Alt+R and Alt+P try reader and printer, Alt+B tells about the program."""
        acts = {
            "r": self._presenter.try_reader,
            "p": self._presenter.try_printer,
            "b": self._presenter.about,
        }
        if letter in acts:
            acts[letter]()

    def _make_window(self, box: tk.Frame) -> None:
        kit, presenter, liking = self._kit, self._presenter, self._presenter.liking
        words = kit.words
        block = section(box, kit, words("view.settings.window"))
        block.pack(fill="x")
        wrapped(muted(block, words("view.settings.window_note"), "Small")).pack(
            fill="x", pady=(0, kit.px(8))
        )
        looks = self._choices(box, "look", "Ctrl+L", 1)
        for name in LookName:
            word = words(f"view.settings.look.{name}")
            looks.add(name.value, word, partial(presenter.look, name.value))
        looks.set(liking.chosen.look.value)
        sizes = self._choices(box, "scale", "Alt+ +  /  Alt+ -", 3)
        for step in SCALES:
            choose, fits = partial(presenter.scale, step), step in liking.scales
            sizes.add(str(step), f"{step} %", choose, enabled=fits)
        sizes.set(str(liking.percent))
        if liking.scales != SCALES:
            note = words("view.settings.scale_note", most=liking.scales[-1])
            wrapped(muted(box, note, "Small")).pack(fill="x")
        languages = self._choices(box, "language", "Alt+L", 2)
        for tongue in LANGUAGES:
            word = words(f"view.settings.language.{tongue.lower()}")
            languages.add(tongue, word, partial(presenter.language, tongue))
        languages.set(liking.language)

    def _choices(self, box: tk.Frame, name: str, keys: str, across: int) -> Choices:
        kit = self._kit
        title = kit.words(f"view.settings.{name}")
        block = section(box, kit, title, keys)
        block.pack(fill="x", pady=(kit.px(12), 0))
        made = Choices(block, kit, name, across)
        made.pack(fill="x")
        return made

    def _show_facts(self, state: SettingsState) -> None:
        site = state.site
        if site is None or site is self._shown_facts:
            return
        self._shown_facts = site
        for child in self._facts.winfo_children():
            child.destroy()
        words = self._kit.words
        facts = (
            ("center", site.center_url),
            ("proxy", site.proxy),
            ("workstation", site.workstation),
            ("office_code", site.office_code),
        )
        for name, value in facts:
            word = value or words(f"view.settings.no_{name}")
            line = words("view.settings.fact", what=words(f"view.settings.{name}"))
            wrapped(muted(self._facts, f"{line}{word}", "Small")).pack(fill="x")
