"""社会保险1 DF03: pension, unemployment, injury, maternity (card.md 2.5)."""

from __future__ import annotations

from datetime import date

from card_io.core.folders.sources import AN_RULE, CN_RULE, DAY_RULE, NESTED_RULE
from card_io.core.model import CardFile, Item, Nested, RecordFile, Right, Vector
from card_io.core.values import AN, CN, DATE, TEXT


class _DF03(CardFile):
    """Files of DF03: read with the PIN or RK1, unless they say otherwise."""

    folder = "DF03"
    read = Right.PIN_OR_KEY
    read_key = 0x84


class DF03EF05(_DF03, RecordFile):
    """失业保险: unemployment insurance."""

    fid = 0xEF05
    read_key = 0x85
    write_key = 0x86
    items = (
        Item(0x61, "insured_region", 3, CN, table="region"),
        Item(0x60, "unemployment_registered", 4, DATE),
        Item(0x98, "", 4, DATE),
        Item(0x62, "", 4, DATE),
        Item(0x63, "", 3, AN),
        Item(0x64, "", 3, AN),
        Item(0x65, "", 3, AN),
        Item(0x66, "", 3, AN),
    )
    vectors = (
        Vector("6103 999901", "999901", CN_RULE),
        Vector("6004 20180102", date(2018, 1, 2), DAY_RULE),
        Vector("9804 20180201", date(2018, 2, 1), DAY_RULE),
        Vector("6204 20180801", date(2018, 8, 1), DAY_RULE),
        Vector("6303 313200", "12", AN_RULE),
        Vector("6403 360000", "6", AN_RULE),
        Vector("6503 360000", "6", AN_RULE),
        Vector("6603 300000", "0", AN_RULE),
    )


class DF03EF06(_DF03, RecordFile):
    """劳动能力鉴定: assessed ability to work."""

    fid = 0xEF06
    write_key = 0x87
    items = (
        Item(0x45, "", 20, AN),
        Item(0x46, "", 2, AN),
        Item(0x47, "", 2, AN),
        Item(0x48, "", 1, AN),
        Item(0x49, "", 1, AN),
        Item(0x67, "", 4, DATE),
        Item(0x6B, "", 60, TEXT),
        Item(
            0x4A,
            "",
            97,
            Nested(
                (
                    Item(0x13, "", 2, AN),
                    Item(0x14, "", 1, AN),
                    Item(0x15, "", 20, AN),
                    Item(0x16, "", 4, DATE),
                    Item(0x17, "", 60, TEXT),
                )
            ),
            count=3,
        ),
    )
    vectors = (
        Vector("4514 4A4432303230303030303031 00*8", "JD2020000001", AN_RULE),
        Vector("4602 3038", "08", AN_RULE),
        Vector("4702 3030", "00", AN_RULE),
        Vector("4801 30", "0", AN_RULE),
        Vector("4901 31", "1", AN_RULE),
        Vector("6704 20200910", date(2020, 9, 10), DAY_RULE),
        Vector("6B3C C1B7CFB0BCF8B6A8CEAFD4B1BBE1 00*46", "练习鉴定委员会", AN_RULE),
        Vector(
            (
                "4A61 1302 3039 1401 30 1514 4A4432303231303030303032 00*8 1604 "
                "20210910 173C C1B7CFB0BCF8B6A8CEAFD4B1BBE1 00*46 "
            ),
            (
                "09",
                "0",
                "JD2021000002",
                date(2021, 9, 10),
                "练习鉴定委员会",
            ),
            NESTED_RULE,
        ),
    )


class DF03EF07(_DF03, RecordFile):
    """养老: pension insurance."""

    fid = 0xEF07
    write_key = 0x88
    items = (
        Item(0x70, "insurance", 3, AN, table="insurance"),
        Item(0x71, "insured_region", 3, CN, table="region"),
        Item(0x6E, "account_opened", 4, DATE),
        Item(0x6C, "retired", 4, DATE),
        Item(0x6F, "benefit_from", 4, DATE),
        Item(0x73, "updated", 4, DATE),
    )
    vectors = (
        Vector("7003 313130", "110", AN_RULE),
        Vector("7003 313230", "120", AN_RULE),
        Vector("7003 323130", "210", AN_RULE),
        Vector("7003 333130", "310", AN_RULE),
        Vector("7003 343130", "410", AN_RULE),
        Vector("7003 353130", "510", AN_RULE),
        Vector("7103 999901", "999901", CN_RULE),
        Vector("6E04 19980101", date(1998, 1, 1), DAY_RULE),
        Vector("6C04 20400229", date(2040, 2, 29), DAY_RULE),
        Vector("6F04 FFFFFFFF", None, DAY_RULE),
        Vector("7304 20240601", date(2024, 6, 1), DAY_RULE),
    )


class DF03EF15(_DF03, RecordFile):
    """工伤: work injury insurance."""

    fid = 0xEF15
    write_key = 0x89
    items = (
        Item(0x7A, "insured_region", 3, CN, table="region"),
        Item(0x7B, "", 4, DATE),
        Item(0x7C, "", 4, DATE),
    )
    vectors = (
        Vector("7A03 999901", "999901", CN_RULE),
        Vector("7B04 20010101", date(2001, 1, 1), DAY_RULE),
        Vector("7C04 FFFFFFFF", None, DAY_RULE),
    )


class DF03EF16(_DF03, RecordFile):
    """生育: maternity insurance."""

    fid = 0xEF16
    write_key = 0x8A
    items = (
        Item(0x51, "insured_region", 3, CN, table="region"),
        Item(0x5F, "", 1, AN),
    )
    vectors = (
        Vector("5103 999901", "999901", CN_RULE),
        Vector("5F01 31", "1", AN_RULE),
    )


class DF03EF17(_DF03, RecordFile):
    """工伤认定: finding of a work injury."""

    fid = 0xEF17
    write_key = 0x8B
    items = (
        Item(0x3B, "", 20, AN),
        Item(0x3C, "", 70, TEXT),
        Item(0x3D, "", 1, AN),
        Item(0x3E, "", 4, DATE),
        Item(0x3F, "", 60, TEXT),
    )
    vectors = (
        Vector("3B14 524432303230303030303031 00*8", "RD2020000001", AN_RULE),
        Vector("3C46 C1B7CFB0B5A5CEBB 00*62", "练习单位", AN_RULE),
        Vector("3D01 31", "1", AN_RULE),
        Vector("3E04 20200304", date(2020, 3, 4), DAY_RULE),
        Vector("3F3C C1B7CFB0C7F8C8CBC9E7BED6 00*48", "练习区人社局", AN_RULE),
    )


class DF03EF18(_DF03, RecordFile):
    """供养亲属: dependants' benefit."""

    fid = 0xEF18
    write_key = 0x8C
    items = (
        Item(0x74, "", 3, AN),
        Item(0x75, "", 3, CN),
        Item(0x76, "", 1, CN),
        Item(0x77, "", 4, DATE),
        Item(0x78, "", 4, DATE),
    )
    vectors = (
        Vector("7403 303031", "001", AN_RULE),
        Vector("7503 999901", "999901", CN_RULE),
        Vector("7601 01", "01", CN_RULE),
        Vector("7704 20200304", date(2020, 3, 4), DAY_RULE),
        Vector("7804 FFFFFFFF", None, DAY_RULE),
    )


class DF03EF19(_DF03, RecordFile):
    """参保凭证: proofs of pension, medical, unemployment insurance, and a spare."""

    fid = 0xEF19
    write_key = 0x8D
    items = (
        Item(
            0x79,
            "proof",
            39,
            Nested(
                (
                    Item(0x18, "", 3, AN),
                    Item(0x19, "", 3, CN),
                    Item(0x1A, "", 4, DATE),
                    Item(0x1B, "", 4, DATE),
                    Item(0x1C, "", 4, CN),
                    Item(0x1D, "", 3, AN),
                    Item(0x1E, "", 4, DATE),
                )
            ),
            count=4,
        ),
    )
    vectors = (
        Vector(
            (
                "7927 1803 313130 1903 999901 1A04 19980101 1B04 20240531 1C04 "
                "00003170 1D03 303031 1E04 20240601 "
            ),
            (
                "110",
                "999901",
                date(1998, 1, 1),
                date(2024, 5, 31),
                "00003170",
                "001",
                date(2024, 6, 1),
            ),
            NESTED_RULE,
        ),
    )


FILES = (
    DF03EF05,
    DF03EF06,
    DF03EF07,
    DF03EF15,
    DF03EF16,
    DF03EF17,
    DF03EF18,
    DF03EF19,
)
