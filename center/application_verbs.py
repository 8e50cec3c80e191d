"""Verbs for applications: how far the making of a card is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from center import applications
from center.answers import Json, show_rows
from center.verbs import Verb, now, opened
from counter_app.domain.applications import Progress

_TOLD = [state.value for state in Progress if state is not Progress.ACCEPTED]


def _list(args: Namespace) -> None:
    with opened(args) as database:
        rows = database.read(lambda tx: applications.listing(tx, args.state))
    show_rows({"ok": True}, "rows", rows, as_json=args.json)


def _move(args: Namespace) -> Json:
    to, told = Progress(args.state), (args.card_no, args.note)
    with opened(args) as database:
        return database.write(
            lambda tx: applications.move(tx, args.number, to, told, now())
        )


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--state", choices=["", *_TOLD], default="",
                        help="all if left out")  # fmt: skip


def _move_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="of the application")
    parser.add_argument("state", choices=_TOLD)
    parser.add_argument("--card-no", default="", metavar="NUMBER",
                        help="the finished card, for at_office")  # fmt: skip
    parser.add_argument("--note", default="", help="what went wrong")


VERBS = {
    "application list": Verb(_list, "applications, the newest first", _list_arguments),
    "application move": Verb(
        _move, "note how far the making of a card is", _move_arguments
    ),
}
