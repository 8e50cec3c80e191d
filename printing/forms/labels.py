"""Box labels: two in a row, to be cut out and glued on (business.md 7.2)."""

from __future__ import annotations

from dataclasses import dataclass

from printing.forms.blocks import LABEL
from printing.forms.content import FormContent, Values
from printing.forms.fields import FORM_FIELDS
from printing.paper import Align, Box, Ink
from printing.sheet import Sheet
from printing.words import Words

_HEIGHT, _GAP, _PAD = 62.0, 4.0, 4.0
_BARS = 11.0
_NUMBER = Ink(20, bold=True, leading=25)
_UNIT = Ink(11, bold=True, leading=14)
_FACT = Ink(9, leading=12)
_MOST_LINES = 2
FACTS = ("day", "span", "ordered", "groups")


@dataclass(frozen=True, slots=True)
class Labels:
    """One label for each row: the box in large letters, bars, what lies in it."""

    columns: int = 2
    names = ("box", "box_no", "unit", *FACTS)

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:
        width = (sheet.width - _GAP * (self.columns - 1)) / self.columns
        for at in range(0, len(content.rows), self.columns):
            sheet.need(_HEIGHT)
            for number, row in enumerate(content.rows[at : at + self.columns]):
                left = sheet.left + number * (width + _GAP)
                _label(sheet, Box(left, sheet.y, width, _HEIGHT), row, words)
            sheet.y += _HEIGHT + _GAP


def _label(sheet: Sheet, box: Box, row: Values, words: Words) -> None:
    paper = sheet.paper
    paper.frame(box)
    inner = Box(box.x + _PAD, box.y + _PAD, box.width - 2 * _PAD)

    def said(name: str) -> str:
        return FORM_FIELDS[name].evaluate(row, words)

    paper.text(inner.x, inner.y, said("box"), _NUMBER)
    paper.text(inner.right, inner.y + 2, said("box_no"), _UNIT, Align.RIGHT)
    y = inner.y + _NUMBER.line + 1
    paper.barcode(Box(inner.x, y, inner.width, _BARS), said("box"))
    y += _BARS + 2
    lines = paper.lines(said("unit"), inner.width, _UNIT)[:_MOST_LINES]
    y += paper.draw_lines(Box(inner.x, y, inner.width), lines, _UNIT)
    head = 17.0
    for name in FACTS:
        paper.text(inner.x, y + 0.5, FORM_FIELDS[name].label(words), LABEL)
        place = Box(inner.x + head, y, inner.width - head)
        lines = paper.lines(said(name), place.width, _FACT)[:_MOST_LINES]
        y += max(paper.draw_lines(place, lines, _FACT), _FACT.line)
