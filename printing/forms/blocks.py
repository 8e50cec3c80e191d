"""The parts forms are built from; each draws itself at the sheet's cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from printing.forms.content import FormContent
from printing.forms.fields import FORM_FIELDS
from printing.paper import Align, Box, Color, Ink
from printing.sheet import Sheet
from printing.table import Column, Table, draw_table
from printing.words import Words

LABEL = Ink(7.4, color=Color.SOFT, leading=9.6)
VALUE = Ink(10, leading=13)
HEAD = Ink(10.5, bold=True, color=Color.ACCENT, leading=15)
BODY = Ink(9, leading=12.8)
_GAP = 3.4
_COLUMN_GAP = 6.0
_WRITING = 8.6  # a line for a person's hand


class Block(Protocol):
    """A part of a form."""

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:
        """Draw at the cursor and move it below."""


def heading(sheet: Sheet, name: str, words: Words, room: float = 14.0) -> None:
    """Draw the heading of a block together with what follows it."""
    if not name:
        return
    sheet.need(HEAD.line + room)
    box = Box(sheet.left, sheet.y, sheet.width)
    sheet.y += sheet.paper.block(box, words.text(f"head.{name}"), HEAD)


@dataclass(frozen=True, slots=True)
class Grid:
    """Labelled facts in columns; an empty one is a place to write.

    Attributes:
        names: of fields, row by row.
        columns: how many stand side by side.
        photo: leave the place of a photo (26 × 32 mm) at the right.
    """

    names: tuple[str, ...]
    head: str = ""
    columns: int = 2
    photo: bool = False

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:
        heading(sheet, self.head, words)
        top, width = sheet.y, sheet.width
        if self.photo:
            width -= _PHOTO[0] + _COLUMN_GAP
        cell = (width - _COLUMN_GAP * (self.columns - 1)) / self.columns
        for at in range(0, len(self.names), self.columns):
            row = self.names[at : at + self.columns]
            self._row(sheet, row, cell, (content, words))
        if self.photo:
            _photo(sheet, top, words)
            sheet.y = max(sheet.y, top + _PHOTO[1] + 2)
        sheet.y += _GAP

    def _row(
        self,
        sheet: Sheet,
        names: Sequence[str],
        cell: float,
        said: tuple[FormContent, Words],
    ) -> None:
        content, words = said
        fields = [FORM_FIELDS[name] for name in names]
        values = [one.evaluate(content.values, words) for one in fields]
        lines = [sheet.paper.lines(value, cell, VALUE) for value in values]
        height = max(_WRITING, max(len(some) for some in lines) * VALUE.line + 0.6)
        sheet.need(LABEL.line + height)
        for number, (one, some) in enumerate(zip(fields, lines, strict=True)):
            box = Box(sheet.left + number * (cell + _COLUMN_GAP), sheet.y, cell)
            sheet.paper.text(box.x, box.y + 0.7, one.label(words), LABEL)
            inner = Box(box.x, box.y + 0.7 + LABEL.line, cell)
            sheet.paper.draw_lines(inner, some, VALUE)
            low = Box(box.x, sheet.y + LABEL.line + height, cell)
            sheet.paper.rule(low, Color.SOFT if values[number] else Color.INK)
        sheet.y += LABEL.line + height + 0.4


_PHOTO = (26.0, 32.0)  # GB/T 35275's face, 358 × 441 dots


def _photo(sheet: Sheet, top: float, words: Words) -> None:
    box = Box(sheet.right - _PHOTO[0], top + 1, *_PHOTO)
    sheet.paper.frame(box)
    middle = (box.x + box.width / 2, box.y + box.height / 2 - LABEL.line / 2)
    sheet.paper.text(*middle, words.text("form.photo"), LABEL, Align.CENTER)


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes of which some are ticked: by ``values[field]``, or by hand later."""

    field: str
    area: str
    choices: tuple[str, ...]
    head: str = ""
    columns: int = 4

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:
        heading(sheet, self.head, words)
        said = content.values.get(self.field)
        chosen = set(said) if isinstance(said, list | tuple) else {said}
        cell = sheet.width / self.columns
        for at in range(0, len(self.choices), self.columns):
            sheet.need(6.2)
            for number, choice in enumerate(self.choices[at : at + self.columns]):
                x = sheet.left + number * cell
                square = Box(x, sheet.y + 1.0, 3.4, 3.4)
                sheet.paper.frame(square, Color.INK, weight=0.7)
                if choice in chosen:
                    _tick(sheet, square)
                name = words.text(f"{self.area}.{choice}")
                sheet.paper.text(x + 4.8, sheet.y + 0.4, name, BODY)
            sheet.y += 6.2
        sheet.y += _GAP - 1


def _tick(sheet: Sheet, box: Box) -> None:
    points = ((0.6, 1.8), (1.4, 2.7), (3.1, 0.3))
    sheet.paper.stroke([(box.x + x, box.y + y) for x, y in points], Color.INK, 1.5)


def _policy(content: FormContent, words: Words) -> list[str]:
    """Say in the paper's language what becomes of the old card (R-31)."""
    policy = content.values.get("old_card_policy", "")
    if not policy:
        return []
    return [words.text(f"note.old.{policy}"), words.text("note.old.bank")]


@dataclass(frozen=True, slots=True)
class Texts:
    """Sentences of the catalogue, then the city's own, numbered."""

    names: tuple[str, ...]
    head: str = ""

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:
        said = [words.text(f"terms.{name}") for name in self.names]
        said += content.terms or _policy(content, words)
        heading(sheet, self.head, words)
        for number, sentence in enumerate(said, 1):
            lines = sheet.paper.lines(sentence, sheet.width - 6, BODY)
            sheet.need(len(lines) * BODY.line)
            sheet.paper.text(sheet.left, sheet.y, f"{number}.", BODY)
            box = Box(sheet.left + 6, sheet.y, sheet.width - 6)
            sheet.y += sheet.paper.draw_lines(box, lines, BODY)
        sheet.y += _GAP


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a list: its field, share of the width, alignment."""

    name: str
    share: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of a list, with heads on every page.

    Attributes:
        sums: fields of whole numbers that are added up at the end.
        writing: rows are high enough for a signature.
        alarm: a field that stands out where it is not 0.
        per_page: each page says how many lines it holds.
    """

    columns: tuple[Col, ...]
    sums: tuple[str, ...] = ()
    writing: bool = False
    alarm: str = ""
    head: str = ""
    per_page: bool = False

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:
        heading(sheet, self.head, words)
        table = self.table(content, words)
        if self.writing:
            table = replace(table, air=2.6)
        if self.per_page:
            note = partial(words.text, "form.page_lines")
            table = replace(table, note=lambda n: note(n=n))
        draw_table(sheet, table)
        sheet.y += _GAP

    def table(self, content: FormContent, words: Words) -> Table:
        """Return the lines as texts, for paper and for files."""
        fields = [FORM_FIELDS[column.name] for column in self.columns]
        heads = tuple(
            Column(one.label(words), column.share, column.align)
            for one, column in zip(fields, self.columns, strict=True)
        )
        rows = tuple(
            tuple(one.evaluate(row, words, plain=content.plain) for one in fields)
            for row in content.rows
        )
        return Table(heads, rows, self._foot(content, words), self._alarms(content))

    def _foot(self, content: FormContent, words: Words) -> tuple[str, ...]:
        if not self.sums:
            return ()
        texts = [words.text("report.total")]
        for column in self.columns[1:]:
            values = [row.get(column.name) for row in content.rows]
            total = sum(value for value in values if isinstance(value, int))
            texts.append(str(total) if column.name in self.sums else "")
        return tuple(texts)

    def _alarms(self, content: FormContent) -> frozenset[tuple[int, int]]:
        names = [column.name for column in self.columns]
        if self.alarm not in names:
            return frozenset()
        at = names.index(self.alarm)
        marked = (n for n, row in enumerate(content.rows) if row.get(self.alarm))
        return frozenset((number, at) for number in marked)


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines the list has, in words."""

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:
        text = words.text("form.count", n=len(content.rows))
        box = Box(sheet.left, sheet.y, sheet.width)
        sheet.y += sheet.paper.block(box, text, Ink(BODY.size, bold=True)) + 1.4


@dataclass(frozen=True, slots=True)
class Signs:
    """Boxes for signatures and seals, side by side; they stay on one page."""

    names: tuple[str, ...]
    height: float = 17.0
    per_row: int = 4

    def draw(self, sheet: Sheet, content: FormContent, words: Words) -> None:  # noqa: ARG002 - every block's way
        for at in range(0, len(self.names), self.per_row):
            row = self.names[at : at + self.per_row]
            sheet.need(self.height)
            width = sheet.width / len(row)
            sheet.paper.frame(Box(sheet.left, sheet.y, sheet.width, self.height))
            for number, name in enumerate(row):
                x = sheet.left + number * width
                if number:
                    line = [(x, sheet.y), (x, sheet.y + self.height)]
                    sheet.paper.stroke(line, Color.LINE, 0.5)
                label = words.text(f"sign.{name}")
                sheet.paper.text(x + 2, sheet.y + 1.2, label, LABEL)
            sheet.y += self.height
        sheet.y += _GAP
