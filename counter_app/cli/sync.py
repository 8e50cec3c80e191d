"""``sync status|once|export``: the line to the center, as the status bar tells it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from counter_app import bootstrap
from counter_app.bootstrap import LineFacts
from counter_app.cli.arguments import Arguments
from counter_app.cli.trail import office_store, place_of, record_now
from counter_app.cli.verb import Answer, Call, Verb


def status(call: Call) -> Answer:
    """Tell what waits and whether the center answers now; nothing is sent."""
    with closing(office_store(call)) as store:
        return _answer(bootstrap.line_facts(place_of(call), store))


def once(call: Call) -> Answer:
    """Upload what waits and take what is new, once.

    Raises:
        CenterError: not enrolled, or the center is away or not to be understood.
    """
    with closing(office_store(call)) as store:
        return _answer(bootstrap.sync_once(place_of(call), store))


def _answer(facts: LineFacts) -> Answer:
    return Answer(
        {
            "online": facts.online,
            "waiting": facts.waiting,
            "refused": facts.refused,
            "doubtful": facts.doubtful,
            "oldest_waiting_s": facts.oldest_waiting_s,
            "last_contact": facts.last_contact,
            "clock_skew_s": facts.clock_skew_s,
            "data_as_of": facts.data_as_of,
            "parcels": facts.parcels,
        }
    )


def export(call: Call) -> Answer:
    """Write what waits into a sealed file for the center (carry file).

    Raises:
        CenterError: not enrolled, or the file cannot be written.
    """
    with closing(office_store(call)) as store:
        file: Path = call.args.file
        count = bootstrap.export_waiting(place_of(call), store, file)
        record_now(store, "carry.exported", detail=str(count))
    return Answer({"ok": True, "file": str(file), "operations": count})


def take(call: Call) -> Answer:
    """Keep another workstation's carry file; the next exchange passes it on.

    Raises:
        CenterError: not enrolled, or no such file.
    """
    with closing(office_store(call)) as store:
        new = bootstrap.take_parcel(place_of(call), store, call.args.file)
    return Answer({"ok": True, "file": str(call.args.file), "new": new})


def _file_argument(arguments: Arguments) -> None:
    arguments.add("file", type=Path, metavar="FILE", text="file")


VERBS = (
    Verb("sync status", status),
    Verb("sync once", once),
    Verb("sync export", export, _file_argument),
    Verb("sync import", take, _file_argument),
)
