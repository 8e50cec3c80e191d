"""Draws any form of the registry: head, blocks, foot; one way for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from printing import mac
from printing.fields import groups_of_four
from printing.fontset import FontSet
from printing.forms.content import FormContent
from printing.forms.registry import Form
from printing.letterhead import LARGE_BAND, SMALL_BAND, backdrop, foot, page_number
from printing.paper import Align, Box, Color, Ink, PageSize, Paper
from printing.sheet import Sheet, build
from printing.words import Words

_TITLE = Ink(16.5, bold=True, leading=22)
_SUB = Ink(9, color=Color.SOFT)
_NUMBER = Ink(10, bold=True)
_QR = 21.0
_BARS = 76.0
_QUIET = 3.0


def render(form: Form, contents: Sequence[FormContent], fonts: FontSet) -> bytes:
    """Return one form, or several behind each other, as one PDF.

    The same facts give the same bytes.

    Raises:
        PrintError: ``printing.content`` with ``listing``: a field that is not
            understood.
    """
    first = contents[0]
    title = first.number or f"{form.name} {first.made_here():%Y-%m-%d}"
    return build(
        partial(Sheet, form.size, fonts, title=title),
        partial(_draw, form=form, contents=contents),
    )


def _draw(sheet: Sheet, form: Form, contents: Sequence[FormContent]) -> None:
    pages = _Pages(form)
    sheet.backdrop = pages.backdrop
    sheet.footer = pages.foot
    for content in contents:
        words = pages.take(content)
        if pages.drawn:
            sheet.paper.turn()
        sheet.begin()
        _head(sheet, form, content, words)
        for block in form.blocks:
            block.draw(sheet, content, words)


class _Pages:
    """What stands on every page; each form of a set counts its own pages."""

    def __init__(self, form: Form) -> None:
        self._band = SMALL_BAND if form.size is PageSize.A5 else LARGE_BAND
        self._now: FormContent | None = None
        self.drawn: list[FormContent] = []  # whose page each page is

    def take(self, content: FormContent) -> Words:
        """The next pages belong to this form."""
        self._now = content
        return Words(content.language)

    def backdrop(self, paper: Paper) -> float:
        content = self._now
        if content is None:
            raise ValueError("take")
        self.drawn.append(content)
        banner = "practice.form" if content.practice else None
        return backdrop(paper, self._band, Words(content.language), banner)

    def foot(self, paper: Paper, page: int, pages: int) -> None:  # noqa: ARG002 - the sheet's way
        content = self.drawn[page - 1]
        words = Words(content.language)
        made = words.text("report.made", moment=words.moment(content.made_here()))
        parts = (content.place(), content.number, made)
        mine = [n for n, one in enumerate(self.drawn, 1) if one is content]
        number = page_number(words, page - mine[0] + 1, len(mine))
        foot(paper, " · ".join(part for part in parts if part), number)


def _head(sheet: Sheet, form: Form, content: FormContent, words: Words) -> None:
    own = words.text(f"form.{form.name}")
    foreign = words.language != "zh_CN"
    title = own if foreign or not content.title else content.title
    place = content.place()
    if foreign and content.title:
        place = f"{content.title} · {place}"
    if form.numbered and content.number:
        _numbered(sheet, (title, place), content, words)
        return
    sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, sheet.width), title, _TITLE)
    made = words.moment(content.made_here())
    if content.maker:
        made = f"{words.text('report.maker', name=content.maker)} · {made}"
    sheet.paper.text(sheet.right, sheet.y, made, _SUB, Align.RIGHT)
    sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, sheet.width / 2), place, _SUB)
    sheet.y += 3


def _numbered(
    sheet: Sheet, said: tuple[str, str], content: FormContent, words: Words
) -> None:
    """Draw title, number and bars at the left, QR and check code at the right."""
    paper, top = sheet.paper, sheet.y
    box = Box(sheet.left, top, sheet.width - _QR - 8)
    y = top + paper.block(box, said[0], _TITLE)
    y += paper.block(Box(box.x, y, box.width), said[1], _SUB) + 1
    label = words.text("form.number", number=content.number)
    paper.text(box.x, y, label, _NUMBER)
    y += _NUMBER.line + 0.6
    paper.barcode(Box(box.x, y, _BARS, 6), content.number)
    square = Box(sheet.right - _QR, top + 0.6, _QR, _QR)
    paper.qr(square, mac.qr_text(content.number, content.mac))
    seal = Ink(7.4, bold=True)
    middle = square.x + _QR / 2
    low = square.bottom + _QUIET
    paper.text(middle, low, groups_of_four(content.mac), seal, Align.CENTER)
    sheet.y = max(y + 6, low + seal.line) + 3
