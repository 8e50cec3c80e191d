"""业务受理回执 on an 80 mm roll: the facts of the A5 receipt, one below the other.

The paper is as long as its text. 72 mm is what the heads of such printers reach; they
know black only, so that the effect stands in a frame with its word, not in colour.
"""

from __future__ import annotations

from functools import partial

from printing import mac
from printing.content import ReceiptContent
from printing.documents import receipt_notes as told
from printing.fields import FIELDS
from printing.fontset import FontSet
from printing.paper import Align, Box, Color, Ink
from printing.sheet import Sheet
from printing.words import Words

WIDTH = 72.0
_LONGEST = 2000.0  # the first drawing finds out how long the paper is
_MARGIN = 2.5
_QR = 26.0
_BARS = 66.5  # 266 modules of two dots each: such heads have eight dots a millimetre
_TITLE = Ink(12.5, bold=True, leading=16)
_NORMAL = Ink(8.6, leading=11.6)
_STRONG = Ink(8.6, bold=True, leading=11.6)
_SMALL = Ink(7.4, leading=9.8)
_EFFECT = Ink(12, bold=True, leading=15.5)
_FIELDS = (
    *("operations", "holder", "ssn", "card", "old_card", "new_card", "bank"),
    *("validity", "reason", "old_fate", "loss_expires", "promised", "made_at"),
    *("collector", "place", "clerk"),
)


def render(content: ReceiptContent, fonts: FontSet) -> bytes:
    """Return the receipt as PDF; the same facts give the same bytes."""
    words = Words(content.language)
    trial = _drawn(content, fonts, words, _LONGEST)
    return _drawn(content, fonts, words, round(trial.y + 6, 2)).finish()


def _drawn(
    content: ReceiptContent, fonts: FontSet, words: Words, length: float
) -> Sheet:
    size = (WIDTH, length)
    sheet = Sheet(size, fonts, title=content.receipt_no, margin=_MARGIN)
    sheet.limit = length
    sheet.y = 3.0
    _head(sheet, content, words)
    _effect(sheet, content, words)
    _facts(sheet, content, words)
    for part in told.parts_stopped(content, words):
        _pair(sheet, part.name, f"{part.state}  {part.detail}", _STRONG)
    said = partial(_said, sheet, words)
    said("receipt.notes", told.notes(content, words))
    bring = told.bring(content, words)
    said("receipt.bring", (bring,) if bring else ())
    said("receipt.clauses", content.clauses)
    _seal(sheet, content, words)
    return sheet


def _head(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    if content.practice:
        _centered(sheet, words.text("practice.banner"), _STRONG)
        _line(sheet)
    chinese = words.language == "zh_CN"
    _centered(sheet, content.title if chinese else words.text("receipt.title"), _TITLE)
    if not chinese:
        _centered(sheet, content.title, _NORMAL)
    sheet.y += 1.5


def _effect(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    top, width = sheet.y, sheet.width - 4
    sheet.y += 1.2
    _centered(sheet, words.text(f"effect.{content.effect.value}"), _EFFECT)
    moment = words.moment(content.local(content.frozen_at or content.made_at))
    _centered(sheet, words.text("receipt.as_of", moment=moment), _SMALL)
    box = Box(sheet.left + 2, sheet.y, width)
    sheet.y += sheet.paper.block(box, told.effect_sentence(content, words), _SMALL)
    sheet.y += 1.2
    frame = Box(sheet.left, top, sheet.width, sheet.y - top)
    sheet.paper.frame(frame, Color.INK, weight=1.2)
    sheet.y += 2


def _facts(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    for name in _FIELDS:
        value = FIELDS[name].evaluate(content, words)
        if value:
            _pair(sheet, FIELDS[name].label(words), value, _NORMAL)
    sheet.y += 1
    _line(sheet)


def _pair(sheet: Sheet, label: str, value: str, ink: Ink) -> None:
    """Draw label and value in one line where they fit, else one below the other."""
    paper = sheet.paper
    taken = paper.measure(label, _NORMAL) + 3
    room = sheet.width - taken
    paper.text(sheet.left, sheet.y, label, _NORMAL)
    if paper.measure(value, ink) <= room:
        paper.text(sheet.right, sheet.y, value, ink, Align.RIGHT)
        sheet.y += ink.line
        return
    sheet.y += _NORMAL.line
    sheet.y += paper.block(Box(sheet.left + 3, sheet.y, sheet.width - 3), value, ink)


def _said(sheet: Sheet, words: Words, head: str, items: tuple[str, ...]) -> None:
    if not items:
        return
    sheet.y += 1
    sheet.paper.text(sheet.left, sheet.y, words.text(head), _STRONG)
    sheet.y += _STRONG.line
    for item in items:
        sheet.paper.disc(sheet.left + 1, sheet.y + _SMALL.line / 2, 0.4, Color.INK)
        box = Box(sheet.left + 3, sheet.y, sheet.width - 3)
        sheet.y += sheet.paper.block(box, item, _SMALL)


def _seal(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    """Draw what proves the paper: number, bars, QR code, check code."""
    paper, middle = sheet.paper, WIDTH / 2
    sheet.y += 3
    _line(sheet)
    _centered(sheet, FIELDS["receipt_no"].evaluate(content, words), _STRONG)
    bars = Box(middle - _BARS / 2, sheet.y + 1, _BARS, 9)
    paper.barcode(bars, content.receipt_no)
    sheet.y += 13.5
    box = Box(middle - _QR / 2, sheet.y, _QR, _QR)
    paper.qr(box, mac.qr_text(content.receipt_no, content.mac))
    sheet.y += _QR + 3.5
    seal = FIELDS["seal"]
    told_seal = f"{seal.label(words)} {seal.evaluate(content, words)}"
    _centered(sheet, told_seal, _STRONG)
    _centered(sheet, words.text("receipt.hotline", hotline=content.hotline), _SMALL)
    _centered(sheet, words.text("receipt.privacy"), _SMALL)


def _centered(sheet: Sheet, text: str, ink: Ink) -> None:
    for line in sheet.paper.lines(text, sheet.width - 2, ink):
        sheet.paper.text(WIDTH / 2, sheet.y, line, ink, Align.CENTER)
        sheet.y += ink.line


def _line(sheet: Sheet) -> None:
    box = Box(sheet.left, sheet.y, sheet.width)
    sheet.paper.rule(box, Color.INK, weight=0.7)
    sheet.y += 1.4
