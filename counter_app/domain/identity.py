"""Numbers of persons and cards: shape, check digit, date (business.md 3, card.md 3).

A failing check digit or an unknown region is a warning, never a block; a wrong
shape or an impossible date of a citizen number is a fault of typing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_11_2

_SSN = re.compile(r"^\d{17}[\dX]$")
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DIVISIONS = frozenset(
    str(code)
    for block in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83, 91),
    )
    for code in block
)
SSN_LENGTH = 18
CARD_NO_LENGTH = 9


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """Result of a check: ``fault`` stops the form, ``warnings`` are only shown."""

    fault: str | None = None  # length | shape | date
    warnings: tuple[str, ...] = ()  # check_digit | region


def normal_ssn(text: str) -> str:
    """Return the number as stored: no blanks, full-width digits folded, x to X."""
    folded = text.translate(_FULL_WIDTH)
    return re.sub(r"[\s-]", "", folded).upper()


_FULL_WIDTH = {0xFF10 + n: str(n) for n in range(10)} | {0xFF38: "X", 0xFF58: "X"}


def check_citizen_number(number: str) -> NumberCheck:
    """Check an 18-place citizen number (GB 11643: ISO 7064 MOD 11-2, birth date)."""
    if len(number) != SSN_LENGTH:
        return NumberCheck("length")
    if not _SSN.match(number):
        return NumberCheck("shape")
    if birth_date_of(number) is None:
        return NumberCheck("date")
    warnings = []
    if not mod_11_2.is_valid(number):
        warnings.append("check_digit")
    if number[:2] not in _DIVISIONS:
        warnings.append("region")
    return NumberCheck(None, tuple(warnings))


def birth_date_of(number: str) -> date | None:
    """Return the birth date inside a citizen number, or None when it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def card_no_check_character(body: str) -> str:
    """Return the ninth character of a card number (card.md 3.2, as GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def age_on(birth: date, day: date) -> int:
    """Return full years of age on ``day``; 29 February counts on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
