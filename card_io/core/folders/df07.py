"""人事与人才 DF07: honours and talent, from 2.0 on (card.md 2.5)."""

from __future__ import annotations

from datetime import date

from card_io.core.folders.sources import AN_RULE, DAY_RULE
from card_io.core.model import CardFile, Item, RecordFile, Right, Vector
from card_io.core.values import AN, DATE, TEXT


class _DF07(CardFile):
    """Files of DF07: read with a key each, unless they say otherwise."""

    folder = "DF07"
    read = Right.KEY


class DF07EF05(_DF07, RecordFile):
    """荣誉: honours, 预设."""

    fid = 0xEF05
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
        Vector("F002 3031", "01", AN_RULE),
        Vector("F101 31", "1", AN_RULE),
        Vector("F204 20150501", date(2015, 5, 1), DAY_RULE),
        Vector("F303 303032", "002", AN_RULE),
        Vector("F404 20160501", date(2016, 5, 1), DAY_RULE),
    )


class DF07EF06(_DF07, RecordFile):
    """专家: experts, 预设."""

    fid = 0xEF06
    read_key = 0x84
    write_key = 0x87
    items = (
        Item(0xF5, "", 3, AN),
        Item(0xF6, "", 4, DATE),
        Item(0xF7, "", 70, TEXT),
    )
    vectors = (
        Vector("F503 303031", "001", AN_RULE),
        Vector("F604 20170501", date(2017, 5, 1), DAY_RULE),
        Vector("F746 C1B7CFB0B5A5CEBB 00*62", "练习单位", AN_RULE),
    )


class DF07EF07(_DF07, RecordFile):
    """军转: former soldiers, 预设."""

    fid = 0xEF07
    read_key = 0x85
    write_key = 0x88
    items = (
        Item(0xF8, "", 4, DATE),
        Item(0xF9, "", 1, AN),
    )
    vectors = (
        Vector("F804 20121201", date(2012, 12, 1), DAY_RULE),
        Vector("F901 31", "1", AN_RULE),
    )


FILES = (
    DF07EF05,
    DF07EF06,
    DF07EF07,
)
