"""How this workstation likes its window: look, size, language; nobody's data.

One small file of the data folder (``window.json``) holds it beside the window's
place. It belongs to the machine, not to an operator: it is read before anybody has
logged in.
"""

from __future__ import annotations

import json
import tkinter as tk
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from counter_app.i18n import LANGUAGES
from views.palette import LookName

FILE = "window.json"
SCALES = (100, 125, 150, 175, 200)
T = TypeVar("T")
SYSTEM = 0  # the scale that the system's display settings ask for


@dataclass(frozen=True, slots=True)
class Preferences:
    """What can be chosen.

    Attributes:
        scale: per cent, or :data:`SYSTEM`.
        language: "" where nobody chose: then the configuration's counts.
    """

    look: LookName = LookName.LIGHT
    scale: int = SYSTEM
    language: str = ""


@dataclass(frozen=True, slots=True)
class Liking:
    """How a window looks now, and what its screen allows.

    Attributes:
        percent: the scale in force.
        scales: those at which the window fits its screen.
        language: the language in force.
    """

    chosen: Preferences
    percent: int
    scales: tuple[int, ...]
    language: str


def read(folder: Path) -> Mapping[str, object]:
    """Return what the file says; a missing or broken one says nothing."""
    try:
        stored = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def write(folder: Path, changes: Mapping[str, object]) -> None:
    """Store values beside the others; a full disk must not stop the window."""
    text = json.dumps({**read(folder), **changes}, ensure_ascii=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / (FILE + ".part")
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / FILE)
    except OSError:
        return


def load(folder: Path) -> Preferences:
    """Return the preferences; a value nobody can use is left out."""
    said, chosen = read(folder), Preferences()
    if said.get("look") in list(LookName):
        chosen = replace(chosen, look=LookName(str(said["look"])))
    if said.get("scale") in SCALES:
        chosen = replace(chosen, scale=int(str(said["scale"])))
    if said.get("language") in LANGUAGES:
        chosen = replace(chosen, language=str(said["language"]))
    return chosen


def save(folder: Path, chosen: Preferences) -> None:
    """Remember the preferences."""
    values = {"look": chosen.look.value, "scale": chosen.scale}
    write(folder, {**values, "language": chosen.language})


def system_scale(root: tk.Tk) -> int:
    """Return the step that fits the display's resolution best."""
    percent = float(root.tk.call("tk", "scaling")) / (96 / 72) * 100
    return min(SCALES, key=lambda step: abs(step - percent))


def fitting(screen: tuple[int, int], least: tuple[int, int]) -> tuple[int, ...]:
    """Return the scales at which the window fits a screen; 100 % always counts.

    Args:
        screen: width and height of the screen in pixels.
        least: the smallest window at 100 %.
    """
    return tuple(
        step
        for step in SCALES
        if step == SCALES[0]
        or all(
            have * 100 >= need * step for have, need in zip(screen, least, strict=True)
        )
    )


def following(choices: tuple[T, ...], now: T, way: int = 1) -> T:
    """Return the next of some choices, round and round."""
    here = choices.index(now) if now in choices else 0
    return choices[(here + way) % len(choices)]
