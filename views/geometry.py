"""Remembers size and place of the window between days."""

from __future__ import annotations

import re
import tkinter as tk
from dataclasses import dataclass
from pathlib import Path

from views import preferences

MIN_SIZE = (1100, 680)
DEFAULT_SIZE = (1366, 768)
FRAME = 40  # what a window manager's frame may need of the height
_SHAPE = re.compile(r"^(\d+)x(\d+)\+(-?\d+)\+(-?\d+)$")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the desktop: all monitors, or the window."""

    left: int
    top: int
    width: int
    height: int

    def inside(self, area: Area) -> Area:
        """Return this rectangle moved and cut so that all of it lies in ``area``.

        A second monitor that is not there any more must not keep the window.
        """
        width, height = min(self.width, area.width), min(self.height, area.height)
        most = (area.left + area.width - width, area.top + area.height - height)
        left = min(max(self.left, area.left), most[0])
        return Area(left, min(max(self.top, area.top), most[1]), width, height)


def restore(
    root: tk.Tk, folder: Path, size: tuple[int, int] | None, scale: float = 1.0
) -> None:
    """Give the window its last place, or the default size at the top left."""
    desktop = desktop_of(root)
    width, height = size or (round(DEFAULT_SIZE[0] * scale), DEFAULT_SIZE[1])
    wanted = Area(0, 0, width, height if size else round(height * scale))
    stored = {} if size else preferences.read(folder)
    saved = _parsed(str(stored.get("geometry", "")))
    fills = (saved or wanted).width >= root.winfo_screenwidth() or (
        (saved or wanted).height >= root.winfo_screenheight() - FRAME
    )
    place = (saved or wanted).inside(desktop)
    least = [round(side * scale) for side in MIN_SIZE]
    root.minsize(min(least[0], desktop.width), min(least[1], desktop.height))
    root.geometry(f"{place.width}x{place.height}+{place.left}+{place.top}")
    if size is None and stored.get("zoomed", fills):
        _fill_screen(root)


def remember(root: tk.Tk, folder: Path) -> None:
    """Store size, place, and whether the window fills its screen."""
    values = {"geometry": root.geometry(), "zoomed": _fills(root)}
    preferences.write(folder, values)


def make_room(root: tk.Tk, scale: float) -> None:
    """Let the window be as large as a new scale needs, inside the desktop."""
    desktop = desktop_of(root)
    least = [round(side * scale) for side in MIN_SIZE]
    width, height = min(least[0], desktop.width), min(least[1], desktop.height)
    root.minsize(width, height)
    now = Area(
        root.winfo_x(),
        root.winfo_y(),
        max(root.winfo_width(), width),
        max(root.winfo_height(), height),
    )
    if (now.width, now.height) != (root.winfo_width(), root.winfo_height()):
        place = now.inside(desktop)
        root.geometry(f"{place.width}x{place.height}+{place.left}+{place.top}")


def desktop_of(root: tk.Tk) -> Area:
    """Return the area of all monitors together."""
    return Area(
        root.winfo_vrootx(),
        root.winfo_vrooty(),
        root.winfo_vrootwidth() or root.winfo_screenwidth(),
        root.winfo_vrootheight() or root.winfo_screenheight(),
    )


def _fills(root: tk.Tk) -> bool:
    if root.tk.call("tk", "windowingsystem") == "x11":
        return bool(int(str(root.attributes("-zoomed"))))
    return root.state() == "zoomed"


def _fill_screen(root: tk.Tk) -> None:
    """Let the window manager fit the window between its frame and the task bar."""
    if root.tk.call("tk", "windowingsystem") == "x11":
        root.attributes("-zoomed", True)  # noqa: FBT003 - Tk's own form
    else:
        root.state("zoomed")


def _parsed(geometry: str) -> Area | None:
    found = _SHAPE.match(geometry)
    if found is None:
        return None
    width, height, left, top = (int(part) for part in found.groups())
    return Area(left, top, width, height)
