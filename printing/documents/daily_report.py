"""发放日报表, A4: a day or a period of one office (business.md 9.2)."""

from __future__ import annotations

from functools import partial

from printing.charts import Bar, draw_bars
from printing.fontset import FontSet
from printing.letterhead import LARGE_BAND, backdrop, foot, page_number
from printing.paper import Align, Box, Color, Ink, PageSize, Paper
from printing.report_content import DailyContent
from printing.report_tables import RESULTS, all_tables, results
from printing.sheet import Sheet, build
from printing.table import Table, draw_table
from printing.words import Words

_TITLE = Ink(18, bold=True, leading=25)
_SUB = Ink(10, color=Color.SOFT, leading=14)
_HEAD = Ink(10.5, bold=True, color=Color.ACCENT, leading=15)
_FIGURE = Ink(19, bold=True, leading=23)
_SMALL = Ink(7.6, color=Color.SOFT, leading=10.5)
_GAP = 4.0
_RESULT_COLORS = (Color.GREEN, Color.AMBER, Color.RED, Color.SOFT)


def render(content: DailyContent, fonts: FontSet) -> bytes:
    """Return the report as PDF; the same figures give the same bytes."""
    words = Words(content.language)
    return build(
        partial(Sheet, PageSize.A4, fonts, title=content.date.isoformat()),
        partial(_draw, content=content, words=words),
    )


def _draw(sheet: Sheet, content: DailyContent, words: Words) -> None:
    sheet.footer = partial(_footer, content=content, words=words)
    sheet.backdrop = partial(_backdrop, content=content, words=words)
    sheet.begin()
    _header(sheet, content, words)
    _figures(sheet, content, words)
    _charts(sheet, content, words)
    for head, table in all_tables(content, words):
        _section(sheet, head, table, words)
    _frozen(sheet, content, words)
    _signatures(sheet, words)


def _backdrop(paper: Paper, content: DailyContent, words: Words) -> float:
    banner = "practice.report" if content.practice else None
    return backdrop(paper, LARGE_BAND, words, banner)


def _header(sheet: Sheet, content: DailyContent, words: Words) -> None:
    title = words.text("report.period" if content.period else "report.title")
    if words.language == "zh_CN" and content.title:
        title = content.title
    right = sheet.right
    when, ink = words.day(content.date), _TITLE
    if content.period and content.last is not None:
        when = words.text("report.span", first=when, last=words.day(content.last))
        ink = Ink(11, bold=True, leading=25)
    sheet.paper.text(right, sheet.y, when, ink, Align.RIGHT)
    sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, 118), title, _TITLE)
    made = words.text("report.made", moment=words.moment(content.made_here()))
    if content.maker:
        made = f"{words.text('report.maker', name=content.maker)} · {made}"
    sheet.paper.text(right, sheet.y, made, _SUB, Align.RIGHT)
    sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, 95), _place(content), _SUB)
    sheet.y += 3


def _place(content: DailyContent) -> str:
    return " · ".join(part for part in (content.office_name, content.terminal) if part)


def _figures(sheet: Sheet, content: DailyContent, words: Words) -> None:
    """Draw the day at a glance: all cases, and how many of each result."""
    totals = results(content.counts)
    tiles = [(words.text("report.total"), totals.total(), Color.INK)]
    for result, color in zip(RESULTS, _RESULT_COLORS, strict=True):
        tiles.append((words.text(f"report.{result.value}"), totals[result], color))
    width = (sheet.width - 4 * 3) / 5
    for number, (label, figure, color) in enumerate(tiles):
        box = Box(sheet.left + number * (width + 3), sheet.y, width, 17.5)
        sheet.paper.area(box, Color.WASH)
        sheet.paper.area(Box(box.x, box.y, 1.1, box.height), color)
        sheet.paper.text(box.x + 4, box.y + 2, label, _SMALL)
        ink = Ink(_FIGURE.size, bold=True, color=color, leading=_FIGURE.leading)
        sheet.paper.text(box.x + 4, box.y + 6.8, str(figure), ink)
    sheet.y += 17.5 + 2
    waiting = content.waiting
    told = words.text("report.all_uploaded")
    if waiting:
        told = words.text("report.not_uploaded", count=waiting)
    ink = Ink(9, bold=True, color=Color.AMBER if waiting else Color.GREEN)
    sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, sheet.width), told, ink)
    sheet.y += _GAP - 2


def _charts(sheet: Sheet, content: DailyContent, words: Words) -> None:
    """Draw what a look beats reading: business by result, or the days of a period."""
    if content.period:
        bars = [
            Bar(
                f"{row.day:%m-%d}",
                ((row.cards, Color.ACCENT), (row.cases - row.cards, Color.LINE)),
            )
            for row in content.days
        ]
    else:
        bars = [
            Bar(
                words.text(f"kind.{kind}"),
                tuple(zip(figures, _RESULT_COLORS, strict=True)),
            )
            for kind, figures in _by_kind(content)
        ]
    if any(bar.total for bar in bars):
        head = words.text("report.chart_days" if content.period else "report.chart")
        sheet.need(_HEAD.line + 40)
        sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, sheet.width), head, _HEAD)
        draw_bars(sheet, bars)
        sheet.y += _GAP


def _by_kind(content: DailyContent) -> list[tuple[str, tuple[int, ...]]]:
    kinds = dict.fromkeys(row.business for row in content.counts)
    found = []
    for kind in kinds:
        sums = results(row for row in content.counts if row.business == kind)
        found.append((kind.value, tuple(sums[result] for result in RESULTS)))
    return found


def _frozen(sheet: Sheet, content: DailyContent, words: Words) -> None:
    """Say that the day is closed, and by which digest it can be proved."""
    if content.period:
        return
    name = "report.closed" if content.closed_sha256 else "report.open"
    text = words.text(name, digest=content.closed_sha256[:32])
    sheet.need(_SMALL.line)
    sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, sheet.width), text, _SMALL)


def _section(sheet: Sheet, head: str, table: Table, words: Words) -> None:
    sheet.need(_HEAD.line + 14)
    sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, sheet.width), head, _HEAD)
    if table.rows:
        draw_table(sheet, table)
    else:
        none = words.text("report.none")
        sheet.y += sheet.paper.block(Box(sheet.left, sheet.y, 100), none, _SMALL)
    sheet.y += _GAP


def _signatures(sheet: Sheet, words: Words) -> None:
    names = ("sign_maker", "sign_reviewer", "sign_head")
    width = (sheet.width - 2 * 8) / len(names)
    sheet.need(15)
    sheet.y += 9
    for number, name in enumerate(names):
        x = sheet.left + number * (width + 8)
        sheet.paper.rule(Box(x, sheet.y, width), Color.INK, weight=0.6)
        sheet.paper.text(x, sheet.y + 1, words.text(f"report.{name}"), _SMALL)
    sheet.y += 6


def _footer(
    paper: Paper, page: int, pages: int, *, content: DailyContent, words: Words
) -> None:
    where = f"{_place(content)} · {words.day(content.date)}"
    foot(paper, where, page_number(words, page, pages), _SMALL)
