"""The files of the SSSE (card.md 2.3); those of the folders stand in ``folders``."""

from __future__ import annotations

from datetime import date

from card_io.core.model import (
    Item,
    RecordFile,
    Right,
    TransparentFile,
    Vector,
)
from card_io.core.values import AN, CN, DATE, HEX, RAW, SEX
from counter_app.ports.keys import CardKey

_SAMPLE = "official sample card, card.md 12.2"
_FILLED = "rules of card.md 2.4: an filled with 00, cn with F"


class EF05(RecordFile):
    """发卡机构数据: data of the issuing institution (card.md 2.3)."""

    fid = 0xEF05
    items = (
        Item(0x01, "card_uid", 16, HEX),
        Item(0x02, "category", 1, AN, table="category"),
        Item(0x03, "spec_version", 4, AN),
        Item(0x04, "initialiser", 12, HEX),
        Item(0x05, "issue_date", 4, DATE),
        Item(0x06, "expiry_date", 4, DATE),
        Item(0x07, "card_no", 9, AN),
    )
    vectors = (
        Vector(
            "0110 639900D15600000500BF7C7A48FB4966",
            "639900D15600000500BF7C7A48FB4966",
            _SAMPLE,
        ),
        Vector("0201 31", "1", "card.md 2.3, category of children below school age"),
        Vector("0201 32", "2", "card.md 2.3, category of students"),
        Vector("0201 33", "3", _SAMPLE),
        Vector("0201 34", "4", "card.md 2.3, category of the old"),
        Vector("0304 312E3030", "1.00", _SAMPLE),
        Vector("0304 322E3030", "2.00", _SAMPLE),
        Vector("0304 332E3030", "3.00", _SAMPLE),
        Vector("040C 915600000263990063990001", "915600000263990063990001", _SAMPLE),
        Vector("0504 20101001", date(2010, 10, 1), _SAMPLE),
        Vector("0504 FFFFFFFF", None, "card.md 2.4: an unset date is all F"),
        Vector("0604 20201001", date(2020, 10, 1), _SAMPLE),
        Vector("0709 583030303030303139", "X00000019", _SAMPLE),
    )


class EF06(RecordFile):
    """持卡人基本信息: basic data of the holder (card.md 2.3)."""

    fid = 0xEF06
    read = Right.KEY
    read_key = CardKey.RKSSSE
    read_key_since = "3.0"
    items = (
        Item(0x08, "ssn", 18, AN),
        Item(0x09, "name", 30, RAW),
        Item(0x4E, "name_extension", 20, RAW, since="2.0"),
        Item(0x0A, "sex", 1, SEX, table="sex"),
        Item(0x0B, "ethnicity", 1, CN, table="ethnicity"),
        Item(0x0C, "birth_place", 3, CN, table="region"),
        Item(0x0D, "birth_date", 4, DATE),
    )
    vectors = (
        Vector(
            "0812 313131313131313938313031303131313130",
            "111111198101011110",
            _SAMPLE,
        ),
        Vector(
            "091E B5CFC0F6C8C8B0CDA1A4B0A2B2BCB6BCC8C8BACFC2FCA1A4CDC2B6FBD1B7",
            bytes.fromhex(
                "B5CFC0F6C8C8B0CDA1A4B0A2B2BCB6BCC8C8BACFC2FCA1A4CDC2B6FBD1B7"
            ),
            "invented long name, card.md 12.2",
        ),
        Vector(
            "4E14 BDADA1A4C2F2C2F2CCE1 00*10",
            bytes.fromhex("BDADA1A4C2F2C2F2CCE1" + "00" * 10),
            "second part of the long name, card.md 12.2",
        ),
        Vector("0A01 31", "male", _SAMPLE),
        Vector("0A01 32", "female", "card.md 2.3"),
        Vector("0A01 39", "unknown", "card.md 2.3"),
        Vector("0B01 05", "05", "card.md 2.3: 维吾尔"),
        Vector("0B01 99", "99", "card.md 2.3: 其他"),
        Vector("0C03 110101", "110101", _SAMPLE),
        Vector("0D04 19810101", date(1981, 1, 1), _SAMPLE),
    )


class EF07(TransparentFile):
    """指纹: fingerprint, 预设 (card.md 2.3)."""

    fid = 0xEF07
    read = Right.KEY
    read_key = CardKey.RKSSSE
    read_key_since = "2.0"
    length = 768
    vectors = (Vector("FF*768", None, "never written: all FF"),)


class EF08(TransparentFile):
    """相片: photo as JPEG or BMP, 预设, from 2.0 on (card.md 2.3)."""

    fid = 0xEF08
    read = Right.KEY
    read_key = CardKey.RKSSSE
    since = "2.0"
    length = 4096
    vectors = (
        Vector("FF*4096", None, "never written: all FF"),
        Vector(
            "FFD8FFE0 00*4092",
            bytes.fromhex("FFD8FFE0"),
            "first bytes of a JPEG file, filled with 00",
        ),
    )


class EF0D(RecordFile):
    """Local additions of one region: 人员识别码, 初次申领地 (card.md 2.1)."""

    fid = 0xEF0D
    local = True
    write_key = 0x0D
    items = (
        Item(0xEA, "person_id", 12, AN),
        Item(0xEB, "first_issue_place", 3, CN, table="region"),
    )
    vectors = (
        Vector("EA0C 393939393031303030303132", "999901000012", _FILLED),
        Vector("EB03 999901", "999901", _FILLED),
    )


#: Record files every card has, for reading, writing and the virtual card.
FILES: tuple[type[RecordFile], ...] = (EF05, EF06)
#: Further files of the SSSE an inquiry looks at.
SSSE_EXTRAS = (EF07, EF08, EF0D)

#: 识别 of the application: "sx1.sh.社会保障" in GBK (card.md 2.1).
SSSE_AID = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
