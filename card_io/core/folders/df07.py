"""人事与人才 DF07: honours and talent, from 2.0 on (card.md 2.5)."""

from __future__ import annotations

from datetime import date

from card_io.core.model import Item, RecordFile, Right, Vector
from card_io.core.values import AN, DATE, TEXT

_AN = "an of card.md 2.4: GBK bytes, filled with 00"
_DAY = "cn4 of card.md 2.4: YYYYMMDD"


class DF07EF05(RecordFile):
    """荣誉: honours, 预设."""

    folder = "DF07"
    fid = 0xEF05
    read = Right.KEY
    read_key = 0x83
    write_key = 0x86
    items = (
        Item(0xF0, "", 2, AN),
        Item(0xF1, "", 1, AN),
        Item(0xF2, "", 4, DATE),
        Item(0xF3, "", 3, AN),
        Item(0xF4, "", 4, DATE),
    )
    vectors = (
        Vector("F002 3031", "01", _AN),
        Vector("F101 31", "1", _AN),
        Vector("F204 20150501", date(2015, 5, 1), _DAY),
        Vector("F303 303032", "002", _AN),
        Vector("F404 20160501", date(2016, 5, 1), _DAY),
    )


class DF07EF06(RecordFile):
    """专家: experts, 预设."""

    folder = "DF07"
    fid = 0xEF06
    read = Right.KEY
    read_key = 0x84
    write_key = 0x87
    items = (
        Item(0xF5, "", 3, AN),
        Item(0xF6, "", 4, DATE),
        Item(0xF7, "", 70, TEXT),
    )
    vectors = (
        Vector("F503 303031", "001", _AN),
        Vector("F604 20170501", date(2017, 5, 1), _DAY),
        Vector("F746 C1B7CFB0B5A5CEBB 00*62", "练习单位", _AN),
    )


class DF07EF07(RecordFile):
    """军转: former soldiers, 预设."""

    folder = "DF07"
    fid = 0xEF07
    read = Right.KEY
    read_key = 0x85
    write_key = 0x88
    items = (
        Item(0xF8, "", 4, DATE),
        Item(0xF9, "", 1, AN),
    )
    vectors = (
        Vector("F804 20121201", date(2012, 12, 1), _DAY),
        Vector("F901 31", "1", _AN),
    )


FILES = (
    DF07EF05,
    DF07EF06,
    DF07EF07,
)
