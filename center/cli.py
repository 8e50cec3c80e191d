"""Arguments of ``counter-center`` and the way from a verb to an exit code.

Exit codes: 0 done, 1 did not hold, 2 wrong use. With ``--json`` stdout carries one
object and nothing else; logs go to stderr.
"""

from __future__ import annotations

import logging
import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import platformdirs

from center import (
    application_verbs,
    desk_verbs,
    logs,
    photo_verbs,
    serve_verb,
    verbs,
)
from center.answers import LANGUAGES, failure, show
from center.reading import address
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CenterError, PrintError

DATABASE = "COUNTER_CENTER_DATABASE"
_log = logging.getLogger("center")
_VERBS = (
    serve_verb.VERBS
    | verbs.VERBS
    | desk_verbs.VERBS
    | application_verbs.VERBS
    | photo_verbs.VERBS
)


class UsageError(CenterError):
    """Wrong use of the command line."""

    def __init__(self, reason: str) -> None:
        super().__init__(CenterCode.USAGE, reason=reason)


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n{self.format_usage()}".strip())


def default_database() -> str:
    """Return the database of the environment, or a SQLite file of this user."""
    named = os.environ.get(DATABASE)
    if named:
        return named
    folder = Path(platformdirs.user_data_dir("counter-center", appauthor=False))
    return f"sqlite:///{(folder / 'center.db').as_posix().lstrip('/')}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    language = _language(words)
    try:
        args = _parser().parse_args(words)
        logs.set_up(
            verbose=getattr(args, "verbose", False),
            as_json=getattr(args, "log_json", False),
        )
        args.json, args.database = as_json, _database(args)
        answer = args.run(args)
    except (CenterError, CardError, PrintError) as exc:
        show(failure(exc, language), as_json=as_json)
        return 2 if exc.code == CenterCode.USAGE else 1
    except KeyboardInterrupt:
        return 1
    except Exception as exc:  # the edge of the program  # noqa: BLE001
        _log.error("unexpected: %s", logs.describe(exc))
        show(failure(CenterError(CenterCode.UNEXPECTED), language), as_json=as_json)
        return 1
    if answer is not None:
        show({"ok": True, **answer}, as_json=as_json)
    return 0


def _language(words: Sequence[str]) -> str:
    """Find the language before anything is parsed: a wrong use is told in it too."""
    named = [word for word in words if word in LANGUAGES and "--lang" in words]
    named += [word.removeprefix("--lang=") for word in words]
    named.append(os.environ.get("COUNTER_LANG", ""))
    return next((name for name in named if name in LANGUAGES), LANGUAGES[0])


def _database(args: Namespace) -> str:
    return getattr(args, "database", None) or default_database()


def _shared() -> _Parser:
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--database",
        type=address,
        metavar="URL",
        default=SUPPRESS,
        help=f"postgresql://... or sqlite:///file; default: ${DATABASE}, "
        "then a file of this user",
    )
    shared.add_argument(
        "--json", action="store_true", default=SUPPRESS, help="one object on stdout"
    )
    shared.add_argument("--lang", choices=LANGUAGES, default=SUPPRESS)
    shared.add_argument("--verbose", action="store_true", default=SUPPRESS)
    shared.add_argument(
        "--log-json", action="store_true", default=SUPPRESS,
        help="logs as one JSON object a line",
    )  # fmt: skip
    return shared


def _parser() -> ArgumentParser:
    shared = _shared()
    parser = _Parser(prog="counter-center", parents=[shared], allow_abbrev=False)
    branch = parser.add_subparsers(metavar="VERB", required=True, parser_class=_Parser)
    groups: dict[str, object] = {}
    for name, verb in _VERBS.items():
        *group, leaf = name.split()
        place = branch
        if group:
            if group[0] not in groups:
                made = branch.add_parser(group[0], allow_abbrev=False)
                groups[group[0]] = made.add_subparsers(
                    metavar="VERB", required=True, parser_class=_Parser
                )
            place = groups[group[0]]  # type: ignore[assignment]  # argparse has no public type for it
        one = place.add_parser(
            leaf, help=verb.help, description=verb.help, parents=[shared],
            allow_abbrev=False,
        )  # fmt: skip
        verb.arguments(one)
        one.set_defaults(run=verb.run)
    return parser
