"""公共应用 DF01: holder data every application uses (card.md 2.5)."""

from __future__ import annotations

from datetime import date

from card_io.core.folders.sources import AN_RULE, CN_RULE, DAY_RULE, NESTED_RULE
from card_io.core.model import (
    CardFile,
    Item,
    Nested,
    RecordFile,
    Right,
    TransparentFile,
    Vector,
)
from card_io.core.values import AN, CN, DATE, TEXT


class _DF01(CardFile):
    """Files of DF01: read with the PIN or RK1, unless they say otherwise."""

    folder = "DF01"
    read = Right.PIN_OR_KEY
    read_key = 0x88


class _Reserved(TransparentFile):
    """预留: space nobody has given a meaning yet; free to read."""

    folder = "DF01"
    length = 296
    vectors = (Vector("FF*296", None, "never written: all FF"),)


class DF01EF05(_DF01, RecordFile):
    """户籍: household registration."""

    fid = 0xEF05
    write_key = 0x83
    items = (
        Item(0x20, "household_kind", 2, AN, table="household"),
        Item(0x21, "household_address", 80, TEXT),
        Item(0x0E, "household_region", 3, CN, table="region"),
    )
    vectors = (
        Vector("2002 3130", "10", AN_RULE),
        Vector("2002 3230", "20", AN_RULE),
        Vector(
            "2150 BDADCBD5CAA1CCA9D6DDCAD0C1B7CFB0C2B731BAC5 00*59",
            "江苏省泰州市练习路1号",
            AN_RULE,
        ),
        Vector("0E03 999901", "999901", CN_RULE),
    )


class DF01EF06(_DF01, RecordFile):
    """常住地: place of living."""

    fid = 0xEF06
    write_key = 0x86
    items = (
        Item(0x23, "living_address", 80, TEXT),
        Item(0x24, "living_region", 3, CN, table="region"),
        Item(0x28, "phone", 15, AN),
        Item(0x2C, "contact", 50, TEXT),
        Item(0x2D, "contact_phone", 15, AN),
    )
    vectors = (
        Vector(
            "2350 BDADCBD5CAA1CCA9D6DDCAD0C1B7CFB0C2B732BAC5 00*59",
            "江苏省泰州市练习路2号",
            AN_RULE,
        ),
        Vector("2403 321200", "321200", CN_RULE),
        Vector("280F 3133393030303030303030 00*4", "13900000000", AN_RULE),
        Vector("2C32 C0EECBC4 00*46", "李四", AN_RULE),
        Vector("2D0F 303532333030303030303030000000", "052300000000", AN_RULE),
    )


class DF01EF07(_DF01, RecordFile):
    """个人状况: employment or retirement."""

    fid = 0xEF07
    write_key = 0x84
    items = (Item(0x29, "employment", 1, AN, table="employment"),)
    vectors = (
        Vector("2901 31", "1", AN_RULE),
        Vector("2901 32", "2", AN_RULE),
        Vector("2901 33", "3", AN_RULE),
        Vector("2901 34", "4", AN_RULE),
        Vector("2901 35", "5", AN_RULE),
        Vector("2901 36", "6", AN_RULE),
        Vector("2901 37", "7", AN_RULE),
        Vector("2901 38", "8", AN_RULE),
    )


class DF01EF08(_DF01, RecordFile):
    """婚姻: marriage."""

    fid = 0xEF08
    write_key = 0x85
    items = (Item(0x2B, "marriage", 1, AN, table="marriage"),)
    vectors = (
        Vector("2B01 31", "1", AN_RULE),
        Vector("2B01 32", "2", AN_RULE),
        Vector("2B01 33", "3", AN_RULE),
        Vector("2B01 34", "4", AN_RULE),
        Vector("2B01 39", "9", AN_RULE),
    )


class DF01EF09(_DF01, RecordFile):
    """身份及单位: occupation and employer."""

    fid = 0xEF09
    write_key = 0x84
    items = (
        Item(0x2E, "employer", 70, TEXT),
        Item(0x30, "organisation_code", 9, AN),
        Item(0x32, "person_category", 2, AN),
    )
    vectors = (
        Vector("2E46 C1B7CFB0B5A5CEBB 00*62", "练习单位", AN_RULE),
        Vector("3009 393939393939393930", "999999990", AN_RULE),
        Vector("3202 3131", "11", AN_RULE),
    )


class DF01EF0A(_DF01, RecordFile):
    """国籍政治面貌: nationality and political status."""

    fid = 0xEF0A
    write_key = 0x87
    items = (
        Item(0x37, "nationality", 3, AN, table="nationality"),
        Item(0x38, "political_status", 2, AN, table="political"),
        Item(0x39, "party_date", 4, DATE),
    )
    vectors = (
        Vector("3703 313536", "156", AN_RULE),
        Vector("3703 43484E", "CHN", AN_RULE),
        Vector("3802 3031", "01", AN_RULE),
        Vector("3802 3032", "02", AN_RULE),
        Vector("3802 3033", "03", AN_RULE),
        Vector("3802 3034", "04", AN_RULE),
        Vector("3802 3035", "05", AN_RULE),
        Vector("3802 3036", "06", AN_RULE),
        Vector("3802 3037", "07", AN_RULE),
        Vector("3802 3038", "08", AN_RULE),
        Vector("3802 3039", "09", AN_RULE),
        Vector("3802 3130", "10", AN_RULE),
        Vector("3802 3131", "11", AN_RULE),
        Vector("3802 3132", "12", AN_RULE),
        Vector("3802 3133", "13", AN_RULE),
        Vector("3904 20100701", date(2010, 7, 1), DAY_RULE),
        Vector("3904 FFFFFFFF", None, DAY_RULE),
    )


class DF01EF15(_DF01, RecordFile):
    """学历: education."""

    fid = 0xEF15
    write_key = 0x89
    items = (
        Item(0x2A, "education", 1, CN, table="education"),
        Item(
            0x40,
            "degree",
            52,
            Nested(
                (
                    Item(0x57, "", 3, AN),
                    Item(0x58, "", 3, CN),
                    Item(0x59, "", 40, TEXT),
                )
            ),
            count=3,
        ),
    )
    vectors = (
        Vector("2A01 10", "10", CN_RULE),
        Vector("2A01 20", "20", CN_RULE),
        Vector("2A01 30", "30", CN_RULE),
        Vector("2A01 40", "40", CN_RULE),
        Vector("2A01 50", "50", CN_RULE),
        Vector("2A01 60", "60", CN_RULE),
        Vector("2A01 70", "70", CN_RULE),
        Vector("2A01 80", "80", CN_RULE),
        Vector("2A01 90", "90", CN_RULE),
        Vector(
            "4034 5703 323031 5803 080901 5928 C1B7CFB0B4F3D1A7 00*32",
            (
                "201",
                "080901",
                "练习大学",
            ),
            NESTED_RULE,
        ),
        Vector(
            "4034 5703 000000 5803 FFFFFF 5928 00*40",
            (
                None,
                None,
                None,
            ),
            NESTED_RULE,
        ),
    )


class DF01EF16(_Reserved):
    """预留: reserved space 1."""

    fid = 0xEF16
    write_key = 0x8A


class DF01EF17(_Reserved):
    """预留: reserved space 2."""

    fid = 0xEF17
    write_key = 0x8B


class DF01EF18(_Reserved):
    """预留: reserved space 3."""

    fid = 0xEF18
    write_key = 0x8C


class DF01EF19(_Reserved):
    """预留: reserved space 4."""

    fid = 0xEF19
    write_key = 0x8D


class DF01EF1A(_Reserved):
    """预留: reserved space 5."""

    fid = 0xEF1A
    write_key = 0x8E


FILES = (
    DF01EF05,
    DF01EF06,
    DF01EF07,
    DF01EF08,
    DF01EF09,
    DF01EF0A,
    DF01EF15,
    DF01EF16,
    DF01EF17,
    DF01EF18,
    DF01EF19,
    DF01EF1A,
)
