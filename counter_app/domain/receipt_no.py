"""受理编号: made offline, unique without the center (9.3, G10).

``office 8 · date 8 · kind 2 · terminal 2 · incarnation 4 · running number 6 · check 1``

The center gives the terminal code, so two workstations never share one; a restored
or reinstalled machine starts a new incarnation; the running number never restarts
within one. The check character is ISO 7064 MOD 37,36.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_37_36

from counter_app.domain.states import Kind

KIND_DIGITS: dict[Kind, str] = {
    Kind.HAND_OUT: "11",
    Kind.INSTANT: "12",
    Kind.LOSS_TEMP: "21",
    Kind.LOSS_FORMAL: "22",
    Kind.LOSS_LIFT: "23",
    Kind.REISSUE_LOST: "31",
    Kind.REPLACE: "32",
    Kind.PIN_CHANGE: "41",
    Kind.PIN_RESET: "42",
    Kind.PIN_UNLOCK: "43",
    Kind.INFO_CHANGE: "51",
    Kind.EXPIRY: "52",
    Kind.APPLY_NEW: "61",
}
LENGTH = 31
_SHAPE = re.compile(r"^\d{8}\d{8}\d{2}[0-9A-Z]{2}[0-9A-Z]{4}\d{6}[0-9A-Z]$")
_GROUPS = (8, 8, 2, 6, 7)


@dataclass(frozen=True, slots=True)
class Series:
    """What stays the same in all numbers of one workstation incarnation.

    Attributes:
        office: 8 digits.
        terminal: 2 characters given by the center.
        incarnation: its first four characters are used.
    """

    office: str
    terminal: str
    incarnation: str


def receipt_no(series: Series, day: date, kind: Kind, running: int) -> str:
    """Return the receipt number.

    Args:
        series: office and workstation incarnation.
        day: the office's date.
        kind: business of the case.
        running: 1 to 999999 within the incarnation.

    Raises:
        ValueError: a part has the wrong shape.
    """
    head = f"{series.office}{day:%Y%m%d}{KIND_DIGITS[kind]}"
    body = f"{head}{series.terminal}{series.incarnation[:4]}{running:06d}"
    number = body + str(mod_37_36.calc_check_digit(body))
    if not _SHAPE.match(number):
        raise ValueError(len(number))
    return number


def is_valid(number: str) -> bool:
    """Tell whether shape and check character hold."""
    return bool(_SHAPE.match(number)) and bool(mod_37_36.is_valid(number))


def grouped(number: str) -> str:
    """Return the number in groups for the eye."""
    parts, at = [], 0
    for size in _GROUPS:
        parts.append(number[at : at + size])
        at += size
    return " ".join(part for part in parts if part)
