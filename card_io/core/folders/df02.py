"""就业与失业 DF02: work and unemployment (card.md 2.5)."""

from __future__ import annotations

from datetime import date

from card_io.core.folders.sources import (
    AN_RULE,
    CN_RULE,
    DAY_RULE,
    NESTED_RULE,
    ROW_RULE,
)
from card_io.core.model import (
    CardFile,
    CyclicFile,
    Item,
    Nested,
    RecordFile,
    Right,
    Vector,
)
from card_io.core.values import AN, CN, DATE, TEXT


class _DF02(CardFile):
    """Files of DF02: read with the PIN or RK1, unless they say otherwise."""

    folder = "DF02"
    read = Right.PIN_OR_KEY
    read_key = 0x88


class DF02EF05(_DF02, RecordFile):
    """职业技能: skills, 预设."""

    fid = 0xEF05
    write_key = 0x83
    items = (
        Item(0x42, "", 3, AN),
        Item(0x41, "", 3, AN),
        Item(
            0x43,
            "",
            108,
            Nested(
                (
                    Item(0x5A, "", 7, AN),
                    Item(0x5B, "", 1, AN),
                    Item(0x5C, "", 70, TEXT),
                    Item(0x5D, "", 4, DATE),
                    Item(0x5E, "", 16, AN),
                )
            ),
            count=2,
        ),
        Item(
            0x44,
            "",
            101,
            Nested(
                (
                    Item(0x33, "", 3, AN),
                    Item(0x34, "", 70, TEXT),
                    Item(0x35, "", 4, DATE),
                    Item(0x36, "", 16, AN),
                )
            ),
            count=2,
        ),
    )
    vectors = (
        Vector("4203 303031", "001", AN_RULE),
        Vector("4103 343334", "434", AN_RULE),
        Vector(
            (
                "436C 5A07 34303430313031 5B01 33 5C46 C1B7CFB0BCF8B6A8CBF9 00*60 5D04 "
                "20200506 5E10 5A5930303031 00*10 "
            ),
            (
                "4040101",
                "3",
                "练习鉴定所",
                date(2020, 5, 6),
                "ZY0001",
            ),
            NESTED_RULE,
        ),
        Vector(
            (
                "4465 3303 303132 3446 C1B7CFB0C6C0CEAFBBE1 00*60 3504 20210607 3610 "
                "5A4330303031 00*10 "
            ),
            (
                "012",
                "练习评委会",
                date(2021, 6, 7),
                "ZC0001",
            ),
            NESTED_RULE,
        ),
    )


class DF02EF06(_DF02, RecordFile):
    """就业状况: state of employment."""

    fid = 0xEF06
    write_key = 0x84
    items = (
        Item(0x4C, "work_registered", 4, DATE),
        Item(0x4B, "", 5, AN),
        Item(0x4D, "", 3, CN),
        Item(0x60, "unemployment_registered", 4, DATE),
        Item(0x4F, "", 6, AN),
        Item(0x50, "", 3, CN),
        Item(0x3A, "occupation", 7, AN),
    )
    vectors = (
        Vector("4C04 20190304", date(2019, 3, 4), DAY_RULE),
        Vector("4B05 3131000000", "11", AN_RULE),
        Vector("4D03 999901", "999901", CN_RULE),
        Vector("6004 20180102", date(2018, 1, 2), DAY_RULE),
        Vector("6004 FFFFFFFF", None, DAY_RULE),
        Vector("4F06 313031000000", "101", AN_RULE),
        Vector("5003 999901", "999901", CN_RULE),
        Vector("3A07 34303430313031", "4040101", AN_RULE),
    )


class DF02EF07(_DF02, CyclicFile):
    """就业记录: past work."""

    fid = 0xEF07
    write_key = 0x85
    records = 4
    items = (
        Item(0x00, "occupation", 7, AN),
        Item(0x00, "from", 4, DATE),
        Item(0x00, "until", 4, DATE),
        Item(0x00, "employer", 70, TEXT),
    )
    vectors = (
        Vector(
            "34303430313031 20190304 FFFFFFFF C1B7CFB0B5A5CEBB 00*62",
            (
                "4040101",
                date(2019, 3, 4),
                None,
                "练习单位",
            ),
            ROW_RULE,
        ),
        Vector(
            "34303430313032 20150304 20181231 C1B7CFB0B9A4B3A7 00*62",
            (
                "4040102",
                date(2015, 3, 4),
                date(2018, 12, 31),
                "练习工厂",
            ),
            ROW_RULE,
        ),
    )


class DF02EF09(_DF02, RecordFile):
    """就业失业登记证: employment certificate."""

    fid = 0xEF09
    write_key = 0x86
    items = (
        Item(0x55, "certificate_no", 16, AN),
        Item(0x56, "certificate_issuer", 70, TEXT),
        Item(0x96, "certificate_date", 4, DATE),
        Item(0x97, "certificate_region", 3, CN, table="region"),
    )
    vectors = (
        Vector("5510 39393939303130303139303030303031", "9999010019000001", AN_RULE),
        Vector("5646 C1B7CFB0C7F8C8CBC9E7BED6 00*58", "练习区人社局", AN_RULE),
        Vector("9604 20190305", date(2019, 3, 5), DAY_RULE),
        Vector("9703 999901", "999901", CN_RULE),
    )


class DF02EF15(_DF02, RecordFile):
    """就业援助: help with finding work."""

    fid = 0xEF15
    write_key = 0x87
    items = (
        Item(
            0x99,
            "",
            16,
            Nested(
                (
                    Item(0x10, "", 3, AN),
                    Item(0x11, "", 4, DATE),
                    Item(0x12, "", 3, CN),
                )
            ),
            count=4,
        ),
        Item(0x0F, "", 4, DATE),
        Item(0x1F, "", 3, CN),
    )
    vectors = (
        Vector(
            "9910 1003 303031 1104 20190101 1203 999901",
            (
                "001",
                date(2019, 1, 1),
                "999901",
            ),
            NESTED_RULE,
        ),
        Vector("0F04 20200101", date(2020, 1, 1), DAY_RULE),
        Vector("1F03 999901", "999901", CN_RULE),
    )


class DF02EF16(_DF02, CyclicFile):
    """扶持政策: support granted."""

    fid = 0xEF16
    write_key = 0x89
    records = 4
    items = (
        Item(0x00, "", 3, AN),
        Item(0x00, "", 4, DATE),
        Item(0x00, "", 4, DATE),
        Item(0x00, "", 4, DATE),
        Item(0x00, "", 3, CN),
    )
    vectors = (
        Vector(
            "303031 20190101 20191231 20200105 999901",
            (
                "001",
                date(2019, 1, 1),
                date(2019, 12, 31),
                date(2020, 1, 5),
                "999901",
            ),
            ROW_RULE,
        ),
    )


FILES = (
    DF02EF05,
    DF02EF06,
    DF02EF07,
    DF02EF09,
    DF02EF15,
    DF02EF16,
)
