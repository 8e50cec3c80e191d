"""Bar charts drawn on a sheet, for figures that a look takes in faster (9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printing.paper import Align, Box, Color, Ink
from printing.sheet import Sheet

_LABEL = Ink(7.2, color=Color.SOFT, leading=9.5)
_NUMBER = Ink(7.6, bold=True, leading=9.5)
_HEIGHT = 26.0
_WIDEST = 16.0
_LINES = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, and its parts from the bottom up with their colours."""

    label: str
    parts: tuple[tuple[int, str], ...]

    @property
    def total(self) -> int:
        """The height of the bar in units."""
        return sum(size for size, _ in self.parts)


def draw_bars(sheet: Sheet, bars: Sequence[Bar]) -> None:
    """Draw bars side by side at the cursor.

    A label that is wider than its place stands in two lines; where that is not enough
    labels thin out.
    """
    highest = max(bar.total for bar in bars)
    step = sheet.width / len(bars)
    width = min(step * 0.62, _WIDEST)
    bottom = sheet.y + _NUMBER.line + _HEIGHT
    paper = sheet.paper
    labels = [paper.lines(bar.label, max(step - 1.5, 1.0), _LABEL) for bar in bars]
    every = 1 if max(map(len, labels)) <= _LINES else _every(sheet, bars, step)
    for number, bar in enumerate(bars):
        middle = sheet.left + (number + 0.5) * step
        top = bottom
        for size, color in bar.parts:
            height = _HEIGHT * size / highest if highest else 0.0
            if height:
                top -= height
                paper.area(Box(middle - width / 2, top, width, height), color)
        if bar.total and step > 5:  # noqa: PLR2004 - millimetres a figure needs
            above = top - _NUMBER.line
            paper.text(middle, above, str(bar.total), _NUMBER, Align.CENTER)
        if number % every == 0:
            said = labels[number] if every == 1 else (bar.label,)
            for at, line in enumerate(said):
                low = bottom + 0.8 + at * _LABEL.line
                paper.text(middle, low, line, _LABEL, Align.CENTER)
    paper.rule(Box(sheet.left, bottom, sheet.width), Color.SOFT, weight=0.6)
    deep = max(map(len, labels)) if every == 1 else 1
    sheet.y = bottom + deep * _LABEL.line + 1.2


def _every(sheet: Sheet, bars: Sequence[Bar], step: float) -> int:
    widest = max(sheet.paper.measure(bar.label, _LABEL) for bar in bars) + 1.5
    every = 1
    while every * step < widest:
        every += 1
    return every
