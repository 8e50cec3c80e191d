"""``report`` and ``close``: what a supervisor prints and signs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from counter_app import bootstrap
from counter_app.bootstrap.books import office_report, open_books
from counter_app.cli.arguments import Arguments, file_path, iso_day
from counter_app.cli.lists import form_of, out_arguments
from counter_app.cli.trail import place_of
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.closing import CloseFault
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import RuleError, SystemFaultError
from counter_app.domain.stock import Account
from counter_app.services import closing
from counter_app.services.books import FORMS
from counter_app.services.closing import CloseDay, DayView, key_of

_PAIR = "="


# -- reports -------------------------------------------------------------------
_WITH_JSON = (*FORMS, "json")


def _daily_arguments(arguments: Arguments) -> None:
    arguments.add("--date", type=iso_day, default=None, metavar="D", text="date")
    out_arguments(arguments, _WITH_JSON)


def daily(call: Call) -> Answer:
    """Write the report of one of the office's days.

    Raises:
        SystemFaultError: ``system.file_unwritable``.
        RuleError: ``closing.period`` for a day to come.
    """
    with open_books(place_of(call)) as (books, _store):
        day = call.args.date or books.today()
    return _report(call, day, day)


def _period_arguments(arguments: Arguments) -> None:
    arguments.add("--from", dest="first", type=iso_day, metavar="D", text="first_day")
    arguments.add("--to", dest="last", type=iso_day, metavar="D", text="last_day")
    arguments.add("--week", type=iso_day, metavar="D", text="week")
    arguments.add("--month", metavar="YYYY-MM", text="month")
    out_arguments(arguments, _WITH_JSON)


def period(call: Call) -> Answer:
    """Write the report of a week, a month or any days.

    Raises:
        RuleError: ``closing.period``.
    """
    first, last = _days(call.args)
    return _report(call, first, last)


def _days(args: Any) -> tuple[date, date]:
    if args.week is not None:
        monday = args.week - timedelta(days=args.week.weekday())
        return monday, _until_today(monday + timedelta(days=6))
    if args.month is not None:
        try:
            first = date.fromisoformat(f"{args.month}-01")
        except ValueError:
            raise RuleError(CloseFault.PERIOD) from None
        following = (first + timedelta(days=31)).replace(day=1)
        return first, _until_today(following - timedelta(days=1))
    if args.first is None or args.last is None:
        raise RuleError(CloseFault.PERIOD)
    return args.first, args.last


def _until_today(last: date) -> date:
    return min(last, bootstrap.clock().now().astimezone().date())


def _report(call: Call, first: date, last: date) -> Answer:
    out, form = call.args.out, form_of(call, _WITH_JSON)
    bootstrap.check_target(out)
    with open_books(place_of(call)) as (books, _store):
        if form == "json":
            made = books.report_facts(first, last)
        else:
            made = books.report(first, last, form)
        bootstrap.write_file(out, made.content)
    return Answer(
        {
            "ok": True,
            "date": first,
            "last": last,
            "format": form,
            "closed": made.closed,
            "file": str(out),
            "bytes": len(made.content),
        }
    )


def _office_arguments(arguments: Arguments) -> None:
    arguments.add("files", nargs="+", type=file_path, metavar="FILE", text="windows")
    out_arguments(arguments, FORMS)


def office(call: Call) -> Answer:
    """Add the JSON reports of an office's windows up to the report of the office.

    Raises:
        SystemFaultError: ``system.file_unreadable``.
        RuleError: ``closing.period`` where they tell of different days.
    """
    contents = []
    for path in call.args.files:
        try:
            contents.append(json.loads(bootstrap.read_text(path)))
        except ValueError as exc:
            raise SystemFaultError(
                SystemCode.FILE_UNREADABLE, file=path.name, reason="JSON"
            ) from exc
    try:
        made, total = office_report(contents, form_of(call, FORMS))
    except (ValueError, KeyError, TypeError) as exc:
        raise RuleError(CloseFault.PERIOD) from exc
    bootstrap.write_file(call.args.out, made)
    fields = {"ok": True, "windows": len(contents), "total": total}
    return Answer({**fields, "file": str(call.args.out), "bytes": len(made)})


# -- close ---------------------------------------------------------------------
def _day_arguments(arguments: Arguments) -> None:
    arguments.add("--date", type=iso_day, default=None, metavar="D", text="close_date")
    arguments.add(
        "--count",
        action="append",
        default=[],
        metavar="ACCOUNT=N",
        text="close_count",
    )


def _close_arguments(arguments: Arguments) -> None:
    _day_arguments(arguments)
    arguments.add(
        "--explain",
        action="append",
        default=[],
        metavar="CODE KEY=TEXT",
        text="close_explain",
    )


def _counts(pairs: Sequence[str]) -> dict[Account, int]:
    found = {}
    for pair in pairs:
        name, _, number = pair.partition(_PAIR)
        try:
            found[Account(name.strip())] = int(number)
        except ValueError:
            raise RuleError(CloseFault.NOT_COUNTED) from None
    return found


def close_show(call: Call) -> Answer:
    """Reconcile a day without closing it; exit code 1 while something differs."""
    with open_books(place_of(call)) as (books, _store):
        day = call.args.date or books.today()
        view = books.look(day, _counts(call.args.count))
    good = not view.differences
    return Answer({"ok": good, **_view(call, view)}, ok=good)


def close_day(call: Call) -> Answer:
    """Close a day: every account counted, every difference explained.

    Raises:
        RuleError: ``closing.*``.
    """
    notes = {}
    for said in call.args.explain:
        name, _, text = said.partition(_PAIR)
        notes[name.strip()] = text.strip()
    with open_books(place_of(call)) as (books, _store):
        left = books.days_left_open()
        day = call.args.date or (left[0] if left else books.today())
        closed = books.close_day(CloseDay(day, _counts(call.args.count), notes))
    return Answer(
        {
            "ok": True,
            "date": closed.day,
            "closed_at": closed.closed_at,
            "sha256": closed.sha256,
            "audit_row": closed.audit_row,
        }
    )


def close_list(call: Call) -> Answer:
    """List earlier days that nobody closed."""
    with open_books(place_of(call)) as (books, _store):
        left = books.days_left_open()
    return Answer({"ok": not left, "days": [day.isoformat() for day in left]})


def close_verify(call: Call) -> Answer:
    """Compare a closed day with the digest that the audit chain holds."""
    with open_books(place_of(call)) as (books, store):
        day = call.args.date or books.today()
        with store.reading() as read:
            closed = read.days.get(day)
    good = closed is not None and closing.whole(closed)
    digest = closed.sha256 if closed else None
    return Answer({"ok": good, "date": day, "sha256": digest}, ok=good)


def _view(call: Call, view: DayView) -> dict[str, object]:
    return {
        "date": view.day,
        "closed": view.closed is not None,
        "earlier": [day.isoformat() for day in view.earlier],
        **view.figures,
        "accounts": [
            {
                "account": ledger.account.value,
                "opening": ledger.opening,
                "received": ledger.received,
                "issued": ledger.issued,
                "returned": ledger.returned,
                "voided": ledger.voided,
                "book": ledger.closing,
                "rows": ledger.rows,
            }
            for ledger in view.ledgers
        ],
        "differences": [
            {
                "difference": key_of(found),
                "expected": found.expected,
                "found": found.found,
                "cause": call.words.error_text(found.code, {})[0],
            }
            for found in view.differences
        ],
    }


VERBS = (
    Verb("report daily", daily, _daily_arguments),
    Verb("report period", period, _period_arguments),
    Verb("report office", office, _office_arguments),
    Verb("close show", close_show, _day_arguments),
    Verb("close day", close_day, _close_arguments),
    Verb("close list", close_list),
    Verb("close verify", close_verify, _day_arguments),
)
