"""Puts a look, a size and a language on the window, at once and for tomorrow."""

from __future__ import annotations

import tkinter as tk
from dataclasses import replace
from pathlib import Path

from counter_app.i18n import LANGUAGES
from views import geometry, preferences
from views.palette import LookName
from views.preferences import SYSTEM, Preferences, following
from views.theme import PAINT, Look
from views.widgets.base import Kit


class Dresser:
    """Knows what this workstation likes and what its screen allows."""

    def __init__(self, folder: Path) -> None:
        self.chosen = preferences.load(folder)
        PAINT.use(self.chosen.look)
        self._folder = folder
        self._system = preferences.SCALES[0]
        self._screen = (0, 0)

    def first_look(self, root: tk.Tk) -> Look:
        """Dress a new window."""
        self._system = preferences.system_scale(root)
        desktop = geometry.desktop_of(root)
        self._screen = (desktop.width, desktop.height)
        return Look(root, self.percent)

    @property
    def percent(self) -> int:
        """The scale in force: the chosen one as far as the screen has room."""
        wanted = self.chosen.scale or self._system
        least = preferences.SCALES[0]
        return max(step for step in self.scales if step <= max(wanted, least))

    @property
    def scales(self) -> tuple[int, ...]:
        """The scales at which the window fits this screen."""
        return preferences.fitting(self._screen, geometry.MIN_SIZE)

    def wear(self, root: tk.Tk, kit: Kit, chosen: Preferences) -> None:
        """Change kit and colours; what stands in the window is built anew after."""
        self.chosen = chosen
        preferences.save(self._folder, chosen)
        PAINT.use(chosen.look)
        if chosen.language:
            kit.words.use(chosen.language)
        kit.look = Look(root, self.percent)
        kit.names.clear()

    # -- one step, by keyboard ---------------------------------------------
    def next_look(self) -> Preferences:
        """Return the preferences with the next palette."""
        return replace(self.chosen, look=following(tuple(LookName), self.chosen.look))

    def next_language(self, now: str) -> Preferences:
        """Return the preferences with the other language."""
        return replace(self.chosen, language=following(LANGUAGES, now))

    def sized(self, way: int) -> Preferences:
        """Return the preferences one step larger or smaller, as far as it goes."""
        scales = self.scales
        at = scales.index(self.percent) + way
        step = scales[min(max(at, 0), len(scales) - 1)]
        return replace(self.chosen, scale=step or SYSTEM)
