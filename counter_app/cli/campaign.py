"""``campaign``: cards that end, cards nobody collects, and the letters about them."""

from __future__ import annotations

from collections import Counter
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
from counter_app.domain.campaigns import Campaign, Due
from counter_app.domain.masking import mask_name, mask_ssn
from counter_app.domain.states import Role
from counter_app.services.campaign_desk import Letters, Span
from counter_app.services.campaigns import CampaignWork
from counter_app.services.results import Session


@contextmanager
def _work(call: Call) -> Iterator[CampaignWork]:
    """Open the office for the command line's own actor."""
    who = Session(actor(), actor(), Role.SUPERVISOR)
    with bootstrap.open_office(place_of(call), actor=actor()) as office:
        yield CampaignWork(office.desk.parts, lambda: who)


def _span_arguments(arguments: Arguments) -> None:
    add = arguments.add
    add("--unit", default="", metavar="N", text="campaign_unit")
    add("--first", type=iso_day, default=None, metavar="D", text="campaign_first")
    add("--until", type=iso_day, default=None, metavar="D", text="campaign_until")


def _span(call: Call) -> Span:
    return Span(call.args.first, call.args.until, call.args.unit)


def due(call: Call) -> Answer:
    """List cards that have to be exchanged; people are masked.

    Raises:
        RuleError: ``campaign.span``.
    """
    with _work(call) as work:
        found = work.due(_span(call))
    return Answer(
        {"ok": True, "count": len(found), "rows": [_row(one) for one in found]},
        tuple(_line(call, one) for one in found),
    )


def _row(one: Due) -> dict[str, object]:
    return {
        "person": mask_name(one.name),
        "ssn": mask_ssn(one.ssn),
        "unit": one.unit,
        "card_no": one.card_no,
        "expiry_date": one.expiry_date,
        "state": one.state.value,
        "reminders": one.reminders,
        "reminded_at": one.reminded_at,
    }


def _line(call: Call, one: Due) -> str:
    state = call.words.text(f"campaign.state.{one.state.value}")
    return f"{one.expiry_date}  {mask_name(one.name)}  {one.card_no}  {state}"


def _make_arguments(arguments: Arguments) -> None:
    arguments.add("name", type=one_name, metavar="NAME", text="campaign_name")
    _span_arguments(arguments)


def make(call: Call) -> Answer:
    """Make a campaign of everybody who is due now.

    Raises:
        RuleError: ``campaign.nobody_due``, ``campaign.span``.
    """
    with _work(call) as work:
        campaign, count = work.make(call.args.name, _span(call))
    return Answer(
        {"ok": True, **_told(campaign), "people": count},
        (f"{campaign.campaign_id}  {campaign.name}  {count}",),
    )


def _told(campaign: Campaign) -> dict[str, object]:
    return {
        "campaign": campaign.campaign_id,
        "name": campaign.name,
        "unit": campaign.unit,
        "first": campaign.first,
        "until": campaign.until,
        "made_at": campaign.made_at,
    }


def _list_arguments(arguments: Arguments) -> None:
    arguments.add("--page", type=number_from(0), default=0, metavar="N", text="page")


def list_rows(call: Call) -> Answer:
    """List campaigns, the newest first."""
    with _work(call) as work:
        found, more = work.listing(int(call.args.page))
    lines = tuple(f"{c.campaign_id}  {c.until}  {c.name}  {c.unit}" for c in found)
    return Answer({"ok": True, "rows": [_told(c) for c in found], "more": more}, lines)


def _one_argument(arguments: Arguments) -> None:
    arguments.add("campaign", type=some_text, metavar="ID", text="campaign_id")


def show(call: Call) -> Answer:
    """Show a campaign: how many are open, waiting and done, and everybody.

    Raises:
        RuleError: ``campaign.no_campaign``.
    """
    with _work(call) as work:
        campaign, people = work.show(call.args.campaign)
    counts = Counter(one.state.value for one in people)
    return Answer(
        {
            "ok": True,
            **_told(campaign),
            "counts": dict(sorted(counts.items())),
            "rows": [_row(one) for one in people],
        },
        tuple(_line(call, one) for one in people),
    )


def _remind_arguments(arguments: Arguments) -> None:
    _one_argument(arguments)
    arguments.add(
        "--out", type=file_path, required=True, metavar="FILE", text="campaign_letters"
    )


def remind(call: Call) -> Answer:
    """Write a letter to everybody of a campaign who has not come.

    Raises:
        RuleError: ``campaign.no_campaign``, ``campaign.no_letters``.
    """
    bootstrap.check_target(call.args.out)
    with _work(call) as work:
        return _letters(call, work.remind(call.args.campaign))


def _letters(call: Call, letters: Letters) -> Answer:
    out = call.args.out
    bootstrap.write_file(out, letters.pdf)
    told = call.text("cli.campaign.letters", count=letters.count, file=out.name)
    return Answer({"ok": True, "letters": letters.count, "file": str(out)}, (told,))


def _uncollected_arguments(arguments: Arguments) -> None:
    arguments.add("--overdue", action="store_true", text="campaign_overdue")
    arguments.add(
        "--out", type=file_path, default=None, metavar="FILE", text="campaign_letters"
    )


def uncollected(call: Call) -> Answer:
    """List cards nobody collected; ``--out`` writes a letter to each person (R-34).

    Raises:
        RuleError: ``campaign.no_letters``.
    """
    overdue = call.args.overdue
    if call.args.out is not None:
        bootstrap.check_target(call.args.out)
    with _work(call) as work:
        if call.args.out is not None:
            return _letters(call, work.uncollected_letters(overdue=overdue))
        found = work.uncollected(overdue=overdue)
    rows = [
        {
            "person": mask_name(row.name),
            "card_no": row.card_no,
            "box_position": row.box_position,
            "arrived_on": row.arrived_on,
            "unit": row.unit,
        }
        for row in found
    ]
    lines = tuple(f"{r['arrived_on']}  {r['person']}  {r['card_no']}" for r in rows)
    return Answer({"ok": True, "count": len(rows), "rows": rows}, lines)


VERBS = (
    Verb("campaign due", due, _span_arguments),
    Verb("campaign make", make, _make_arguments),
    Verb("campaign list", list_rows, _list_arguments),
    Verb("campaign show", show, _one_argument),
    Verb("campaign remind", remind, _remind_arguments),
    Verb("campaign uncollected", uncollected, _uncollected_arguments),
)
