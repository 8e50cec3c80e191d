"""生命与健康 DF05: health (card.md 2.5)."""

from __future__ import annotations

from datetime import date

from card_io.core.folders.sources import AN_RULE, CN_RULE, DAY_RULE, NESTED_RULE
from card_io.core.model import Item, Nested, RecordFile, Vector
from card_io.core.values import AN, CN, DATE, TEXT


class DF05EF05(RecordFile):
    """健康: health; no source names the items."""

    folder = "DF05"
    fid = 0xEF05
    write_key = 0x83
    items = (
        Item(0xA0, "", 1, AN),
        Item(0xA1, "", 1, AN),
        Item(0xB9, "", 1, AN),
        Item(0xA2, "", 4, AN),
        Item(0xA9, "", 1, CN),
        Item(
            0xA3,
            "",
            24,
            Nested(
                (
                    Item(0xA5, "", 16, AN),
                    Item(0xA6, "", 4, AN),
                )
            ),
            count=5,
        ),
        Item(
            0xA4,
            "",
            23,
            Nested(
                (
                    Item(0xA7, "", 16, AN),
                    Item(0xA8, "", 3, AN),
                )
            ),
            count=5,
        ),
        Item(0xBA, "", 20, TEXT),
        Item(0xBB, "", 100, TEXT),
        Item(0xAA, "", 20, TEXT),
        Item(0xAB, "", 4, DATE),
        Item(0xAC, "", 1, AN),
        Item(0xAD, "", 1, AN),
        Item(0xAE, "", 1, AN),
        Item(0xAF, "", 1, AN),
        Item(0xB0, "", 1, AN),
        Item(0xB1, "", 1, AN),
        Item(0xB2, "", 1, AN),
        Item(0xB3, "", 1, AN),
        Item(0xB4, "", 1, AN),
        Item(0xB5, "", 1, AN),
        Item(0xB6, "", 1, AN),
        Item(0xB7, "", 1, AN),
        Item(0xBC, "", 1, AN),
        Item(0xB8, "", 40, TEXT),
    )
    vectors = (
        Vector("A001 31", "1", AN_RULE),
        Vector("A101 32", "2", AN_RULE),
        Vector("B901 30", "0", AN_RULE),
        Vector("A204 30303030", "0000", AN_RULE),
        Vector("A901 01", "01", CN_RULE),
        Vector(
            "A318 A510 413030303031 00*10 A604 30303031",
            (
                "A00001",
                "0001",
            ),
            NESTED_RULE,
        ),
        Vector(
            "A417 A710 423030303031 00*10 A803 303031",
            (
                "B00001",
                "001",
            ),
            NESTED_RULE,
        ),
        Vector("BA14 C1B7CFB0 00*16", "练习", AN_RULE),
        Vector("BB64 C1B7CFB0BCC7C2BC 00*92", "练习记录", AN_RULE),
        Vector("AA14 00*20", None, AN_RULE),
        Vector("AB04 20200101", date(2020, 1, 1), DAY_RULE),
        Vector("AC01 30", "0", AN_RULE),
        Vector("AD01 30", "0", AN_RULE),
        Vector("AE01 30", "0", AN_RULE),
        Vector("AF01 30", "0", AN_RULE),
        Vector("B001 30", "0", AN_RULE),
        Vector("B101 30", "0", AN_RULE),
        Vector("B201 30", "0", AN_RULE),
        Vector("B301 30", "0", AN_RULE),
        Vector("B401 30", "0", AN_RULE),
        Vector("B501 30", "0", AN_RULE),
        Vector("B601 30", "0", AN_RULE),
        Vector("B701 30", "0", AN_RULE),
        Vector("BC01 30", "0", AN_RULE),
        Vector("B828 00*40", None, AN_RULE),
    )


FILES = (DF05EF05,)
