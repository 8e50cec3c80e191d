"""``handout``: a unit's list in order, as a job with boxes, and the jobs."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path

from counter_app import bootstrap
from counter_app.cli.arguments import (
    Arguments,
    file_path,
    iso_day,
    number_from,
    one_name,
)
from counter_app.cli.trail import actor, place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.lists import ListCode
from counter_app.domain.errors import RuleError
from counter_app.domain.list_heads import Column, columns_of
from counter_app.domain.list_order import ListOrder, ordered
from counter_app.domain.states import Role
from counter_app.domain.strokes import is_tabled, stroke_count
from counter_app.domain.unit_boxes import BOX_SIZE
from counter_app.domain.unit_list import BadRow
from counter_app.domain.units import UnitAgent
from counter_app.ports.lists import Sheet
from counter_app.services.results import Session
from counter_app.services.unit_import import UnitOrder
from counter_app.services.units import Units
from counter_app.sheets import error_book, read_sheet

Row = tuple[str, ...]
_FORMULA = ("=", "+", "@", "-")


def _order_arguments(arguments: Arguments) -> None:
    arguments.add("list", type=file_path, metavar="LIST", text="unit_list")
    _by(arguments)
    arguments.add(
        "--out", type=file_path, metavar="FILE", default=None, text="list_out"
    )


def _by(arguments: Arguments) -> None:
    arguments.add(
        "--by",
        choices=[order.value for order in ListOrder],
        default=ListOrder.STROKES.value,
        text="list_order",
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
            "rows": [_known(row, columns, place) for place, row in _count(rows)],
            "not_tabled": doubtful,
            "file": str(call.args.out) if call.args.out is not None else None,
        },
        tuple(_line(place, row[name]) for place, row in _count(rows)),
    )


def _count(rows: list[Row]) -> list[tuple[int, Row]]:
    return list(enumerate(rows, start=1))


def _known(row: Row, columns: dict[Column, int], place: int) -> dict[str, object]:
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


def _import_arguments(arguments: Arguments) -> None:
    arguments.add("list", type=file_path, metavar="LIST", text="unit_list")
    arguments.add("--unit", type=one_name, required=True, metavar="N", text="unit")
    arguments.add("--day", type=iso_day, required=True, metavar="D", text="unit_day")
    arguments.add("--place", default="", metavar="P", text="unit_place")
    _by(arguments)
    arguments.add(
        "--box-size",
        type=number_from(1),
        default=BOX_SIZE,
        metavar="N",
        text="unit_box_size",
    )
    arguments.add(
        "--agent",
        action="append",
        type=_agent,
        default=[],
        metavar="NAME,ID,PHONE",
        text="unit_agent",
    )
    arguments.add("--dry-run", action="store_true", text="dry_run")
    map_argument(arguments)


def map_argument(arguments: Arguments) -> None:
    """Add ``--map`` and ``--errors``, as all imports of lists have them."""
    arguments.add(
        "--map",
        action="append",
        type=_told,
        default=[],
        metavar="HEADING=COLUMN",
        text="list_map",
    )
    arguments.add(
        "--errors", type=file_path, metavar="FILE", default=None, text="list_errors"
    )


def _told(text: str) -> tuple[str, Column]:
    heading, mark, column = text.rpartition("=")
    if not mark or not heading.strip() or column not in set(Column):
        raise ArgumentTypeError("HEADING=" + "|".join(Column))
    return heading.strip(), Column(column)


def _agent(text: str) -> UnitAgent:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != len(fields(UnitAgent)) or not all(parts):
        raise ArgumentTypeError("NAME,ID,PHONE")
    return UnitAgent(*parts)


@contextmanager
def open_units(call: Call) -> Iterator[Units]:
    """Open the office for the command line's own actor."""
    who = Session(actor(), actor(), Role.SUPERVISOR)
    with bootstrap.open_office(place_of(call), actor=actor()) as office:
        yield Units(office.desk.parts, lambda: who)


def import_list(call: Call) -> Answer:
    """Make a unit's job from its list; ``--dry-run`` only tells what would come.

    Raises:
        RuleError: ``lists.*``, ``units.nobody_left``, ``units.agents_missing``.
    """
    args = call.args
    order = UnitOrder(
        list=args.list,
        unit=args.unit,
        day=args.day,
        place=args.place,
        by=ListOrder(args.by),
        box_size=int(args.box_size),
        agents=tuple(args.agent),
        told=tuple(args.map),
    )
    with open_units(call) as units:
        made = units.look_through(order) if args.dry_run else units.make_job(order)
    write_errors(call, made.headings, made.bad)
    told = call.text(
        "cli.handout.imported",
        taken=len(made.packed),
        bad=len(made.bad),
        boxes=max((place.box for place in made.packed), default=0),
    )
    return Answer(
        {
            "ok": True,
            "job": made.job.job_id if made.job else None,
            "repeated": made.repeated,
            "taken": len(made.packed),
            "boxes": max((place.box for place in made.packed), default=0),
            "unknown_headings": list(made.unknown),
            "bad": bad_rows(made.bad),
        },
        (told, *bad_lines(call, made.bad)),
    )


def bad_rows(rows: Sequence[BadRow]) -> list[dict[str, object]]:
    """Return rejected rows for ``--json``."""
    return [{"line": row.line, "fault": row.fault.value} for row in rows]


def bad_lines(call: Call, rows: Sequence[BadRow]) -> tuple[str, ...]:
    """Return rejected rows as lines."""
    return tuple(f"{row.line:>6}  {_reason(call, row)}" for row in rows)


def write_errors(call: Call, headings: Sequence[str], rows: Sequence[BadRow]) -> None:
    """Write the error workbook that was asked for, if any row was rejected."""
    if call.args.errors is not None and rows:
        found = [(row.line, row.cells, _reason(call, row)) for row in rows]
        bootstrap.write_file(call.args.errors, error_book(headings, found))


def _reason(call: Call, row: BadRow) -> str:
    return call.text(f"list.fault.{row.fault.value}")


def _jobs_arguments(arguments: Arguments) -> None:
    arguments.add("--page", type=number_from(0), default=0, metavar="N", text="page")


def list_jobs(call: Call) -> Answer:
    """List unit jobs, newest day first, each with its counts."""
    with open_units(call) as units:
        found, more = units.jobs(int(call.args.page))
        counts = [units.progress(job.job_id).boxes.get(0) for job in found]
    rows = [
        {
            "job": job.job_id,
            "unit": job.unit,
            "day": job.day.isoformat(),
            "state": job.state.value,
            **(asdict(count) if count else {}),
        }
        for job, count in zip(found, counts, strict=True)
    ]
    lines = tuple(
        f"{row['day']}  {row['state']:<8} {row.get('handed', 0):>6}/"
        f"{row.get('total', 0):<6} {row['unit']}  {row['job']}"
        for row in rows
    )
    return Answer({"ok": True, "jobs": rows, "more": more}, lines)


VERBS = (
    Verb("handout order", order, _order_arguments),
    Verb("handout import", import_list, _import_arguments),
    Verb("handout jobs", list_jobs, _jobs_arguments),
)
