"""A verb that acts at the counter: the office open, an operator logged in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from counter_app import bootstrap
from counter_app.bootstrap import Place
from counter_app.cli.arguments import Arguments, one_name
from counter_app.cli.asking import ask
from counter_app.cli.trail import actor, place_of
from counter_app.cli.verb import Call
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import RuleError, SystemFaultError
from counter_app.domain.records import CardNo, Ssn
from counter_app.services.commands import Bearer
from counter_app.services.counter import Counter
from counter_app.services.results import CardOnReader

WAIT_S = 10.0


def session_arguments(arguments: Arguments) -> None:
    """Add who acts, on which reader, and whether the papers were seen."""
    arguments.add("--reader", metavar="NAME", text="reader")
    arguments.add("--login", type=one_name, metavar="LOGIN", text="pin_login")
    arguments.add("--papers", action="store_true", text="pin_papers")


@contextmanager
def at_the_counter(call: Call) -> Iterator[Counter]:
    """Open the office and log the operator in; the password is asked for.

    Raises:
        SystemFaultError: ``system.no_office``, ``system.usage`` without ``--login``.
        RuleError: ``rule.login_wrong``, ``rule.login_locked``.
    """
    if not bootstrap.has_office(call.data):
        raise SystemFaultError(SystemCode.NO_OFFICE)
    if not call.args.login:
        raise SystemFaultError(SystemCode.USAGE, reason="--login")
    with bootstrap.open_office(named_place(call), actor=actor()) as office:
        password = ask(call, "password")
        try:
            office.desk.login(call.args.login, password.reveal().decode())
        finally:
            password.wipe()
        yield office.desk


def named_place(call: Call) -> Place:
    """Return the data folder, with the reader that was named."""
    place = place_of(call)
    if not call.args.reader:
        return place
    reader = replace(place.config.reader, name=call.args.reader)
    return replace(place, config=replace(place.config, reader=reader))


def known(seen: CardOnReader) -> tuple[Ssn, CardNo]:
    """Return holder and card of our records; a foreign card is not served.

    Raises:
        RuleError: ``rule.no_such_holder``, ``rule.no_such_card``.
    """
    if seen.holder is None:
        raise RuleError(RuleCode.NO_SUCH_HOLDER)
    if seen.card is None:
        raise RuleError(RuleCode.NO_SUCH_CARD)
    return seen.holder.ssn, seen.card.card_no


def new_form() -> str:
    """Return a key for one form; the same act twice is two forms."""
    return f"cli-{uuid.uuid4().hex}"


def bearer(call: Call) -> Bearer:
    """Return the holder, their papers seen or not."""
    return Bearer(papers_checked=call.args.papers)
