"""社会保险2 DF04: medical insurance (card.md 2.5)."""

from __future__ import annotations

from datetime import date

from card_io.core.folders.sources import AN_RULE, CN_RULE, DAY_RULE, ROW_RULE
from card_io.core.model import CardFile, CyclicFile, Item, RecordFile, Right, Vector
from card_io.core.values import AN, CN, DATE, NUMBER


class _DF04(CardFile):
    """Files of DF04: read with the PIN or RK1, unless they say otherwise."""

    folder = "DF04"
    read = Right.PIN_OR_KEY
    read_key = 0x84


class DF04EF05(_DF04, RecordFile):
    """医保基本: medical insurance."""

    fid = 0xEF05
    write_key = 0x85
    items = (
        Item(0x81, "medical_insurance", 8, AN),
        Item(0x84, "insured_region", 3, CN, table="region"),
        Item(0x87, "health_record", 17, AN),
        Item(0x8C, "person_category", 1, CN),
        Item(0x80, "", 4, DATE),
        Item(0x8B, "account_no", 29, AN),
        Item(0x8A, "medical_no", 15, AN),
        Item(0x83, "designated_place", 9, AN),
        Item(0x86, "designated_place", 9, AN),
        Item(0x89, "designated_place", 9, AN),
        Item(0x7D, "", 9, AN),
        Item(0x7E, "", 9, AN),
        Item(0x7F, "", 9, AN),
        Item(0x8D, "", 9, AN),
        Item(0x8E, "", 9, AN),
        Item(0x8F, "card_use", 1, AN),
    )
    vectors = (
        Vector("8108 3331303030303031", "31000001", AN_RULE),
        Vector("8403 999901", "999901", CN_RULE),
        Vector("8711 3939393930313030313030313030303031", "99990100100100001", AN_RULE),
        Vector("8C01 11", "11", CN_RULE),
        Vector("8004 20010101", date(2001, 1, 1), DAY_RULE),
        Vector(
            "8B1D 36323137303030303030303030303030303030 00*10",
            "6217000000000000000",
            AN_RULE,
        ),
        Vector("8A0F 594C30303030303030303031000000", "YL0000000001", AN_RULE),
        Vector("8309 393939393030303031", "999900001", AN_RULE),
        Vector("8609 393939393030303032", "999900002", AN_RULE),
        Vector("8909 393939393030303033", "999900003", AN_RULE),
        Vector("7D09 393939393030303034", "999900004", AN_RULE),
        Vector("7E09 00*9", None, AN_RULE),
        Vector("7F09 00*9", None, AN_RULE),
        Vector("8D09 00*9", None, AN_RULE),
        Vector("8E09 00*9", None, AN_RULE),
        Vector("8F01 31", "1", AN_RULE),
    )


class DF04EF06(_DF04, RecordFile):
    """临时脱网: use while the terminal is off line."""

    fid = 0xEF06
    read = Right.PIN_AND_KEY
    write_key = 0x86
    items = (
        Item(0x90, "", 1, AN),
        Item(0x92, "total_amount", 4, CN),
        Item(0x93, "times", 2, AN),
    )
    vectors = (
        Vector("9001 31", "1", AN_RULE),
        Vector("9204 00012345", "00012345", CN_RULE),
        Vector("9302 3033", "03", AN_RULE),
    )


class DF04EF08(_DF04, CyclicFile):
    """医疗交易明细: medical payments; the card itself writes them."""

    fid = 0xEF08
    read = Right.PIN
    write_key = None
    records = 30
    items = (
        Item(0x00, "serial", 2, NUMBER),
        Item(0x00, "kind", 1, AN),
        Item(0x00, "terminal", 6, CN),
        Item(0x00, "at", 7, CN),
        Item(0x00, "from_account", 4, NUMBER),
        Item(0x00, "paid_self", 4, NUMBER),
        Item(0x00, "from_pool", 4, NUMBER),
    )
    vectors = (
        Vector(
            "0002 31 410100813475 20240601103000 00003039 000001F4 00000000",
            (
                "2",
                "1",
                "410100813475",
                "20240601103000",
                "12345",
                "500",
                "0",
            ),
            ROW_RULE,
        ),
        Vector(
            "0001 32 410100813475 20240501093000 00000000 000003E8 00010000",
            (
                "1",
                "2",
                "410100813475",
                "20240501093000",
                "0",
                "1000",
                "65536",
            ),
            ROW_RULE,
        ),
    )


class DF04EF15(_DF04, CyclicFile):
    """特殊结算: special settlement."""

    fid = 0xEF15
    write_key = 0x86
    records = 8
    items = (
        Item(0x00, "serial", 2, NUMBER),
        Item(0x00, "category_settlement", 1, AN),
    )
    vectors = (
        Vector(
            "0001 33",
            (
                "1",
                "3",
            ),
            ROW_RULE,
        ),
    )


FILES = (
    DF04EF05,
    DF04EF06,
    DF04EF08,
    DF04EF15,
)
