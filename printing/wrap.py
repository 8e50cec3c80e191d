"""Line breaking for Chinese and Latin text on one line grid.

Between ideographs a line may end anywhere, Latin words and numbers stay whole, and
closing marks never open a line (GB/T 15834, 5.1). A word wider than the column is cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], float]

_NOT_FIRST = frozenset("，。、；：？！）》」』】〕”’…—·,.;:?!)]}%°")
_NOT_LAST = frozenset("（《「『【〔“‘([{")


def wrap(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Return the lines of ``text`` in a column ``width`` points wide."""
    lines: list[str] = []
    line = ""
    for atom in _atoms(text):
        if not line or measure((line + atom).rstrip()) <= width:
            line += atom
        else:
            lines.append(line.rstrip())
            line = atom.lstrip()
        while measure(line.rstrip()) > width:
            fit = _fitting(line, width, measure)
            if fit >= len(line.rstrip()):
                break
            lines.append(line[:fit])
            line = line[fit:]
    return (*lines, line.rstrip()) if line.strip() or not lines else tuple(lines)


def _fitting(text: str, width: float, measure: Measure) -> int:
    """Return how many characters fit, at least one."""
    fit = 1
    while fit < len(text) and measure(text[: fit + 1]) <= width:
        fit += 1
    return fit


def _atoms(text: str) -> Iterator[str]:
    """Yield the pieces a line may end after."""
    atom = ""
    for char in text:
        if atom and _may_break(atom[-1], char):
            yield atom
            atom = ""
        atom += char
    if atom:
        yield atom


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST or after == " ":
        return False
    if unicodedata.combining(after) or unicodedata.category(after) == "Mn":
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}
