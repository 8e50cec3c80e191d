"""业务受理回执, A5: the paper a citizen takes home (business.md 9.1).

Read from top to bottom it answers: what is this, did it work, about whom, what is
stopped, what must I do. The effect stands in a coloured band with a sign and a word,
so that it reads in black and white as well.
"""

from __future__ import annotations

from functools import partial

from printing import mac
from printing.content import FIRST_LAYOUT, ReceiptContent
from printing.documents import receipt_notes as told
from printing.documents.signs import EFFECT_LOOKS, draw_sign
from printing.fields import FIELDS, Field
from printing.fontset import FontSet
from printing.letterhead import SMALL, SMALL_BAND, backdrop, foot, page_number
from printing.paper import Align, Box, Color, Ink, PageSize, Paper
from printing.sheet import Sheet, build
from printing.words import Words

QR_SIDE = 25.0
_BARS = 84.0  # 0.27 mm a module, which hand scanners read without trouble
_QUIET = 3.6  # four modules of empty paper around the code (ISO/IEC 18004, 9.1)
_GAP = 3.2
_COLUMN_GAP = 6.0
_ROWS = (
    ("holder", "ssn"),
    ("card", "old_card", "new_card"),
    ("bank", "validity", "reason", "old_fate", "loss_expires", "promised"),
    ("made_at", "collector", "clerk"),
)
_TITLE = Ink(16.5, bold=True, leading=22)
_SUBTITLE = Ink(9, color=Color.SOFT)
_NUMBER = Ink(11.2, bold=True)
_LABEL = Ink(6.7, color=Color.SOFT, leading=8.6)
_VALUE = Ink(9.3, leading=12)
_HEAD = Ink(8.2, bold=True, color=Color.ACCENT, leading=12)
_BODY = Ink(8, leading=11.2)


def render(content: ReceiptContent, fonts: FontSet) -> bytes:
    """Return the receipt as PDF; the same facts give the same bytes."""
    words = Words(content.language)
    title = content.receipt_no
    archival = content.layout != FIRST_LAYOUT
    return build(
        partial(Sheet, PageSize.A5, fonts, title=title, archival=archival),
        partial(_draw, content=content, words=words),
    )


def _draw(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    if content.layout != FIRST_LAYOUT:
        sheet.footer = partial(_footer, content=content, words=words)
    sheet.backdrop = partial(_backdrop, content=content, words=words)
    sheet.begin()
    _header(sheet, content, words)
    _effect(sheet, content, words)
    _facts(sheet, content, words)
    _parts(sheet, content, words)
    sheet.listed(words.text("receipt.notes"), told.notes(content, words), _HEAD, _BODY)
    _bring(sheet, content, words)
    sheet.listed(words.text("receipt.clauses"), content.clauses, _HEAD, SMALL)
    _signatures(sheet, words)


def _backdrop(paper: Paper, content: ReceiptContent, words: Words) -> float:
    """Draw what lies under every page; return where its text may start."""
    banner = "practice.banner" if content.practice else None
    start = backdrop(paper, SMALL_BAND, words, banner)
    if content.layout == FIRST_LAYOUT:
        _footer(paper, 1, 1, content=content, words=words)
    return start


def _header(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    paper, top = sheet.paper, sheet.y
    box = Box(sheet.left, top, sheet.width - QR_SIDE - 6)
    own_title = words.text("receipt.title")
    foreign = words.language != "zh_CN"
    y = top + paper.block(box, own_title if foreign else content.title, _TITLE)
    place = FIELDS["place"].evaluate(content, words)
    if foreign:
        place = f"{content.title} · {place}"
    y += paper.block(Box(box.x, y, box.width), place, _SUBTITLE) + 2.4
    y = _labelled(paper, Box(box.x, y, box.width), FIELDS["operations"], content) + 1.2
    y = _labelled(paper, Box(box.x, y, box.width), FIELDS["receipt_no"], content)
    if content.layout != FIRST_LAYOUT:
        paper.barcode(Box(box.x, y + 1.0, _BARS, 6.0), content.receipt_no)
        y += 1.0 + 6.0
    end = max(y, _seal(sheet, content, words) + top)
    sheet.y = end + _GAP


def _labelled(paper: Paper, box: Box, field: Field, content: ReceiptContent) -> float:
    words = Words(content.language)
    paper.text(box.x, box.y, field.label(words), _LABEL)
    top = Box(box.x, box.y + _LABEL.line, box.width)
    return top.y + paper.block(top, field.evaluate(content, words), _NUMBER)


def _seal(sheet: Sheet, content: ReceiptContent, words: Words) -> float:
    """Draw QR code and check code at the right; return their height."""
    paper = sheet.paper
    box = Box(sheet.right - QR_SIDE, sheet.y + 0.6, QR_SIDE, QR_SIDE)
    paper.qr(box, mac.qr_text(content.receipt_no, content.mac))
    middle, y = box.x + box.width / 2, box.bottom + _QUIET
    seal = FIELDS["seal"].evaluate(content, words)
    code = Ink(8, bold=True)
    paper.text(middle, y, seal, code, Align.CENTER)
    hint = words.text("receipt.scan")
    paper.text(middle, y + code.line, hint, SMALL, Align.CENTER)
    return y + code.line + SMALL.line - sheet.y


def _effect(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    look = EFFECT_LOOKS[content.effect]
    paper = sheet.paper
    word = Ink(13.2, bold=True, color=look.color, leading=18)
    lead = 14.0
    width = sheet.width - lead - 4
    lines = paper.lines(told.effect_sentence(content, words), width, _BODY)
    height = word.line + len(lines) * _BODY.line + 5.2
    sheet.need(height)
    box = Box(sheet.left, sheet.y, sheet.width, height)
    paper.area(box, look.wash, radius=1.6)
    paper.area(Box(box.x, box.y, 1.6, height), look.color)
    draw_sign(paper, look, (box.x + 7.8, box.y + 2.4 + word.line / 2))
    x, y = box.x + lead, box.y + 2.4
    paper.text(x, y, words.text(f"effect.{content.effect.value}"), word)
    moment = words.moment(content.local(content.frozen_at or content.made_at))
    as_of = words.text("receipt.as_of", moment=moment)
    stamp = Ink(6.8, color=look.color)
    offset = (word.line - stamp.line) / 2 + 0.5
    paper.text(box.right - 3, y + offset, as_of, stamp, Align.RIGHT)
    paper.draw_lines(Box(x, y + word.line, width), lines, _BODY)
    sheet.y = box.bottom + _GAP


def _facts(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    """Draw the facts in two columns, row by row, so that both columns align."""
    shown = [
        (FIELDS[name].label(words), value)
        for row in _ROWS
        for name in row
        if (value := FIELDS[name].evaluate(content, words))
    ]
    column = (sheet.width - _COLUMN_GAP) / 2
    for at in range(0, len(shown), 2):
        pair = [
            (label, sheet.paper.lines(value, column, _VALUE))
            for label, value in shown[at : at + 2]
        ]
        height = _LABEL.line + max(len(lines) for _, lines in pair) * _VALUE.line
        sheet.need(height + 1.6)
        sheet.paper.rule(Box(sheet.left, sheet.y, sheet.width))
        for number, (label, lines) in enumerate(pair):
            x = sheet.left + number * (column + _COLUMN_GAP)
            sheet.paper.text(x, sheet.y + 0.8, label, _LABEL)
            top = Box(x, sheet.y + 0.8 + _LABEL.line, column)
            sheet.paper.draw_lines(top, lines, _VALUE)
        sheet.y += height + 1.5
    sheet.paper.rule(Box(sheet.left, sheet.y, sheet.width))
    sheet.y += _GAP


def _parts(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    parts = told.parts_stopped(content, words)
    if not parts:
        return
    width = (sheet.width - 3) / 2
    state = Ink(9.4, bold=True, leading=13)
    inner = width - 6
    states = [sheet.paper.lines(part.state, inner, state) for part in parts]
    details = [sheet.paper.lines(part.detail, inner, _BODY) for part in parts]
    height = _LABEL.line + 3.2 + max(len(lines) for lines in states) * state.line
    height += max(len(lines) for lines in details) * _BODY.line
    sheet.need(height)
    for number, part in enumerate(parts):
        color = Color.GREEN if part.stopped else Color.RED
        box = Box(sheet.left + number * (width + 3), sheet.y, width, height)
        sheet.paper.frame(box, color, weight=0.8)
        x, y = box.x + 3, box.y + 1.4
        sheet.paper.text(x, y, part.name, _LABEL)
        ink = Ink(state.size, bold=True, color=color, leading=state.leading)
        y += _LABEL.line
        y += sheet.paper.draw_lines(Box(x, y, inner), states[number], ink)
        sheet.paper.draw_lines(Box(x, y, inner), details[number], _BODY)
    sheet.y += height + _GAP


def _bring(sheet: Sheet, content: ReceiptContent, words: Words) -> None:
    text = told.bring(content, words)
    sheet.listed(words.text("receipt.bring"), (text,) if text else (), _HEAD, _BODY)


def _signatures(sheet: Sheet, words: Words) -> None:
    height = 14.0
    sheet.need(height)
    sheet.y = max(sheet.y, sheet.limit - height)
    names = ("sign_holder", "sign_clerk", "seal_place")
    width = sheet.width / len(names)
    sheet.paper.frame(Box(sheet.left, sheet.y, sheet.width, height))
    for number, name in enumerate(names):
        x = sheet.left + number * width
        if number:
            line = [(x, sheet.y), (x, sheet.y + height)]
            sheet.paper.stroke(line, Color.LINE, 0.5)
        sheet.paper.text(x + 2, sheet.y + 1.2, words.text(f"receipt.{name}"), _LABEL)
    sheet.y += height


def _footer(
    paper: Paper, page: int, pages: int, *, content: ReceiptContent, words: Words
) -> None:
    hotline = words.text("receipt.hotline", hotline=content.hotline)
    number = page_number(words, page, pages) if pages > 1 else ""
    foot(paper, hotline + "   " + words.text("receipt.privacy"), number)
