"""``handout ...``: a unit's day: batch, boxes, papers, laptops, count (7.2)."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from dataclasses import asdict
from pathlib import Path

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path, number_from, one_name
from counter_app.cli.handout import (
    bad_lines,
    bad_rows,
    map_argument,
    open_units,
    write_errors,
)
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.secret import Secret
from counter_app.services.approval import Approval
from counter_app.services.unit_boxing import PackBox
from counter_app.services.unit_closing import BoxCount
from counter_app.services.unit_papers import UnitPaper

_COUNT = re.compile(r"(\d{1,6})=(\d{1,6})(?::(.+))?")
_BOXES = re.compile(r"\d{1,6}(-\d{1,6})?")


def _job(arguments: Arguments) -> None:
    arguments.add("job", type=one_name, metavar="JOB", text="unit_job")


def _boxes(text: str) -> tuple[int, ...]:
    """Read ``1,3,5-8``."""
    found: list[int] = []
    for part in text.split(","):
        if _BOXES.fullmatch(part.strip()) is None:
            raise ArgumentTypeError("1,3,5-8")
        first, _, last = part.strip().partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def _batch_arguments(arguments: Arguments) -> None:
    arguments.add("list", type=file_path, metavar="LIST", text="batch_list")
    arguments.add("--dry-run", action="store_true", text="dry_run")
    map_argument(arguments)


def batch(call: Call) -> Answer:
    """Write the places of a center's batch list into the stock book.

    Raises:
        RuleError: ``lists.*``.
    """
    args = call.args
    with open_units(call) as units:
        made = units.place_batch(args.list, args.map, dry_run=args.dry_run)
    write_errors(call, made.headings, made.bad)
    told = call.text(
        "cli.handout.placed", placed=made.placed, same=made.same, bad=len(made.bad)
    )
    fields = {"placed": made.placed, "same": made.same, "bad": bad_rows(made.bad)}
    return Answer({"ok": True, **fields}, (told, *bad_lines(call, made.bad)))


def show(call: Call) -> Answer:
    """Show a job: counts of every box, who has it, people per minute."""
    with open_units(call) as units:
        found = units.progress(call.args.job)
        agents = units.agents(call.args.job)
    boxes = [
        {
            "box": box.box,
            "label": box.label,
            "packed": box.packed_at is not None,
            "laptop": box.laptop,
            "counted": box.counted,
            **asdict(found.boxes[box.box]),
            "in_box": found.boxes[box.box].in_box,
        }
        for box in found.laid
    ]
    lines = tuple(
        f"{b['box']:>4}  {b['label']:<12} {b['handed']:>5}/{b['total']:<5} "
        f"{b['laptop']}"
        for b in boxes
    )
    total = asdict(found.boxes[0]) if 0 in found.boxes else {}
    return Answer(
        {
            "ok": True,
            "unit": found.job.unit,
            "state": found.job.state.value,
            "agents": [agent.name for agent in agents],
            "per_minute": found.per_minute,
            "doubles": found.doubles,
            **total,
            "boxes": boxes,
        },
        lines,
    )


def _pack_arguments(arguments: Arguments) -> None:
    _job(arguments)
    arguments.add("box", type=number_from(1), metavar="BOX", text="unit_box")
    arguments.add(
        "--counted",
        type=number_from(0),
        required=True,
        metavar="N",
        text="unit_counted",
    )
    arguments.add("--second", type=one_name, metavar="LOGIN", text="second")
    arguments.add(
        "--second-password-file", type=file_path, metavar="F", text="second_password"
    )


def pack(call: Call) -> Answer:
    """Close a box: two persons counted it, its cards wait in their slots.

    Raises:
        RuleError: ``units.*``, ``stock.second_needed``, ``rule.approval_*``.
    """
    args = call.args
    second = None
    if args.second is not None and args.second_password_file is not None:
        text = bootstrap.read_text(Path(args.second_password_file))
        second = Approval(args.second, Secret(text.rstrip("\r\n")), "")
    command = PackBox(args.job, int(args.box), int(args.counted), second)
    with open_units(call) as units:
        box = units.pack(command)
    return Answer(
        {"ok": True, "box": box.box, "label": box.label, "second": box.second}
    )


def _print_arguments(arguments: Arguments) -> None:
    _job(arguments)
    arguments.add(
        "--what",
        choices=[paper.value for paper in UnitPaper],
        required=True,
        text="unit_paper",
    )
    arguments.add(
        "--boxes", type=_boxes, default=(), metavar="1,3-5", text="unit_boxes"
    )
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")


def print_paper(call: Call) -> Answer:
    """Write a paper of the job as PDF.

    Raises:
        RuleError: ``units.no_job``.
        PrintError: ``printing.*``.
        SystemFaultError: ``system.file_unwritable``.
    """
    args = call.args
    bootstrap.check_target(args.out)
    with open_units(call) as units:
        pdf = units.paper(args.job, UnitPaper(args.what), args.boxes)
    bootstrap.write_file(args.out, pdf)
    return Answer({"ok": True, "file": str(args.out), "bytes": len(pdf)})


def _give_arguments(arguments: Arguments) -> None:
    _job(arguments)
    arguments.add(
        "--boxes", type=_boxes, required=True, metavar="1,3-5", text="unit_boxes"
    )
    _laptop(arguments)


def _laptop(arguments: Arguments) -> None:
    arguments.add(
        "--laptop", type=one_name, required=True, metavar="NAME", text="unit_laptop"
    )
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")


def give(call: Call) -> Answer:
    """Seal boxes for a laptop; the code that is shown opens the file.

    Raises:
        RuleError: ``units.*``.
    """
    args = call.args
    bootstrap.check_target(args.out)
    with open_units(call) as units:
        made = units.give(args.job, args.boxes, args.laptop)
    return _sealed(call, made.data, made.code, made.people)


def results(call: Call) -> Answer:
    """Seal a laptop's results for the office.

    Raises:
        RuleError: ``units.*``.
    """
    args = call.args
    bootstrap.check_target(args.out)
    with open_units(call) as units:
        made = units.results(args.job, args.laptop)
    return _sealed(call, made.data, made.code, made.people)


def _sealed(call: Call, data: bytes, code: str, people: int) -> Answer:
    bootstrap.write_file(call.args.out, data)
    told = call.text("cli.handout.sealed", people=people, code=code)
    fields = {"file": str(call.args.out), "code": code, "people": people}
    return Answer({"ok": True, **fields}, (told,))


def _results_arguments(arguments: Arguments) -> None:
    _job(arguments)
    _laptop(arguments)


def _open_arguments(arguments: Arguments) -> None:
    arguments.add("file", type=file_path, metavar="FILE", text="unit_file")
    arguments.add(
        "--code", type=one_name, required=True, metavar="CODE", text="unit_code"
    )


def take(call: Call) -> Answer:
    """Take boxes over on this laptop.

    Raises:
        RuleError: ``units.*``.
    """
    with open_units(call) as units:
        data = bootstrap.read_bytes(call.args.file)
        made = units.take(data, call.args.code)
    return Answer({"ok": True, **_plain(asdict(made))})


def merge(call: Call) -> Answer:
    """Write a laptop's results into the job.

    Raises:
        RuleError: ``units.*``.
    """
    with open_units(call) as units:
        data = bootstrap.read_bytes(call.args.file)
        made = units.merge(data, call.args.code)
    return Answer({"ok": True, **_plain(asdict(made))})


def _plain(fields: dict[str, object]) -> dict[str, object]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


def _box_arguments(arguments: Arguments) -> None:
    _job(arguments)
    arguments.add("box", type=number_from(1), metavar="BOX", text="unit_box")


def take_back(call: Call) -> Answer:
    """Take a box back whose laptop is broken or lost.

    Raises:
        RuleError: ``units.no_box``, ``units.job_closed``.
    """
    with open_units(call) as units:
        box = units.take_back(call.args.job, int(call.args.box))
    return Answer({"ok": True, "box": box.box, "label": box.label})


def settle(call: Call) -> Answer:
    """Lay the job beside what the center told of its cards.

    Raises:
        RuleError: ``units.no_job``, ``units.job_closed``.
    """
    with open_units(call) as units:
        made = units.settle(call.args.job)
    return Answer({"ok": True, **_plain(asdict(made))})


def _close_arguments(arguments: Arguments) -> None:
    _job(arguments)
    arguments.add(
        "--count",
        action="append",
        type=_counted,
        default=[],
        metavar="BOX=N[:REASON]",
        text="unit_count",
    )


def _counted(text: str) -> BoxCount:
    found = _COUNT.fullmatch(text)
    if found is None:
        raise ArgumentTypeError("BOX=N[:REASON]")
    box, counted, reason = found.groups()
    return BoxCount(int(box), int(counted), reason or "")


def close(call: Call) -> Answer:
    """Close a job after the count of every box.

    Raises:
        RuleError: ``units.box_count``, ``units.box_away``, ``units.job_closed``.
    """
    with open_units(call) as units:
        back = units.close(call.args.job, tuple(call.args.count))
    return Answer({"ok": True, "returned": back})


VERBS = (
    Verb("handout batch", batch, _batch_arguments),
    Verb("handout show", show, _job),
    Verb("handout pack", pack, _pack_arguments),
    Verb("handout print", print_paper, _print_arguments),
    Verb("handout give", give, _give_arguments),
    Verb("handout take", take, _open_arguments),
    Verb("handout back", take_back, _box_arguments),
    Verb("handout results", results, _results_arguments),
    Verb("handout merge", merge, _open_arguments),
    Verb("handout settle", settle, _job),
    Verb("handout close", close, _close_arguments),
)
