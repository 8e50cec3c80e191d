"""Read the values of the command line; what is out of range is wrong use."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable

LONGEST_NAME = 200
_REGION_DIGITS = 6
_LONGEST_PAUSE_S = 86_400


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers of a range, both ends included."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise ArgumentTypeError(f"{low}-{high}") from None
        if not low <= value <= high:
            raise ArgumentTypeError(f"{low}-{high}")
        return value

    return read


def seconds(text: str) -> float:
    """Read a pause: more than nothing, a day at most."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _LONGEST_PAUSE_S:
        raise ArgumentTypeError(f"0-{_LONGEST_PAUSE_S}")
    return value


def office_name(text: str) -> str:
    """Read an office's name: one printable line of 1 to 200 characters."""
    name = text.strip()
    if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
        raise ArgumentTypeError(f"1-{LONGEST_NAME}")
    return name


def region_code(text: str) -> str:
    """Read a division: six digits (GB/T 2260)."""
    if len(text) != _REGION_DIGITS or not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError("6 x 0-9")
    return text


def address(text: str) -> str:
    """Read a database's address: an empty one is none."""
    if not text.strip():
        raise ArgumentTypeError("''")
    return text
