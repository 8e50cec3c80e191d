"""``handout order``: put a unit's list into the order of the boxes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.lists import ListCode
from counter_app.domain.errors import RuleError
from counter_app.domain.list_heads import Column, columns_of
from counter_app.domain.list_order import ListOrder, ordered
from counter_app.domain.strokes import is_tabled, stroke_count
from counter_app.sheets import Sheet, read_sheet

Row = tuple[str, ...]
_FORMULA = ("=", "+", "@", "-")


def _order_arguments(arguments: Arguments) -> None:
    arguments.add("list", type=file_path, metavar="LIST", text="unit_list")
    arguments.add(
        "--by",
        choices=[order.value for order in ListOrder],
        default=ListOrder.STROKES.value,
        text="list_order",
    )
    arguments.add(
        "--out", type=file_path, metavar="FILE", default=None, text="list_out"
    )


def order(call: Call) -> Answer:
    """Sort a list by strokes of the name, pinyin or number (business.md 7.3).

    Raises:
        RuleError: ``lists.*``: the file, or no column with names.
        SystemFaultError: ``system.file_unwritable``.
    """
    sheet = read_sheet(call.args.list)
    columns = columns_of(sheet.headings)
    if Column.NAME not in columns:
        headings = ", ".join(sheet.headings[:12])
        raise RuleError(ListCode.NO_NAME_COLUMN, headings=headings)
    name, number = columns[Column.NAME], columns.get(Column.SSN)
    rows = ordered(
        sheet.rows,
        ListOrder(call.args.by),
        lambda row: row[name],
        lambda row: row[number] if number is not None else "",
    )
    doubtful = [row[name] for row in rows if not is_tabled(row[name])]
    if call.args.out is not None:
        _write(call.args.out, sheet, rows)
    return Answer(
        {
            "ok": True,
            "by": call.args.by,
            "count": len(rows),
            "rows": [_fields(row, columns, place) for place, row in _count(rows)],
            "not_tabled": doubtful,
            "file": str(call.args.out) if call.args.out is not None else None,
        },
        tuple(_line(place, row[name]) for place, row in _count(rows)),
    )


def _count(rows: list[Row]) -> list[tuple[int, Row]]:
    return list(enumerate(rows, start=1))


def _fields(row: Row, columns: dict[Column, int], place: int) -> dict[str, object]:
    known: dict[str, object] = {
        column.value: row[at] for column, at in columns.items() if row[at]
    }
    return {"place": place, **known, "name": row[columns[Column.NAME]]}


def _line(place: int, name: str) -> str:
    strokes = stroke_count(name[0]) if name else None
    return f"{place:>6}  {strokes or '?':>2}  {name}"


def _write(path: Path, sheet: Sheet, rows: list[Row]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([_safe(row) for row in (sheet.headings, *rows)])
    bootstrap.write_file(path, out.getvalue().encode("utf-8-sig"))


def _safe(row: Row) -> Row:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    return tuple(f"'{cell}" if cell[:1] in _FORMULA else cell for cell in row)


VERBS = (Verb("handout order", order, _order_arguments),)
