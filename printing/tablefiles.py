"""Tables as a workbook (XLSX) and as a text file (CSV) beside the paper (9.2).

Cells that look like formulas stay text, so that a name can never calculate.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from printing.fields import DASH
from printing.forms.blocks import Rows
from printing.forms.content import FormContent
from printing.forms.registry import Form
from printing.paper import Align
from printing.report_content import DailyContent
from printing.report_tables import all_tables
from printing.table import Table
from printing.words import Words

Named = Sequence[tuple[str, Table]]
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHEET = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # the same figures give the same bytes


def report_csv(content: DailyContent) -> bytes:
    """Return a report as UTF-8 text with a byte order mark, as Excel opens it."""
    words = Words(content.language)
    return _csv(all_tables(content, words), _about(content, words))


def report_xlsx(content: DailyContent) -> bytes:
    """Return a report as a workbook: a sheet for each table, a chart of the first."""
    words = Words(content.language)
    return _xlsx(all_tables(content, words), _about(content, words), chart=True)


def listing_csv(form: Form, content: FormContent) -> bytes:
    """Return a list as UTF-8 text with a byte order mark."""
    words = Words(content.language)
    return _csv(_listed(form, content, words), ())


def listing_xlsx(form: Form, content: FormContent) -> bytes:
    """Return a list as a workbook of one sheet."""
    words = Words(content.language)
    return _xlsx(_listed(form, content, words), (), chart=False)


def _listed(form: Form, content: FormContent, words: Words) -> Named:
    rows = next(block for block in form.blocks if isinstance(block, Rows))
    title = content.title or words.text(f"form.{form.name}")
    return ((title, rows.table(content, words)),)


def _about(content: DailyContent, words: Words) -> Sequence[tuple[str, str]]:
    made = content.made_here().strftime("%Y-%m-%d %H:%M")
    span = content.date.isoformat()
    if content.period and content.last is not None:
        span = f"{span} / {content.last.isoformat()}"
    rows = [
        (words.text("report.office"), content.office_name),
        (words.text("report.terminal"), content.terminal),
        (words.text("report.day"), span),
        (words.text("report.printed"), made),
        (words.text("report.waiting"), str(content.waiting)),
    ]
    if content.practice:
        rows.append((words.text("practice.report"), words.text("practice.ghost")))
    if content.closed_sha256:
        rows.append(("SHA-256", content.closed_sha256))
    return rows


def _csv(tables: Named, about: Sequence[tuple[str, str]]) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in about)
    for name, table in tables:
        if about:
            writer.writerow([])
            writer.writerow([name])
        writer.writerow([column.head for column in table.columns])
        for row in (*table.rows, *((table.foot,) if table.foot else ())):
            writer.writerow([_safe(cell) for cell in row])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _safe(cell: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    if cell == DASH:
        return ""
    if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _xlsx(tables: Named, about: Sequence[tuple[str, str]], *, chart: bool) -> bytes:
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(made, {**options, "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    formats = _formats(book)
    if about:
        front = book.add_worksheet(_sheet_name(tables[0][0], 0, about))
        front.set_column(0, 1, 26)
        for number, (label, value) in enumerate(about):
            front.write_string(number, 0, label, formats["head"])
            front.write_string(number, 1, value)
    for number, (name, table) in enumerate(tables, 1):
        page = book.add_worksheet(_sheet_name(name, number, about))
        _fill(page, table, formats)
        if chart and number == 1 and table.rows:
            _chart(book, page, table)
    book.close()
    return made.getvalue()


def _formats(book: Any) -> Mapping[str, Any]:
    head = {"bold": True, "bg_color": "#EEF2F6", "bottom": 1, "text_wrap": True}
    return {
        "head": book.add_format(head),
        "sum": book.add_format({"bold": True, "top": 1}),
        "alarm": book.add_format({"bold": True, "font_color": "#B42318"}),
        "cell": book.add_format({}),
    }


def _sheet_name(name: str, number: int, about: Sequence[object]) -> str:
    """Return a name Excel takes: 31 characters, none of its signs, none twice."""
    plain = _SHEET.sub(" ", name if number else "·").strip() or "1"
    if not about:
        return plain[:_LONGEST_NAME]
    return f"{number} {plain}"[:_LONGEST_NAME]


def _fill(page: Any, table: Table, formats: Mapping[str, Any]) -> None:
    for at, column in enumerate(table.columns):
        wide = 12 + 8 * column.share if column.align is Align.LEFT else 12
        page.set_column(at, at, min(wide, 48))
        page.write_string(0, at, column.head, formats["head"])
    for number, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            alarm = (number - 1, at) in table.alarms
            _write(page, (number, at), cell, formats["alarm" if alarm else "cell"])
    for at, cell in enumerate(table.foot):
        _write(page, (len(table.rows) + 1, at), cell, formats["sum"])
    page.freeze_panes(1, 0)


def _write(page: Any, where: tuple[int, int], cell: str, style: Any) -> None:
    if cell == DASH:
        page.write_blank(*where, None, style)
    elif _NUMBER.fullmatch(cell):
        page.write_number(*where, int(cell), style)
    else:
        page.write_string(*where, cell, style)


def _chart(book: Any, page: Any, table: Table) -> None:
    """Draw the business table as stacked columns beside it."""
    first = next(
        at for at, column in enumerate(table.columns) if column.align is Align.RIGHT
    )
    last = len(table.rows)
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for at in range(first, len(table.columns) - 1):
        chart.add_series(
            {
                "name": [page.get_name(), 0, at],
                "categories": [page.get_name(), 1, 0, last, 0],
                "values": [page.get_name(), 1, at, last, at],
            }
        )
    chart.set_size({"width": 640, "height": 320})
    page.insert_chart(last + 3, 0, chart)
