"""Adds a verb's arguments with help from the catalogue."""

from __future__ import annotations

import errno
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from counter_app.i18n import Catalogue

_LONGEST_NAME = 100
_MOST = 1_000_000_000  # pages of rows and seconds stay countable
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_DAYS = f"YYYY-MM-DD, {_FIRST_YEAR}-{_LAST_YEAR}"


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


def some_text(text: str) -> str:
    """Read a text that says something."""
    if not text.strip():
        raise ArgumentTypeError("''")
    return text


def file_path(text: str) -> Path:
    """Read the name of a file, there or not; an empty or impossible one is none."""
    path = Path(some_text(text))
    try:
        path.lstat()
    except ValueError:  # NUL, or half of a character
        raise ArgumentTypeError("NUL") from None
    except OSError as exc:
        if exc.errno == errno.ENAMETOOLONG:
            raise ArgumentTypeError("ENAMETOOLONG") from None
    return path


def iso_day(text: str) -> date:
    """Read ``YYYY-MM-DD`` of the years 1900 to 2999.

    Every clock and time zone can reckon with these.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_DAYS) from None
    if day.isoformat() != text or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ArgumentTypeError(_DAYS)
    return day


def number_from(low: float, *, whole: bool = True) -> Callable[[str], float]:
    """Return a reader of numbers from ``low`` to a thousand million."""
    wanted = f"{low:g}-{_MOST}"

    def read(text: str) -> float:
        try:
            value = int(text) if whole else float(text)
        except ValueError:
            raise ArgumentTypeError(wanted) from None
        if not low <= value <= _MOST:
            raise ArgumentTypeError(wanted)
        return value

    return read
