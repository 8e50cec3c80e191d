"""``practice init|start|stop|acts``: an office of invented people to learn in."""

from __future__ import annotations

from dataclasses import asdict

from counter_app.cli.arguments import Arguments, file_path, number_from
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.practice import office, record, samples, training
from counter_app.practice.training import Wanted


def init(call: Call) -> Answer:
    """Make a practice office with random passwords, shown once here and at login.

    Raises:
        SystemFaultError: ``system.office_exists``, ``practice.part_failed``.
    """
    made = office.init(call.data, call.environment)
    accounts = [asdict(account) for account in made.accounts]
    lines = [call.text("cli.setup.made", office=office.NAME)]
    lines += [call.text("cli.practice.account", **account) for account in accounts]
    return Answer(
        {"ok": True, "data": str(call.data), "accounts": accounts}, tuple(lines)
    )


def start(call: Call) -> Answer:
    """Start the practice office's center and PC/SC service."""
    started = office.start(call.data)
    notice = None
    if started.notice is not None:
        notice = call.words.error_text(started.notice, {})[0]
    return Answer(
        {
            "ok": True,
            "channel": started.channel,
            "center_url": started.center_url,
            "notice": notice,
        }
    )


def stop(call: Call) -> Answer:
    """Stop what ``practice start`` started."""
    return Answer({"ok": True, "stopped": list(office.stop(call.data))})


def _acts_arguments(arguments: Arguments) -> None:
    number = number_from(1)
    arguments.add("--count", type=number, required=True, metavar="N", text="count")
    arguments.add("--seed", type=int, required=True, metavar="S", text="seed")
    arguments.add("--offline", action="store_true", text="offline")


def acts(call: Call) -> Answer:
    """Carry out random lawful acts through the real services.

    Raises:
        SystemFaultError: ``system.not_practice``, ``system.office_in_use``.
    """
    if not record.is_practice(call.data):
        raise SystemFaultError(SystemCode.NOT_PRACTICE)
    args = call.args
    wanted = Wanted(args.count, args.seed, offline=args.offline)
    done = training.carry_out(call.data, call.environment, wanted)
    return Answer({"ok": True, "acts": len(done.receipts), "receipts": done.receipts})


def _samples_arguments(arguments: Arguments) -> None:
    arguments.add("--out", type=file_path, required=True, metavar="DIR", text="samples")


def write_samples(call: Call) -> Answer:
    """Write a unit's list and drawn photos of this practice office to a folder.

    Raises:
        SystemFaultError: ``system.not_practice``, ``system.file_unwritable``.
    """
    made = samples.write(call.data, call.args.out)
    told = call.text(
        "cli.practice.samples", listed=made.listed, photos=made.photos,
        folder=str(made.folder),
    )  # fmt: skip
    return Answer(
        {"ok": True, "folder": str(made.folder), "list": samples.LIST,
         "listed": made.listed, "photos": made.photos},
        (told,),
    )  # fmt: skip


VERBS = (
    Verb("practice init", init),
    Verb("practice start", start),
    Verb("practice stop", stop),
    Verb("practice acts", acts, _acts_arguments),
    Verb("practice samples", write_samples, _samples_arguments),
)
