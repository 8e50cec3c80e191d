"""Reads JSON values into typed facts; all faults of a content are told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError

Read = Callable[[object], object]


def read_all(
    content: Mapping[str, object], how: Mapping[str, Read], required: frozenset[str]
) -> dict[str, object]:
    """Return the values that are said, read by ``how``; None and "" say nothing.

    Raises:
        PrintError: ``printing.content`` with ``listing``, the names of all keys that
            are missing or not understood, never their values.
    """
    values: dict[str, object] = {}
    faults: list[str] = []
    for name, read in how.items():
        said = content.get(name)
        if said is None or said == "":
            if name in required:
                faults.append(name)
            continue
        try:
            values[name] = read(said)
        except (ValueError, TypeError, ZoneInfoNotFoundError, PrintError):
            faults.append(name)
    if faults:
        raise PrintError(PrintCode.CONTENT, listing=", ".join(faults))
    return values


def text(value: object) -> str:
    """Return a text that can be printed.

    Raises:
        ValueError: not a text, or one with a lone surrogate in it.
    """
    if not isinstance(value, str):
        raise ValueError("text")  # noqa: TRY004 - one fault list for all
    value.encode("utf-8")
    return value


def moment(value: object) -> datetime:
    """Return an aware moment from ISO text.

    Raises:
        ValueError: not ISO, or without an offset.
    """
    found = datetime.fromisoformat(text(value))
    if found.tzinfo is None:
        raise ValueError("offset")
    return found


def day(value: object) -> date:
    """Return a date from ISO text."""
    return date.fromisoformat(text(value))


def zone(value: object) -> str:
    """Return the name of a known time zone."""
    return ZoneInfo(text(value)).key


def flag(value: object) -> bool:
    """Return a truth value; numbers and words are refused."""
    if not isinstance(value, bool):
        raise ValueError("flag")  # noqa: TRY004 - one fault list for all
    return value


def whole(value: object) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("whole")  # noqa: TRY004 - one fault list for all
    return value


def each(read: Callable[[object], object]) -> Read:
    """Return a reader of lists."""

    def run(value: object) -> object:
        if not isinstance(value, list | tuple):
            raise ValueError("list")  # noqa: TRY004 - one fault list for all
        return tuple(read(item) for item in value)

    return run


def mapping(value: object) -> Mapping[str, object]:
    """Return a JSON object."""
    if not isinstance(value, Mapping):
        raise ValueError("object")  # noqa: TRY004 - one fault list for all
    return value


def one_of(values: type[StrEnum]) -> Read:
    """Return a reader of the codes of an enumeration."""

    def run(value: object) -> object:
        return values(text(value))

    return run
