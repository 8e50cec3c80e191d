"""Checks of identifiers on the chip; a failure is a warning, never a block."""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_11_2

_CARD_NO = re.compile(r"[A-Z][0-9A-Z]{7}[0-9X]")
_CARD_UID = re.compile(r"[0-9]{6}D156000005[0-9A-F]{16}")
_SSN = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def card_no_check(body: str) -> str:
    """Return the check character of an 8-character card number body.

    ``11 - sum(Ci * Wi) mod 11`` with 10 as X and 11 as 0 (card.md 3.2).
    """
    total = sum(int(sign, 36) * w for sign, w in zip(body, _WEIGHTS, strict=True))
    check = 11 - total % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def card_no_ok(card_no: str) -> bool:
    """Tell whether shape and check character of a card number hold."""
    return bool(
        _CARD_NO.fullmatch(card_no) and card_no_check(card_no[:8]) == card_no[8]
    )


def card_uid_ok(card_uid: str) -> bool:
    """Tell whether the identification code has its shape (card.md 3.1)."""
    return bool(_CARD_UID.fullmatch(card_uid))


def ssn_ok(ssn: str) -> bool:
    """Tell whether shape and check digit of the number hold (GB 11643)."""
    return bool(_SSN.fullmatch(ssn)) and bool(mod_11_2.is_valid(ssn))
