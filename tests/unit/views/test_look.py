"""Palettes, sizes and places of the window: arithmetic without a window."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views import preferences
from views.geometry import MIN_SIZE, Area
from views.palette import PALETTES, LookName, Palette
from views.preferences import SCALES, Preferences, fitting, following

WANTED = {LookName.LIGHT: 4.5, LookName.DARK: 4.5, LookName.CONTRAST: 7.0}
ICONS = 3.0  # of signs that a word stands beside, and of what cannot be used


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(look: Palette) -> list[tuple[str, str, str]]:
    """Return every text with its ground, as the window puts them together."""
    grounds = {"page": look.page, "card": look.card, "field": look.field}
    grounds |= {"chosen": look.chosen, "soft": look.muted_soft, "tip": look.tip}
    found = [(f"text on {n}", look.text, g) for n, g in grounds.items()]
    found += [
        (f"muted on {n}", look.muted, grounds[n]) for n in ("page", "card", "soft")
    ]
    found += [(f"{t} on soft", ink.fg, ink.soft) for t, ink in look.inks.items()]
    found += [(f"{t} on card", ink.fg, look.card) for t, ink in look.inks.items()]
    return [
        *found,
        ("button", look.on_accent, look.accent),
        ("title", look.title_fg, look.title_bg),
        ("title, second", look.title_muted, look.title_bg),
        ("practice", look.practice_fg, look.practice_bg),
        ("practice on soft", look.practice_text, look.practice_soft),
        ("practice on card", look.practice_text, look.card),
    ]


@pytest.mark.parametrize("name", list(LookName))
def test_every_text_stands_out(name: LookName) -> None:
    """4.5 in light and dark, 7 in high contrast: text, badges, buttons, selection."""
    faults = {
        what: round(contrast(fg, bg), 2)
        for what, fg, bg in pairs(PALETTES[name])
        if contrast(fg, bg) < WANTED[name]
    }
    assert faults == {}


@pytest.mark.parametrize("name", list(LookName))
def test_signs_and_disabled_words_can_be_seen(name: LookName) -> None:
    """What cannot be used is faint, and still there to be read."""
    look = PALETTES[name]
    for ground in (look.card, look.field):
        assert contrast(look.faint, ground) >= ICONS, ground
        assert contrast(look.edge, ground) >= ICONS, ground
    for ink in look.inks.values():
        assert contrast(ink.fg, look.card) >= ICONS


def test_preferences_are_kept_beside_the_place(tmp_path: Path) -> None:
    """Look, size and language survive; the window's place stays in the file."""
    preferences.write(tmp_path, {"geometry": "1366x768+0+0"})
    chosen = Preferences(LookName.DARK, 150, "en")
    preferences.save(tmp_path, chosen)
    assert preferences.load(tmp_path) == chosen
    assert preferences.read(tmp_path)["geometry"] == "1366x768+0+0"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"look": "pink", "scale": 5, "language": 3}', "\x00"]
)
def test_a_broken_file_is_no_obstacle(tmp_path: Path, text: str) -> None:
    """Whatever stands there, the window opens as on its first day."""
    (tmp_path / preferences.FILE).write_text(text, encoding="utf-8")
    assert preferences.load(tmp_path) == Preferences()


def test_only_scales_that_fit_are_offered() -> None:
    """A page must never be larger than its screen; 100 % always counts."""
    assert fitting((1366, 768), MIN_SIZE) == (100,)
    assert fitting((1920, 1080), MIN_SIZE) == (100, 125, 150)
    assert fitting((2732, 1536), MIN_SIZE) == SCALES
    assert fitting((800, 600), MIN_SIZE) == (100,)


def test_looks_go_round() -> None:
    """Ctrl+L three times is the look from before."""
    looks = tuple(LookName)
    now = looks[0]
    for _ in looks:
        now = following(looks, now)
    assert now is looks[0]


numbers = st.integers(-5000, 5000)
sizes = st.integers(1, 6000)


areas = st.builds(Area, numbers, numbers, sizes, sizes)


@given(areas, areas)
def test_the_window_never_opens_out_of_sight(desktop: Area, window: Area) -> None:
    """A monitor that is gone, a smaller screen: all of the window can be seen."""
    placed = window.inside(desktop)
    assert desktop.left <= placed.left
    assert desktop.top <= placed.top
    assert placed.left + placed.width <= desktop.left + desktop.width
    assert placed.top + placed.height <= desktop.top + desktop.height
    assert window.inside(window) == window
