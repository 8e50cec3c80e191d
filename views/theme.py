"""The look: one set of tokens on ttkbootstrap's theme, 13 px body, 8 px grid.

Colour means one thing each (desk.md): accent is the next step, green is effective,
amber is pending or stale, red is stopped or refused. A word and an icon always stand
beside the colour.
"""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from enum import StrEnum
from tkinter import font as tkfont
from typing import Any

from views import tkb

FAMILY = "Noto Sans CJK SC"
MONO = "Noto Sans Mono CJK SC"
#: Families tried in order; the first one present is used (Windows has no Noto).
FAMILIES = (FAMILY, "Noto Sans SC", "Microsoft YaHei UI", "PingFang SC")
THEME = "counter-light"


class Tone(StrEnum):
    """What a colour says."""

    PLAIN = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Ink:
    """Foreground, soft background and icon of a tone."""

    fg: str
    soft: str
    icon: str


PAGE = "#eef1f5"
CARD = "#ffffff"
LINE = "#d3dae3"
TEXT = "#1b2633"
MUTED = "#566373"
ACCENT = "#1a5fb4"
TITLE_BG = "#17365d"
TITLE_FG = "#ffffff"
TITLE_MUTED = "#c3d2e6"
PRACTICE_BG = "#7a3e9d"  # belongs to no state: practice looks like nothing else
CHOSEN = "#e6effa"

INKS: dict[Tone, Ink] = {
    Tone.PLAIN: Ink(TEXT, CARD, "info-circle"),
    Tone.MUTED: Ink(MUTED, "#f3f5f8", "info-circle"),
    Tone.ACCENT: Ink(ACCENT, "#e6effa", "arrow-right-circle-fill"),
    Tone.GREEN: Ink("#1b6e3f", "#e4f4ea", "check-circle-fill"),
    Tone.AMBER: Ink("#8a5200", "#fdf1d9", "clock-history"),
    Tone.RED: Ink("#b3261e", "#fbe8e6", "x-octagon-fill"),
}

#: Name -> (pixels at 100 %, weight).
FONTS: dict[str, tuple[int, str]] = {
    "Body": (13, "normal"),
    "Strong": (13, "bold"),
    "Small": (11, "normal"),
    "Head": (15, "bold"),
    "Name": (22, "bold"),
    "Sentence": (18, "normal"),
    "Receipt": (20, "bold"),
    "Banner": (13, "bold"),
}


def prepare() -> None:
    """Declare the theme; call before the window is made."""
    tkb.Theme(
        name="counter",
        primary=ACCENT,
        success="#1b6e3f",
        info="#0f6f86",
        warning="#b26a00",
        danger="#b3261e",
        neutral=MUTED,
        light={"background": CARD, "foreground": TEXT},
    ).register()


class Look:
    """Fonts, icons and sizes of one live window."""

    def __init__(self, root: tk.Tk) -> None:
        self.scale = max(1.0, float(root.tk.call("tk", "scaling")) / (96 / 72))
        self._icons: dict[tuple[str, int, str], Any] = {}
        present = set(tkfont.families(root))
        self.family = next((f for f in FAMILIES if f in present), "TkDefaultFont")
        self._make_fonts(root)
        self._make_styles()

    def px(self, size: int) -> int:
        """Scale a size in pixels at 100 %."""
        return round(size * self.scale)

    def icon(self, name: str, color: str, size: int = 16) -> Any:
        """Return a cached icon image."""
        key = (name, size, color)
        if key not in self._icons:
            self._icons[key] = tkb.Icon(name, size, color)
        return self._icons[key]

    def _make_fonts(self, root: tk.Tk) -> None:
        for name, (size, weight) in FONTS.items():
            made = tkfont.Font(
                root=root,
                name=name,
                exists=name in tkfont.names(root),
                family=self.family,
                size=-self.px(size),
                weight="bold" if weight == "bold" else "normal",
            )
            made.delete_font = False  # lives as long as the window
        for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkTooltipFont"):
            tkfont.nametofont(name, root).configure(
                family=self.family, size=-self.px(13)
            )
        tkfont.nametofont("TkHeadingFont", root).configure(
            family=self.family, size=-self.px(13), weight="bold"
        )

    def _make_styles(self) -> None:
        style = tkb.Style()
        pad = (self.px(12), self.px(6))
        for name in ("TButton", "primary.TButton", "danger.TButton"):
            style.configure(name, padding=pad, font="Body")
        style.configure("Treeview", rowheight=self.px(30), font="Body", borderwidth=0)
        style.configure("Treeview", bordercolor=CARD, lightcolor=CARD, darkcolor=CARD)
        flat = [("focus", CARD), ("!focus", CARD)]
        style.map("Treeview", background=[("selected", CHOSEN)], bordercolor=flat)
        style.map("Treeview", foreground=[("selected", TEXT)], lightcolor=flat)
        style.configure("Treeview.Heading", font="Strong", padding=self.px(6))
        for name in ("TEntry", "TCombobox"):
            style.configure(name, padding=(self.px(8), self.px(5)))
