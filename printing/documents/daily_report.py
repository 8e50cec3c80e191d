"""发放日报表, A4: the day of one office for its supervisor (business.md 9.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from counter_app.domain.states import Effect, Kind, StockState
from printing.fields import DASH, LOSSES, NEW_CARD
from printing.fontset import FontSet
from printing.paper import Align, Box, Color, Ink, PageSize, Paper
from printing.report_content import CaseCount, DailyContent
from printing.sheet import Sheet, build
from printing.table import Column, Table, draw_table
from printing.words import Words

_TITLE = Ink(18, bold=True, leading=25)
_SUB = Ink(10, color=Color.SOFT, leading=14)
_HEAD = Ink(10.5, bold=True, color=Color.ACCENT, leading=15)
_FIGURE = Ink(19, bold=True, leading=23)
_SMALL = Ink(7.6, color=Color.SOFT, leading=10.5)
_GAP = 4.0
_RESULTS = (Effect.EFFECTIVE, Effect.PENDING, Effect.REFUSED, Effect.REVERSED)
_STANDING = frozenset({Effect.EFFECTIVE, Effect.PENDING})
_AT_OFFICE = frozenset(StockState) - {
    *(StockState.TO_ENABLE, StockState.HANDED_OUT, StockState.BACK_ENTERED),
    *(StockState.RETURNED, StockState.DESTROYED),
}
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
    tables = (
        ("a", by_business(content.counts, words)),
        ("b", stock(content, words)),
        ("c", by_clerk(content.counts, words)),
        ("d", by_bank(content.counts, words)),
        ("e", exceptions(content, words)),
        ("f", upload(content, words)),
    )
    for name, table in tables:
        _section(sheet, words.text(f"report.{name}"), table, words)
        if name == "b" and content.movements:
            draw_table(sheet, movements(content, words))
            sheet.y += _GAP
    _signatures(sheet, words)


def _backdrop(paper: Paper, content: DailyContent, words: Words) -> float:
    if not content.practice:
        paper.area(Box(0, 0, paper.width, 2.6), Color.ACCENT)
        return 12.0
    paper.ghost(words.text("practice.ghost"), 66)
    paper.area(Box(0, 0, paper.width, 8.4), Color.AMBER)
    ink = Ink(10.5, bold=True, color=Color.WHITE)
    paper.text(paper.width / 2, 1.7, words.text("practice.report"), ink, Align.CENTER)
    return 15.0


def _header(sheet: Sheet, content: DailyContent, words: Words) -> None:
    title = words.text("report.title")
    if words.language == "zh_CN" and content.title:
        title = content.title
    right = sheet.right
    sheet.paper.text(right, sheet.y, words.day(content.date), _TITLE, Align.RIGHT)
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
    totals = _results(content.counts)
    tiles = [(words.text("report.total"), totals.total(), Color.INK)]
    for result, color in zip(_RESULTS, _RESULT_COLORS, strict=True):
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


def by_business(counts: tuple[CaseCount, ...], words: Words) -> Table:
    """Return table A: business by result, and by channel where channels are said."""
    order = {kind: number for number, kind in enumerate(Kind)}
    found = {(row.business, row.channel) for row in counts}
    rows = []
    for kind, channel in sorted(found, key=lambda key: (order[key[0]], key[1])):
        mine = [row for row in counts if (row.business, row.channel) == (kind, channel)]
        names = (words.text(f"kind.{kind.value}"), words.or_self("channel", channel))
        rows.append((*names, *_by_result(mine)))
    heads = [Column(words.text("report.business"), 2.4, Align.LEFT)]
    heads.append(Column(words.text("report.channel"), 1.6, Align.LEFT))
    heads += [Column(words.text(f"report.{result.value}")) for result in _RESULTS]
    heads.append(Column(words.text("report.total")))
    foot = (words.text("report.total"), "", *_by_result(counts))
    table = Table(tuple(heads), tuple(rows), foot)
    if any(channel for _, channel in found):
        return table
    without = [(head, *rest) for head, _, *rest in table.rows]
    columns = (heads[0], *heads[2:])
    return Table(columns, tuple(without), (foot[0], *foot[2:]))


def _by_result(rows: Iterable[CaseCount]) -> list[str]:
    totals = _results(rows)
    return [*(_figure(totals[result]) for result in _RESULTS), str(totals.total())]


def movements(content: DailyContent, words: Words) -> Table:
    """Return table B: the stock account; a difference shows at once."""
    names = ("opening", "received", "issued", "returned", "voided", "closing")
    heads = [Column(words.text("report.stock"), 2.0, Align.LEFT)]
    heads += [Column(words.text(f"report.{n}")) for n in (*names, "difference")]
    rows = [
        (
            words.or_self("stock", line.kind),
            *(_known(getattr(line, name)) for name in names),
            _known(line.difference),
        )
        for line in content.movements
    ]
    alarms = {
        (number, len(heads) - 1)
        for number, line in enumerate(content.movements)
        if line.difference
    }
    return Table(tuple(heads), tuple(rows), alarms=frozenset(alarms))


def stock(content: DailyContent, words: Words) -> Table:
    """Return table B for now: the cards here by state, and what is left to write."""
    found = [
        (words.or_self("stock_state", str(line.state)), str(line.count))
        for line in content.stock
    ]
    here = sum(line.count for line in content.stock if line.state in _AT_OFFICE)
    found.append((words.text("stock.cards"), str(here)))
    found += [
        (words.text(f"report.{name}"), _known(getattr(content, name)))
        for name in ("blanks_left", "numbers_left")
    ]
    heads = tuple(Column(head) for head, _ in found)
    return Table(heads, (tuple(figure for _, figure in found),))


def by_clerk(counts: tuple[CaseCount, ...], words: Words) -> Table:
    """Return table C: what each clerk did."""
    heads = (
        Column(words.text("report.clerk"), 2.6, Align.LEFT),
        *(Column(words.text(f"report.{n}")) for n in _WORK),
    )
    names = {row.clerk: row.clerk_name for row in counts}
    rows = [
        (
            "  ".join(part for part in dict.fromkeys((clerk, names[clerk])) if part),
            *_work(row for row in counts if row.clerk == clerk),
        )
        for clerk in sorted(names)
    ]
    return Table(heads, tuple(rows), (words.text("report.total"), *_work(counts)))


def by_bank(counts: tuple[CaseCount, ...], words: Words) -> Table:
    """Return table D: what went to each bank's cards."""
    heads = (
        Column(words.text("report.bank"), 2.6, Align.LEFT),
        *(Column(words.text(f"report.{n}")) for n in _WORK),
    )
    rows = [
        (
            bank or words.text("report.unknown"),
            *_work(row for row in counts if row.bank == bank),
        )
        for bank in sorted({row.bank for row in counts})
    ]
    return Table(heads, tuple(rows), (words.text("report.total"), *_work(counts)))


def exceptions(content: DailyContent, words: Words) -> Table:
    """Return table E: refusals and faults by code."""
    heads = (
        Column(words.text("report.code"), 2.2, Align.LEFT),
        Column(words.text("report.cause"), 5.0, Align.LEFT),
        Column(words.text("report.count")),
    )
    rows = tuple(
        (line.code, words.error_cause(line.code), str(line.count))
        for line in content.exceptions
    )
    return Table(heads, rows)


def upload(content: DailyContent, words: Words) -> Table:
    """Return table F: what the center has and what still waits."""
    names = ("uploaded", "waiting", "refused", "doubtful")
    heads = tuple(Column(words.text(f"report.{n}")) for n in (*names, "oldest"))
    age = DASH
    if content.oldest_waiting_s is not None:
        age = words.text("report.minutes", minutes=content.oldest_waiting_s // 60)
    return Table(heads, ((*(_known(getattr(content, name)) for name in names), age),))


_WORK: Mapping[str, frozenset[Kind]] = {
    "cases": frozenset(Kind),
    "cards": NEW_CARD,
    "losses": LOSSES,
    "lifts": frozenset({Kind.LOSS_LIFT}),
}


def _work(rows: Iterable[CaseCount]) -> list[str]:
    """Return the figures of ``_WORK``: every case, but only cards that stand."""
    mine = list(rows)
    standing = [row for row in mine if row.effect in _STANDING]
    sums = {
        name: sum(row.count for row in standing if row.business in kinds)
        for name, kinds in _WORK.items()
    }
    sums["cases"] = sum(row.count for row in mine)
    return [_figure(number) for number in sums.values()]


def _results(rows: Iterable[CaseCount]) -> Counter[Effect]:
    """Sum cases by their effect."""
    found: Counter[Effect] = Counter()
    for row in rows:
        found[row.effect] += row.count
    return found


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
    y = paper.height - 8.4
    where = f"{_place(content)} · {words.day(content.date)}"
    paper.text(11.0, y, where, _SMALL)
    text = words.text("receipt.page", page=page, pages=pages)
    paper.text(paper.width - 11.0, y, text, _SMALL, Align.RIGHT)


def _figure(number: int) -> str:
    return str(number) if number else DASH


def _known(number: int | None) -> str:
    return DASH if number is None else str(number)
