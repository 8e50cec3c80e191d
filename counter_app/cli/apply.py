"""``apply``: applications for a first card, of one person or of a unit."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager

from counter_app import bootstrap
from counter_app.cli.arguments import (
    Arguments,
    file_path,
    iso_day,
    number_from,
    one_name,
    some_text,
)
from counter_app.cli.trail import actor, place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.applications import RELATIONS, Applicant, Progress
from counter_app.domain.masking import mask_name
from counter_app.domain.states import Collector, Role
from counter_app.ports.applications import ApplicationRow, Find
from counter_app.services.applications import ApplyWork
from counter_app.services.apply_lists import BadApplication, UnitApplications
from counter_app.services.applying import ApplyNew
from counter_app.services.commands import Bearer
from counter_app.services.results import Session
from counter_app.sheets import error_book

_WHO = {
    "self": Collector.SELF,
    "guardian": Collector.GUARDIAN,
    "agent": Collector.AGENT,
    "unit": Collector.UNIT,
}
_GUARDIAN_PARTS = 4
_AGENT_PARTS = 3


@contextmanager
def _work(call: Call) -> Iterator[ApplyWork]:
    """Open the office for the command line's own actor."""
    who = Session(actor(), actor(), Role.SUPERVISOR)
    with bootstrap.open_office(place_of(call), actor=actor()) as office:
        yield ApplyWork(office.desk.parts, lambda: who)


def _new_arguments(arguments: Arguments) -> None:
    add = arguments.add
    add("--name", type=one_name, required=True, text="apply_name")
    add("--id-type", type=some_text, default="A", text="apply_type")
    add("--number", type=some_text, required=True, text="apply_number")
    add("--ssn", default="", text="apply_ssn")
    add("--sex", choices=["male", "female", "unknown"], default="", text="apply_sex")
    add("--born", type=iso_day, default=None, metavar="D", text="apply_born")
    add("--nationality", default="CHN", text="apply_nationality")
    add("--until", type=iso_day, default=None, metavar="D", text="apply_until")
    add("--phone", default="", text="apply_phone")
    add("--address", default="", text="apply_address")
    add("--unit", default="", text="apply_unit")
    add("--bank", type=some_text, required=True, text="apply_bank")
    add("--guardian", type=_guardian, default=None, text="apply_guardian")
    add("--agent", type=_agent, default=None, text="apply_agent")
    add("--seen", action="append", default=[], metavar="P", text="apply_seen")
    add("--key", default="", text="apply_key")


def _parts(text: str, count: int) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != count or not all(parts):
        raise ArgumentTypeError(",".join("…" for _ in range(count)))
    return parts


def _guardian(text: str) -> list[str]:
    parts = _parts(text, _GUARDIAN_PARTS)
    if parts[2] not in RELATIONS:
        raise ArgumentTypeError("1-4")
    return parts


def _agent(text: str) -> list[str]:
    return _parts(text, _AGENT_PARTS)


def new(call: Call) -> Answer:
    """Take one application; offline it waits for the center's decision.

    Raises:
        RuleError: ``apply.*``, ``rule.*``.
    """
    args = call.args
    guardian = args.guardian or ["", "", "", ""]
    person = Applicant(
        name=args.name,
        id_type=args.id_type,
        paper_no=args.number,
        ssn=args.ssn,
        sex=args.sex,
        birth_date=args.born,
        nationality=args.nationality,
        paper_until=args.until,
        phone=args.phone,
        address=args.address,
        unit=args.unit,
        bank=args.bank,
        guardian_name=guardian[0],
        guardian_id=guardian[1],
        guardian_relation=guardian[2],
        guardian_phone=guardian[3],
    )
    key = args.key or bootstrap.ids().new()
    command = ApplyNew(key, person, _bearer(call), frozenset(args.seen))
    with _work(call) as work:
        done = work.apply(command)
        row = work.where(done.receipt_no)[0]
    promised = row.application.promised_on
    told = call.text("cli.apply.filed", number=done.receipt_no, day=promised)
    return Answer(
        {
            "ok": True,
            "receipt_no": done.receipt_no,
            "effect": done.effect.value,
            "refusal": done.refusal,
            "repeated": done.repeated,
            "printed": done.printed,
            "promised_on": promised,
            "state": row.shown,
        },
        (told, call.text(f"apply.state.{row.shown}")),
    )


def _bearer(call: Call) -> Bearer:
    args = call.args
    if args.agent:
        name, number, phone = args.agent
        return Bearer(Collector.AGENT, name, number, phone, papers_checked=True)
    if args.guardian:
        name, number, _relation, phone = args.guardian
        return Bearer(Collector.GUARDIAN, name, number, phone, papers_checked=True)
    return Bearer(paper_type=args.id_type, papers_checked=True)


def _import_arguments(arguments: Arguments) -> None:
    arguments.add("list", type=file_path, metavar="LIST", text="apply_list")
    arguments.add("--unit", type=one_name, required=True, metavar="N", text="unit")
    arguments.add(
        "--agent", type=_agent, required=True, action="append", metavar="NAME,ID,PHONE",
        text="apply_agent",
    )  # fmt: skip
    arguments.add("--dry-run", action="store_true", text="dry_run")
    arguments.add(
        "--errors", type=file_path, metavar="FILE", default=None, text="list_errors"
    )


def import_list(call: Call) -> Answer:
    """Take a unit's applications; ``--dry-run`` only tells what would come.

    Raises:
        RuleError: ``lists.*``, ``apply.no_column``.
    """
    args = call.args
    agent = _unit_agents(args.agent)
    order = UnitApplications(args.list, args.unit, agent)
    if args.errors is not None:
        bootstrap.check_target(args.errors)
    with _work(call) as work:
        done = work.apply_list(order, dry_run=args.dry_run)
    if args.errors is not None and done.bad:
        rows = [(b.line, b.cells, _reason(call, b)) for b in done.bad]
        bootstrap.write_file(args.errors, error_book(done.headings, rows))
    told = call.text("cli.apply.taken", taken=done.taken, bad=len(done.bad))
    return Answer(
        {
            "ok": True,
            "taken": done.taken,
            "repeated": done.repeated,
            "bad": [{"line": b.line, "code": b.error.code} for b in done.bad],
        },
        (told, *(f"{b.line:>6}  {_reason(call, b)}" for b in done.bad)),
    )


def _unit_agents(told: list[list[str]]) -> Bearer:
    """Who brings the list: one, or two where the city asks for two (7.1)."""
    name, number, phone = told[0]
    second = told[1] if len(told) > 1 else ["", "", ""]
    return Bearer(
        Collector.UNIT,
        name,
        number,
        phone,
        papers_checked=True,
        second_name=second[0],
        second_id=second[1],
    )


def _reason(call: Call, bad: BadApplication) -> str:
    return call.words.error_text(bad.error.code, bad.error.params)[0]


def _list_arguments(arguments: Arguments) -> None:
    states = ["", *(state.value for state in Progress)]
    arguments.add("--state", choices=states, default="", text="apply_state")
    arguments.add("--page", type=number_from(0), default=0, metavar="N", text="page")


def list_rows(call: Call) -> Answer:
    """List applications, the newest first; people are masked."""
    with _work(call) as work:
        found = work.listing(Find(state=call.args.state), int(call.args.page))
    return _told(call, found.rows, more=found.more)


def _show_arguments(arguments: Arguments) -> None:
    arguments.add("wanted", type=some_text, metavar="NUMBER", text="apply_wanted")


def show(call: Call) -> Answer:
    """Tell where a person's card is, by receipt or id number; audited.

    Raises:
        RuleError: ``apply.no_application``.
    """
    with _work(call) as work:
        return _told(call, work.where(call.args.wanted), more=False)


def _told(call: Call, found: tuple[ApplicationRow, ...], *, more: bool) -> Answer:
    rows = [
        {
            "number": row.application.number,
            "person": mask_name(row.application.name),
            "unit": row.application.unit,
            "bank": row.application.bank,
            "state": row.shown,
            "made_at": row.application.made_at,
            "told_at": row.application.told_at,
            "promised_on": row.application.promised_on,
            "card_no": row.application.card_no or None,
            "note": row.application.note,
            "refusal": row.refusal,
        }
        for row in found
    ]
    lines = tuple(
        f"{row.application.number}  {mask_name(row.application.name)}  "
        + call.text(f"apply.state.{row.shown}")
        for row in found
    )
    return Answer({"ok": True, "rows": rows, "more": more}, lines)


def _papers_arguments(arguments: Arguments) -> None:
    arguments.add("--who", choices=list(_WHO), default="self", text="apply_who")
    arguments.add("--minor", action="store_true", text="apply_minor")


def papers(call: Call) -> Answer:
    """List the originals to be seen, by who acts (business.md 3.2)."""
    with _work(call) as work:
        needed = work.papers(_WHO[call.args.who], minor=call.args.minor)
    lines = tuple(f"{p}  {call.words.text(f'view.paper.{p}')}" for p in needed)
    return Answer({"ok": True, "papers": list(needed)}, lines)


VERBS = (
    Verb("apply new", new, _new_arguments),
    Verb("apply import", import_list, _import_arguments),
    Verb("apply list", list_rows, _list_arguments),
    Verb("apply show", show, _show_arguments),
    Verb("apply papers", papers, _papers_arguments),
)
