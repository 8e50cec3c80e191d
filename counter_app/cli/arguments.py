"""Adds a verb's arguments with help from the catalogue."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from typing import Any

from counter_app.i18n import Catalogue

_LONGEST_NAME = 100


class Arguments:
    """The parser of one verb; ``text`` names the help ``cli.option.<text>``."""

    def __init__(self, parser: ArgumentParser, words: Catalogue) -> None:
        self._parser = parser
        self._words = words

    def add(self, name: str, *, text: str, **options: Any) -> None:
        """Add one argument (options as argparse takes them)."""
        described = self._words.text(f"cli.option.{text}")
        self._parser.add_argument(name, help=described, **options)


def one_name(text: str) -> str:
    """Read a name or login: one printable line that encodes, 1 to 100 characters."""
    name = text.strip()
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise ArgumentTypeError("UTF-8") from None
    if not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
        raise ArgumentTypeError(f"1-{_LONGEST_NAME}")
    return name


def iso_day(text: str) -> date:
    """Read ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("YYYY-MM-DD") from None


def number_from(low: float, *, whole: bool = True) -> Callable[[str], float]:
    """Return a reader of finite numbers that are ``low`` or more."""

    def read(text: str) -> float:
        try:
            value = int(text) if whole else float(text)
        except ValueError:
            raise ArgumentTypeError(f">= {low:g}") from None
        if not low <= value < float("inf"):
            raise ArgumentTypeError(f">= {low:g}")
        return value

    return read
