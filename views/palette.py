"""Three palettes: light, dark, high contrast; one of them is on the screen.

Colour means one thing each (desk.md): accent is the next step, green is effective,
amber is pending or stale, red is stopped or refused. Texts keep a contrast of 4.5 to
their ground in light and dark, and of 7 in high contrast (a test measures it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a colour says."""

    PLAIN = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class LookName(StrEnum):
    """The palettes a clerk can choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Ink:
    """Foreground, soft background and icon of a tone."""

    fg: str
    soft: str
    icon: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of the window."""

    page: str  # the ground of a page
    card: str  # surfaces on it
    line: str
    edge: str  # of what can be typed into or chosen: 3 to 1 on its ground
    text: str
    muted: str  # text of second rank
    faint: str  # what cannot be used now
    accent: str
    on_accent: str
    title_bg: str
    title_fg: str
    title_muted: str
    practice_bg: str  # belongs to no state: practice looks like nothing else
    practice_fg: str
    practice_soft: str
    practice_text: str  # on cards and on the soft ground
    chosen: str
    field: str  # ground of entries
    tip: str
    desk: str  # behind a sheet of paper in the preview
    muted_soft: str
    green: tuple[str, str]
    amber: tuple[str, str]
    red: tuple[str, str]

    @property
    def inks(self) -> Mapping[Tone, Ink]:
        """Return foreground, ground and icon of every tone."""
        return {
            Tone.PLAIN: Ink(self.text, self.card, "info-circle"),
            Tone.MUTED: Ink(self.muted, self.muted_soft, "info-circle"),
            Tone.ACCENT: Ink(self.accent, self.chosen, "arrow-right-circle-fill"),
            Tone.GREEN: Ink(*self.green, "check-circle-fill"),
            Tone.AMBER: Ink(*self.amber, "clock-history"),
            Tone.RED: Ink(*self.red, "x-octagon-fill"),
        }


LIGHT = Palette(
    page="#eef1f5", card="#ffffff", line="#d3dae3", edge="#7f8c9b", text="#1b2633",
    muted="#566373", faint="#7d8894", accent="#1a5fb4", on_accent="#ffffff",
    title_bg="#17365d", title_fg="#ffffff", title_muted="#c3d2e6",
    practice_bg="#7a3e9d", practice_fg="#ffffff", practice_soft="#f5eef9",
    practice_text="#7a3e9d", chosen="#e6effa", field="#ffffff", tip="#fffef7",
    desk="#8a949e", muted_soft="#f3f5f8", green=("#1b6e3f", "#e4f4ea"),
    amber=("#8a5200", "#fdf1d9"), red=("#b3261e", "#fbe8e6"),
)  # fmt: skip
DARK = Palette(
    page="#14181d", card="#1e242b", line="#38424d", edge="#72808f", text="#e6ebf0",
    muted="#a3b0bd", faint="#808c98", accent="#7db4f5", on_accent="#0d1a29",
    title_bg="#0f1f33", title_fg="#f2f6fa", title_muted="#a9bbd1",
    practice_bg="#5d2f78", practice_fg="#ffffff", practice_soft="#2e2138",
    practice_text="#d9b3f2", chosen="#22364d", field="#161b21", tip="#2b323a",
    desk="#0b0e11", muted_soft="#262d35", green=("#7fd6a0", "#1a3626"),
    amber=("#f0bd5e", "#3a2d14"), red=("#ff9d94", "#43201e"),
)  # fmt: skip
CONTRAST = Palette(
    page="#ffffff", card="#ffffff", line="#000000", edge="#000000", text="#000000",
    muted="#2b2b2b", faint="#595959", accent="#00308f", on_accent="#ffffff",
    title_bg="#000000", title_fg="#ffffff", title_muted="#e0e0e0",
    practice_bg="#4b0082", practice_fg="#ffffff", practice_soft="#ffffff",
    practice_text="#4b0082", chosen="#ffef9e", field="#ffffff", tip="#ffffff",
    desk="#4d4d4d", muted_soft="#ffffff", green=("#00451d", "#ffffff"),
    amber=("#5c3300", "#ffffff"), red=("#8b0000", "#ffffff"),
)  # fmt: skip
PALETTES: Mapping[LookName, Palette] = {
    LookName.LIGHT: LIGHT,
    LookName.DARK: DARK,
    LookName.CONTRAST: CONTRAST,
}
