"""Odd contents a virtual card can be given (card.md 13.10)."""

from __future__ import annotations

from enum import StrEnum

from card_io.core.files import EF06
from card_io.simulator.card import VirtualCard

_NAME, _NUMBER, _CARD_NO = 0x09, 0x08, 0x07


class Flaw(StrEnum):
    """What a personaliser or a maker did wrong."""

    HOLDER_FF = "holder_ff"  # EF06 filled with FF
    HOLDER_EMPTY = "holder_empty"  # EF06 as the maker leaves it
    NAME_NOT_TEXT = "name_not_text"  # bytes that are no GBK
    CHECK_DIGITS = "check_digits"  # number and card number fail their checks
    HISTORICAL_BYTES = "historical_bytes"  # not 13 of them


def spoil(card: VirtualCard, flaw: Flaw) -> None:
    """Give a card a flaw; it stays until the records are written anew."""
    if flaw is Flaw.HISTORICAL_BYTES:
        card.image.historical = card.image.historical[1:]
    elif flaw is Flaw.NAME_NOT_TEXT:
        card.set_record("EF06", _NAME, b"\xff\x80" * 15)
    elif flaw is Flaw.CHECK_DIGITS:
        card.set_record("EF06", _NUMBER, b"999901198002290010")
        card.set_record("EF05", _CARD_NO, b"A00000009")
    else:
        for tag, value in list(card.image.records["EF06"]):
            empty = EF06.item(tag).blank().value
            filled = b"\xff" * len(value) if flaw is Flaw.HOLDER_FF else empty
            card.set_record("EF06", tag, filled)
