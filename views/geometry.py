"""Remembers size and place of the window between days."""

from __future__ import annotations

import json
import re
import tkinter as tk
from pathlib import Path

MIN_SIZE = (1100, 680)
DEFAULT_SIZE = (1366, 768)
FRAME = 40  # what a window manager's frame may need of the height
_SHAPE = re.compile(r"^(\d+)x(\d+)([+-]\d+)([+-]\d+)$")


def restore(root: tk.Tk, folder: Path, size: tuple[int, int] | None) -> None:
    """Give the window its last place, or the default size at the top left."""
    screen = (root.winfo_screenwidth(), root.winfo_screenheight())
    width, height = size or DEFAULT_SIZE
    place = (0, 0)
    saved = None if size else _read(folder)
    if saved is not None:
        width, height, *at = saved
        inside = 0 <= at[0] < screen[0] - 100 and 0 <= at[1] < screen[1] - 100
        place = (at[0], at[1]) if inside else (0, 0)
    fills = width >= screen[0] or height >= screen[1] - FRAME
    width, height = min(width, screen[0]), min(height, screen[1])
    root.minsize(min(MIN_SIZE[0], screen[0]), min(MIN_SIZE[1], screen[1]))
    root.geometry(f"{width}x{height}+{place[0]}+{place[1]}")
    if fills and size is None:
        _fill_screen(root)


def remember(root: tk.Tk, folder: Path) -> None:
    """Store size and place; a full disk must not keep the window from closing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"geometry": root.geometry()})
        _path(folder).write_text(text, encoding="utf-8")
    except OSError:
        return


def _fill_screen(root: tk.Tk) -> None:
    """Let the window manager fit the window between its frame and the task bar."""
    if root.tk.call("tk", "windowingsystem") == "x11":
        root.attributes("-zoomed", True)  # noqa: FBT003 - Tk's own form
    else:
        root.state("zoomed")


def _path(folder: Path) -> Path:
    return folder / "window.json"


def _read(folder: Path) -> tuple[int, int, int, int] | None:
    try:
        stored = json.loads(_path(folder).read_text(encoding="utf-8"))
        found = _SHAPE.match(str(stored["geometry"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if found is None:
        return None
    width, height, left, top = (int(part) for part in found.groups())
    return width, height, left, top
