"""Arguments: the shared options stand before or after a verb, as one likes."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any, NoReturn

from counter_app.cli.arguments import Arguments, some_text
from counter_app.cli.verb import Verb
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.i18n import Catalogue

PROGRAM = "counter-app"
LANGUAGES = ("zh_CN", "en")


class UsageError(SystemFaultError):
    """The command line was wrong: exit code 2."""

    def __init__(self, reason: str, usage: str) -> None:
        super().__init__(SystemCode.USAGE, reason=reason)
        self.usage = usage


class _Parser(ArgumentParser):
    """Raises instead of leaving the program, so that ``--json`` holds for it too."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.format_usage())


def build_parser(verbs: Sequence[Verb], words: Catalogue) -> ArgumentParser:
    """Return the parser of all verbs with its help in one language."""
    shared = _shared(words)
    parser = _Parser(
        prog=PROGRAM,
        description=words.text("cli.description"),
        epilog=words.text("cli.epilog"),
        parents=[shared],
        allow_abbrev=False,
    )
    parser.set_defaults(verb=None)
    kiosk = words.text("cli.option.kiosk")  # of the verb that need not be named
    parser.add_argument("--kiosk", action="store_true", default=SUPPRESS, help=kiosk)
    branches: dict[str, Any] = {
        "": parser.add_subparsers(metavar=words.text("cli.verbs"), parser_class=_Parser)
    }
    for verb in verbs:
        *group, leaf = verb.name.split()
        branch = branches[""]
        if group:
            branch = branches.get(group[0]) or _branch(
                branches, group[0], shared, words
            )
        text = words.text(verb.help_id)
        made = branch.add_parser(
            leaf, help=text, description=text, parents=[shared], allow_abbrev=False
        )
        made.set_defaults(verb=verb)
        verb.arguments(Arguments(made, words))
    return parser


def _branch(
    branches: dict[str, Any], name: str, shared: ArgumentParser, words: Catalogue
) -> Any:
    text = words.text(f"cli.group.{name}")
    made = branches[""].add_parser(
        name, help=text, description=text, parents=[shared], allow_abbrev=False
    )
    branches[name] = made.add_subparsers(
        metavar=words.text("cli.verbs"), required=True, parser_class=_Parser
    )
    return branches[name]


def _shared(words: Catalogue) -> ArgumentParser:
    shared = ArgumentParser(add_help=False)
    shared.add_argument(
        "--data",
        type=some_text,
        metavar="DIR",
        default=SUPPRESS,
        help=words.text("cli.option.data"),
    )
    shared.add_argument(
        "--json",
        action="store_true",
        default=SUPPRESS,
        help=words.text("cli.option.json"),
    )
    shared.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=SUPPRESS,
        help=words.text("cli.option.lang"),
    )
    shared.add_argument(
        "--passphrase-file",
        metavar="F",
        default=SUPPRESS,
        help=words.text("cli.option.passphrase_file"),
    )
    shared.add_argument(
        "--verbose",
        action="store_true",
        default=SUPPRESS,
        help=words.text("cli.option.verbose"),
    )
    return shared


def parse(parser: ArgumentParser, argv: Sequence[str]) -> Namespace:
    """Parse, or raise :class:`UsageError`; ``--help`` leaves with code 0."""
    return parser.parse_args(list(argv))


_VALUED = ("--data", "--lang", "--passphrase-file")
_BARE = ("--json", "--verbose", "--kiosk")


def names_verb(argv: Sequence[str]) -> bool:
    """Tell whether anything stands here but options that the window takes too."""
    words = iter(argv)
    for word in words:
        if word in _VALUED:
            next(words, None)
        elif word not in _BARE and word.partition("=")[0] not in _VALUED:
            return True
    return False


def option_ahead(argv: Sequence[str], name: str) -> str | None:
    """Return the value of an option before anything is parsed (language, folder)."""
    value = None
    for place, word in enumerate(argv):
        if word == name and place + 1 < len(argv):
            value = argv[place + 1]
        elif word.startswith(name + "="):
            value = word.partition("=")[2]
    return value
