"""救助优抚 DF06: relief and care (card.md 2.5)."""

from __future__ import annotations

from card_io.core.model import Item, RecordFile, Right, Vector
from card_io.core.values import AN, RAW, TEXT

_AN = "an of card.md 2.4: GBK bytes, filled with 00"
_OPAQUE = "the inner items of this length are in no open source: bytes only"


class DF06EF05(RecordFile):
    """救助: relief; no source names the items."""

    folder = "DF06"
    fid = 0xEF05
    read = Right.KEY
    read_key = 0x83
    write_key = 0x85
    items = (
        Item(0xC0, "", 70, TEXT),
        Item(0xC2, "", 9, AN),
        Item(0xC3, "", 26, RAW),
        Item(0xC4, "", 26, RAW),
        Item(0xC5, "", 26, RAW),
    )
    vectors = (
        Vector("C046 C1B7CFB0BDD6B5C0 00*62", "练习街道", _AN),
        Vector("C209 393939393030303031", "999900001", _AN),
        Vector("C31A 11*26", b"\x11" * 26, _OPAQUE),
        Vector("C41A 22*26", b"\x22" * 26, _OPAQUE),
        Vector("C51A 33*26", b"\x33" * 26, _OPAQUE),
    )


class DF06EF06(RecordFile):
    """优抚: care; tags C6 to DD, their formats are in no open source."""

    folder = "DF06"
    fid = 0xEF06
    read = Right.KEY
    read_key = 0x83
    write_key = 0x86
    items = ()
    vectors = (
        Vector("C602 3031", b"01", "a record whose format is unknown stays bytes"),
    )


FILES = (DF06EF05, DF06EF06)
