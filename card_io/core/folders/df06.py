"""救助优抚 DF06: relief and care (card.md 2.5)."""

from __future__ import annotations

from card_io.core.folders.sources import AN_RULE, OPAQUE
from card_io.core.model import CardFile, Item, RecordFile, Right, Vector
from card_io.core.values import AN, RAW, TEXT


class _DF06(CardFile):
    """Files of DF06: read with RK1, unless they say otherwise."""

    folder = "DF06"
    read = Right.KEY
    read_key = 0x83


class DF06EF05(_DF06, RecordFile):
    """救助: relief; no source names the items."""

    fid = 0xEF05
    write_key = 0x85
    items = (
        Item(0xC0, "", 70, TEXT),
        Item(0xC2, "", 9, AN),
        Item(0xC3, "", 26, RAW),
        Item(0xC4, "", 26, RAW),
        Item(0xC5, "", 26, RAW),
    )
    vectors = (
        Vector("C046 C1B7CFB0BDD6B5C0 00*62", "练习街道", AN_RULE),
        Vector("C209 393939393030303031", "999900001", AN_RULE),
        Vector("C31A 11*26", b"\x11" * 26, OPAQUE),
        Vector("C41A 22*26", b"\x22" * 26, OPAQUE),
        Vector("C51A 33*26", b"\x33" * 26, OPAQUE),
    )


class DF06EF06(_DF06, RecordFile):
    """优抚: care; tags C6 to DD, their formats are in no open source."""

    fid = 0xEF06
    write_key = 0x86
    items = ()
    vectors = (
        Vector("C602 3031", b"01", "a record whose format is unknown stays bytes"),
    )


FILES = (DF06EF05, DF06EF06)
