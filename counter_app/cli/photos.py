"""``photos``: import a night's pictures, list, show, hand on, purge."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path, number_from, some_text
from counter_app.cli.second import second_arguments, second_of
from counter_app.cli.trail import actor, place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.identity import normal_ssn
from counter_app.domain.records import Ssn
from counter_app.domain.states import Role
from counter_app.services.photo_import import PhotoOrder
from counter_app.services.photo_matching import PhotoTrouble
from counter_app.services.photos import PhotoWork
from counter_app.services.results import Session

_TELL_EVERY = 100
_FORMULA = ("=", "+", "-", "@")


@contextmanager
def _photos(call: Call) -> Iterator[PhotoWork]:
    """Open the office for the command line's own actor."""
    who = Session(actor(), actor(), Role.SUPERVISOR)
    with bootstrap.open_office(place_of(call), actor=actor()) as office:
        yield PhotoWork(office.desk.parts, lambda: who)


def _import_arguments(arguments: Arguments) -> None:
    arguments.add("path", type=file_path, metavar="PATH", text="photos_path")
    arguments.add(
        "--errors", type=file_path, metavar="FILE", default=None, text="photos_errors"
    )
    arguments.add("--again", action="store_true", text="photos_again")
    arguments.add("--dry-run", action="store_true", text="photos_dry_run")
    arguments.add(
        "--assign",
        action="append",
        type=_assigned,
        default=[],
        metavar="FILE=NUMBER",
        text="photos_assign",
    )


def _assigned(text: str) -> tuple[str, str]:
    file, _, number = text.rpartition("=")
    if not file or not number:
        raise ArgumentTypeError("FILE=NUMBER")
    return file, number


def take_in(call: Call) -> Answer:
    """Import a folder or ZIP; a stopped run goes on where it ended.

    Raises:
        RuleError: ``photos.*``.
    """
    args = call.args

    def told(done: int, total: int) -> None:
        if not getattr(args, "json", False) and (
            done == total or done % _TELL_EVERY == 0
        ):
            call.say(call.text("cli.photos.progress", done=done, total=total))

    if args.errors is not None:
        bootstrap.check_target(args.errors)
    order = PhotoOrder(args.path, args.again, dict(args.assign), told)
    with _photos(call) as photos:
        done = photos.try_out(order) if args.dry_run else photos.take_in(order)
    if args.errors is not None and done.bad:
        bootstrap.write_file(args.errors, _errors(call, done.bad))
    summary = call.text(
        "cli.photos.imported", taken=done.taken, known=done.known, bad=len(done.bad)
    )
    return Answer(
        {
            "ok": True,
            "total": done.total,
            "taken": done.taken,
            "known": done.known,
            "left": done.left,
            "bad": [_trouble(one) for one in done.bad],
        },
        (summary, *(f"{one.file}  {_fault(call, one)}" for one in done.bad)),
    )


def _trouble(one: PhotoTrouble) -> dict[str, object]:
    people = [{"ssn": p.ssn, "name": p.name, "unit": p.unit} for p in one.candidates]
    return {"file": one.file, "fault": one.fault.value, "candidates": people}


def _fault(call: Call, one: PhotoTrouble) -> str:
    return call.text(f"photo.fault.{one.fault.value}")


def _errors(call: Call, bad: tuple[PhotoTrouble, ...]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for one in bad:
        people = "; ".join(f"{p.name} {p.ssn} {p.unit}" for p in one.candidates)
        cells = (one.file, _fault(call, one), people)
        writer.writerow([f"'{c}" if c[:1] in _FORMULA else c for c in cells])
    return out.getvalue().encode("utf-8-sig")


def _list_arguments(arguments: Arguments) -> None:
    arguments.add("--page", type=number_from(0), default=0, metavar="N", text="page")
    arguments.add("--faults", action="store_true", text="photos_faults")


def list_rows(call: Call) -> Answer:
    """List photos, the newest first, with their faults and the figures."""
    with _photos(call) as photos:
        found, more = photos.rows(int(call.args.page), faulty=call.args.faults)
        count = photos.count()
    rows = [
        {
            "file": row.source,
            "ssn": row.ssn,
            "fault": row.fault or None,
            "made_at": row.made_at,
            "uploaded_at": row.uploaded_at,
            "purged_at": row.purged_at,
        }
        for row in found
    ]
    return Answer(
        {
            "ok": True,
            "kept": count.kept,
            "faulty": count.faulty,
            "to_upload": count.to_upload,
            "purged": count.purged,
            "rows": rows,
            "more": more,
        },
        tuple(
            f"{row.made_at:%Y-%m-%d}  {row.source}  "
            + (call.text(f"photo.fault.{row.fault}") if row.fault else "")
            for row in found
        ),
    )


def _show_arguments(arguments: Arguments) -> None:
    arguments.add("ssn", type=some_text, metavar="NUMBER", text="photos_ssn")
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")


def show(call: Call) -> Answer:
    """Write one person's photo to a file; the look-up is audited.

    Raises:
        RuleError: ``photos.no_photo``.
    """
    bootstrap.check_target(call.args.out)
    with _photos(call) as photos:
        row = photos.look_at(Ssn(normal_ssn(call.args.ssn)))
    return _written(call, row.jpeg or b"", 1)


def _out_argument(arguments: Arguments) -> None:
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")


def _export_arguments(arguments: Arguments) -> None:
    _out_argument(arguments)
    second_arguments(arguments)


def export(call: Call) -> Answer:
    """Pack photos that were not handed on yet; a second operator approves (R-50).

    From now on the time of these photos runs.

    Raises:
        RuleError: ``rule.approval_*``, ``photos.no_photo``.
    """
    bootstrap.check_target(call.args.out)
    approval = second_of(call)
    with _photos(call) as photos:
        packed, count = photos.hand_on(approval)
    return _written(call, packed, count)


def _written(call: Call, content: bytes, count: int) -> Answer:
    bootstrap.write_file(call.args.out, content)
    return Answer({"ok": True, "file": str(call.args.out), "count": count})


def purge(call: Call) -> Answer:
    """Forget photos handed on longer ago than the rule pack keeps them."""
    with _photos(call) as photos:
        gone = photos.purge()
    told = call.text("cli.photos.purged", count=gone)
    return Answer({"ok": True, "purged": gone}, (told,))


VERBS = (
    Verb("photos import", take_in, _import_arguments),
    Verb("photos list", list_rows, _list_arguments),
    Verb("photos show", show, _show_arguments),
    Verb("photos export", export, _export_arguments),
    Verb("photos purge", purge),
)
