"""Sheets that leave the program: a desk's list, the error workbook of an import."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def list_sheet(
    form: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """Return a list as a workbook (``xlsx``) or separated text (``csv``, UTF-8).

    A cell is text whatever it looks like: nothing that begins with "=" is calculated.
    """
    if form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows([_harmless(cell) for cell in row] for row in rows)
        return out.getvalue().encode("utf-8-sig")  # spreadsheets look for the mark
    book_out = io.BytesIO()
    with xlsxwriter.Workbook(book_out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        for at, row in enumerate([headings, *rows]):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell, None if at else bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(headings) - 1, 0), 20)
    return book_out.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def error_book(
    headings: Sequence[str], rows: Sequence[tuple[int, Sequence[str], str]]
) -> bytes:
    """Return a workbook that can be mended and sent again.

    Args:
        headings: of the list, as it was sent.
        rows: line in the file, the cells as sent, the reason in words.
    """
    out = io.BytesIO()
    # cells are text whatever they look like: a number keeps its zeros, and nothing
    # that begins with "=" is ever calculated
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("错误信息")
        bold = book.add_format({"bold": True, "bottom": 1})
        red = book.add_format({"font_color": "#b3261e"})
        for place, heading in enumerate([*headings, "行", "错误信息"]):
            sheet.write_string(0, place, heading, bold)
        for at, (line, cells, reason) in enumerate(rows, start=1):
            for place, cell in enumerate(cells):
                sheet.write_string(at, place, cell)
            sheet.write_number(at, len(headings), line)
            sheet.write_string(at, len(headings) + 1, reason, red)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 18)
        sheet.set_column(len(headings) + 1, len(headings) + 1, 40)
    return out.getvalue()
