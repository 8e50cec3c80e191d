"""Tables that flow over pages: aligned columns, repeated heads, sums at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from printing.paper import Align, Box, Color, Ink
from printing.sheet import Sheet

_HEAD = Ink(7.8, bold=True, color=Color.SOFT, leading=10.5)
_CELL = Ink(8.6, leading=10.6)
_SUM = replace(_CELL, bold=True)
_ALARM = replace(_SUM, color=Color.RED)
_PAD = 1.5
_AIR = 0.7
_NOTE = 6.0  # height of the note at the foot of a page


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and its alignment."""

    head: str
    share: float = 1.0
    align: Align = Align.RIGHT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts below columns.

    Attributes:
        foot: the row of sums.
        alarms: cells that hold ``row, column`` something to be explained.
        air: millimetres above and below the text of a row.
        note: says at the foot of each page how many rows it holds.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    alarms: frozenset[tuple[int, int]] = frozenset()
    air: float = _AIR
    note: Callable[[int], str] | None = None


def draw_table(sheet: Sheet, table: Table) -> None:
    """Draw a table at the cursor; its head comes again on every page."""
    drawing = _Drawing(sheet, table)
    before = sheet.turned, sheet.limit
    if table.note is not None:
        sheet.turned, sheet.limit = drawing.noted, sheet.limit - _NOTE
    drawing.head()
    for number, row in enumerate(table.rows):
        drawing.body(number, row)
    if table.foot:
        drawing.foot()
    sheet.paper.rule(Box(sheet.left, sheet.y, sheet.width), Color.SOFT, weight=0.6)
    sheet.turned, sheet.limit = before
    if table.note is not None:
        drawing.noted(sheet)
        sheet.y += _NOTE


Lines = list[tuple[str, ...]]  # a row, each cell broken into lines


class _Drawing:
    """One table on its way down the sheet."""

    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet = sheet
        self.table = table
        unit = sheet.width / sum(column.share for column in table.columns)
        self.widths = [column.share * unit for column in table.columns]
        self.on_page = 0

    def head(self) -> None:
        broken = self._broken([column.head for column in self.table.columns], _HEAD)
        sheet, height = self.sheet, self._height(broken, _HEAD)
        sheet.need(height)
        sheet.paper.area(Box(sheet.left, sheet.y, sheet.width, height), Color.WASH)
        self._cells(broken, [_HEAD] * len(broken))

    def body(self, number: int, row: Sequence[str]) -> None:
        broken = self._broken(row, _CELL)
        air = self.table.air
        if self.sheet.need(self._height(broken, _CELL, air)):
            self.head()
        self._rule(Color.LINE, 0.4)
        self.on_page += 1
        marked = [(number, at) in self.table.alarms for at in range(len(row))]
        self._cells(broken, [_ALARM if alarm else _CELL for alarm in marked], air)

    def noted(self, sheet: Sheet) -> None:
        """Say below the last row how many rows this page holds."""
        if self.table.note is not None:
            note = self.table.note(self.on_page)
            sheet.paper.text(sheet.left + _PAD, sheet.y + 0.8, note, _SUM)
        self.on_page = 0

    def foot(self) -> None:
        broken = self._broken(self.table.foot, _SUM)
        if self.sheet.need(self._height(broken, _SUM)):
            self.head()
        self._rule(Color.INK, 0.7)
        self._cells(broken, [_SUM] * len(broken))

    def _rule(self, color: str, weight: float) -> None:
        box = Box(self.sheet.left, self.sheet.y, self.sheet.width)
        self.sheet.paper.rule(box, color, weight=weight)

    def _broken(self, cells: Sequence[str], ink: Ink) -> Lines:
        return [
            self.sheet.paper.lines(text, width - 2 * _PAD, ink)
            for width, text in zip(self.widths, cells, strict=True)
        ]

    @staticmethod
    def _height(broken: Lines, ink: Ink, air: float = _AIR) -> float:
        return max(len(lines) for lines in broken) * ink.line + 2 * air

    def _cells(self, broken: Lines, inks: Sequence[Ink], air: float = _AIR) -> None:
        x = self.sheet.left
        cells = zip(self.table.columns, self.widths, broken, inks, strict=True)
        for column, width, lines, ink in cells:
            edge = x + _PAD + (width - 2 * _PAD) * column.align.value
            for number, line in enumerate(lines):
                top = self.sheet.y + air + number * ink.line
                self.sheet.paper.text(edge, top, line, ink, column.align)
            x += width
        self.sheet.y += self._height(broken, inks[0], air)
