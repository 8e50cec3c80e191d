"""Whole characters in ttk entries: Tk 8.6 counts UTF-16 units.

Without this, BackSpace behind a character beyond the BMP (a rare name) deletes half
of it, and what is left cannot be stored. The bindings replace those of the classes.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

CLASSES = ("TEntry", "TCombobox", "TSpinbox")
_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000
Handler = Callable[[Any], str | None]


def install(root: tk.Tk) -> None:
    """Bind the keys for every entry of this window."""
    handlers: dict[str, Handler] = {
        "<BackSpace>": _back_space,
        "<Delete>": _delete,
        "<Left>": lambda event: _move(event, -1),
        "<Right>": lambda event: _move(event, +1),
    }
    for name in CLASSES:
        for sequence, handler in handlers.items():
            root.bind_class(name, sequence, handler)


def neighbour(text: str, index: int, way: int) -> int:
    """Return the index one whole character to the left (-1) or right (+1).

    Indices count UTF-16 units, as Tk does.
    """
    units = _units(text)
    if way < 0:
        pair = index > 1 and _is_low(units[index - 1]) and _is_high(units[index - 2])
        return max(0, index - (2 if pair else 1))
    pair = index + 1 < len(units) and _is_high(units[index])
    return min(len(units), index + (2 if pair else 1))


def _units(text: str) -> list[int]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)]


def _is_high(unit: int) -> bool:
    return _HIGH <= unit < _LOW


def _is_low(unit: int) -> bool:
    return _LOW <= unit < _END


def _locked(widget: Any) -> bool:
    return bool(widget.instate(["readonly"]) or widget.instate(["disabled"]))


def _back_space(event: Any) -> str | None:
    entry = event.widget
    if _locked(entry):
        return None
    if entry.selection_present():
        entry.delete("sel.first", "sel.last")
        return "break"
    here = entry.index("insert")
    if here:
        entry.delete(neighbour(entry.get(), here, -1), here)
    return "break"


def _delete(event: Any) -> str | None:
    entry = event.widget
    if _locked(entry):
        return None
    if entry.selection_present():
        entry.delete("sel.first", "sel.last")
        return "break"
    here = entry.index("insert")
    entry.delete(here, neighbour(entry.get(), here, +1))
    return "break"


def _move(event: Any, way: int) -> str:
    entry = event.widget
    entry.selection_clear()
    entry.icursor(neighbour(entry.get(), entry.index("insert"), way))
    entry.xview(entry.index("insert"))
    return "break"
