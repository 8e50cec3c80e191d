"""The error workbook of an import: each rejected row with its line and reason."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter


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
