"""Numbered empty forms for a power cut, two on a sheet (business.md 9.1).

What is written by hand is entered afterwards with the form's number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from counter_app.domain.states import Kind
from printing import reading
from printing.fontset import FontSet
from printing.letterhead import LARGE_BAND, backdrop, foot, page_number
from printing.paper import Align, Box, Color, Ink, PageSize, Paper
from printing.reading import Read, read_all
from printing.sheet import Sheet, build
from printing.words import Words

_TITLE = Ink(14, bold=True, leading=19)
_NUMBER = Ink(13, bold=True, color=Color.ACCENT, leading=19)
_LABEL = Ink(8.6, leading=12)
_SMALL = Ink(7.6, color=Color.SOFT, leading=10.5)
_LINES = (
    ("name", "ssn"),
    ("phone", "card_no"),
    ("agent", "agent_id"),
    ("bank", "reason"),
    ("time", "clerk"),
    ("signature", "checker"),
)
_ACTS = (
    Kind.HAND_OUT,
    Kind.LOSS_TEMP,
    Kind.LOSS_FORMAL,
    Kind.LOSS_LIFT,
    Kind.REISSUE_LOST,
    Kind.REPLACE,
)
_ROW = 11.5
_FORM_HEIGHT = 128.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsContent:
    """Numbers of the forms, and whose they are."""

    office_name: str
    numbers: tuple[str, ...]
    practice: bool = False
    language: str = "zh_CN"

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> FormsContent:
        """Check the facts and return them typed.

        Raises:
            PrintError: ``printing.content`` with ``listing``.
        """
        required = frozenset({"office_name", "numbers"})
        return cls(**read_all(content, _READ, required))  # type: ignore[arg-type]  # each was read by its type


_READ: dict[str, Read] = {
    "office_name": reading.text,
    "numbers": reading.each(reading.text),
    "practice": reading.flag,
    "language": reading.text,
}


def render(content: FormsContent, fonts: FontSet) -> bytes:
    """Return the forms as PDF."""
    words = Words(content.language)
    return build(
        partial(Sheet, PageSize.A4, fonts, title=content.numbers[0]),
        partial(_draw, content=content, words=words),
    )


def _draw(sheet: Sheet, content: FormsContent, words: Words) -> None:
    banner = "practice.report" if content.practice else None
    sheet.backdrop = partial(_backdrop, words=words, banner=banner)
    sheet.footer = partial(_footer, content=content, words=words)
    sheet.begin()
    for number in content.numbers:
        sheet.need(_FORM_HEIGHT)
        _form(sheet, number, content, words)


def _backdrop(paper: Paper, words: Words, banner: str | None) -> float:
    return backdrop(paper, LARGE_BAND, words, banner)


def _form(sheet: Sheet, number: str, content: FormsContent, words: Words) -> None:
    paper, top = sheet.paper, sheet.y
    paper.text(sheet.left, top, words.text("forms.title"), _TITLE)
    paper.text(sheet.right, top, f"№ {number}", _NUMBER, Align.RIGHT)
    paper.barcode(Box(sheet.right - 62, top + 8.5, 62, 8), number)
    paper.text(sheet.left, top + 9, content.office_name, _SMALL)
    y = top + 21
    step = sheet.width / 3
    for at, kind in enumerate(_ACTS):
        x = sheet.left + at % 3 * step
        line = y + at // 3 * 8
        paper.frame(Box(x, line, 4, 4), Color.INK, weight=0.7)
        paper.text(x + 6, line, words.text(f"kind.{kind}"), _LABEL)
    y += 19
    for left, right in _LINES:
        for at, name in enumerate((left, right)):
            x = sheet.left + at * (sheet.width / 2 + 2)
            width = sheet.width / 2 - 2
            paper.text(x, y + 3, words.text(f"forms.{name}"), _LABEL)
            paper.rule(Box(x + 26, y + 8, width - 26), Color.INK, weight=0.5)
        y += _ROW
    paper.text(sheet.left, y + 2, words.text("forms.later"), _SMALL)
    sheet.y = top + _FORM_HEIGHT + 6


def _footer(
    paper: Paper, page: int, pages: int, *, content: FormsContent, words: Words
) -> None:
    foot(paper, content.office_name, page_number(words, page, pages), _SMALL)
