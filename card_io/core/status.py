"""Status words of the card and what they mean to the driver (card.md 4.4)."""

from __future__ import annotations

from enum import IntEnum

from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError


class SW(IntEnum):
    """Status words the driver or the virtual card knows by name."""

    OK = 0x9000
    MEMORY = 0x6581
    WRONG_LENGTH = 0x6700
    WRONG_STRUCTURE = 0x6981
    SECURITY = 0x6982
    LOCKED = 0x6983
    NO_CHALLENGE = 0x6984
    CONDITIONS = 0x6985
    NO_CURRENT_EF = 0x6986
    WRONG_MAC = 0x6988
    WRONG_DATA = 0x6A80
    NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    LENGTH_AGAINST_TLV = 0x6A85
    WRONG_P1P2 = 0x6A86
    KEY_NOT_FOUND = 0x6A88
    OUTSIDE = 0x6B00
    WRONG_INS = 0x6D00
    WRONG_CLA = 0x6E00
    NO_DATA = 0x6F00
    APPLICATION_LOCKED = 0x9303


#: READ by tag was not understood: try the record number (card.md 14a).
READ_FALLBACK = frozenset(
    (
        SW.WRONG_STRUCTURE,
        SW.NOT_SUPPORTED,
        SW.RECORD_NOT_FOUND,
        SW.WRONG_P1P2,
        SW.WRONG_INS,
    )
)
#: SELECT EF with P1 = 02 was not understood: try P1 = 00 (card.md 14a).
SELECT_FALLBACK = frozenset((SW.WRONG_P1P2, SW.FILE_NOT_FOUND))
_WRONG = 0x63C0
_CODES = {
    int(SW.NOT_SUPPORTED): CardCode.CARD_BLOCKED,
    int(SW.APPLICATION_LOCKED): CardCode.APPLICATION_LOCKED,
}


def tries_left(sw: int) -> int | None:
    """Return x of ``63Cx``, or None for any other status word."""
    return sw & 0x0F if sw & ~0x0F == _WRONG else None


def card_error(sw: int, step: str, *, outcome_unknown: bool = False) -> CardError:
    """Turn a status word into a coded error; ``step`` names the command."""
    code = _CODES.get(sw, CardCode.STATUS_WORD)
    return CardError(code, outcome_unknown=outcome_unknown, sw=f"{sw:04X}", step=step)
