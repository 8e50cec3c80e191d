"""The card's files as declarations: one class per file, vectors on the class.

A test walks every class and proves its vectors in both directions. Adding a file
of another application is adding a class here (card.md 2.3, 2.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from card_io.core.tlv import Record
from card_io.core.values import AN, CN, DATE, HEX, RAW, SEX, Codec, Value
from counter_app.ports.keys import CardKey


@dataclass(frozen=True, slots=True)
class Item:
    """One data item: its tag, name, stored length in bytes and codec.

    ``since`` is the first version of the specification that has it.
    """

    tag: int
    name: str
    length: int
    codec: Codec
    since: str = "1.0"

    @property
    def size(self) -> int:
        """Length of the whole record, tag and length byte included."""
        return self.length + 2

    def record(self, value: Value) -> Record:
        """Return the record that stores ``value``; ValueError if it does not fit."""
        return Record(self.tag, self.codec.encode(value, self.length))

    def blank(self) -> Record:
        """Return the record as the maker leaves it on a blank card."""
        return Record(self.tag, self.codec.empty(self.length))


@dataclass(frozen=True, slots=True)
class Vector:
    """A record as bytes, and the value it stands for."""

    record: str
    value: Value


class RecordFile:
    """A variable-length TLV record file of the SSSE."""

    fid: ClassVar[int]
    items: ClassVar[tuple[Item, ...]]
    vectors: ClassVar[tuple[Vector, ...]]
    write_key: ClassVar[CardKey] = CardKey.UKSSSE
    #: Key that opens reading, and the first version that asks for it.
    read_key: ClassVar[CardKey | None] = None
    read_key_since: ClassVar[str] = ""

    @classmethod
    def sfi(cls) -> int:
        """Return the short file id: the low byte of the file id."""
        return cls.fid & 0x1F

    @classmethod
    def items_of(cls, version: str) -> tuple[Item, ...]:
        """Return the items a card of this version has, in record order."""
        return tuple(item for item in cls.items if item.since <= version[:3])

    @classmethod
    def size(cls, version: str) -> int:
        """Return the length of all records together."""
        return sum(item.size for item in cls.items_of(version))

    @classmethod
    def number(cls, tag: int, version: str) -> int:
        """Return the record number of a tag; it shifts between versions."""
        tags = [item.tag for item in cls.items_of(version)]
        return tags.index(tag) + 1

    @classmethod
    def item(cls, tag: int) -> Item:
        """Return the item of a tag; KeyError for a tag this file has not."""
        for item in cls.items:
            if item.tag == tag:
                return item
        raise KeyError(tag)

    @classmethod
    def protected(cls, version: str) -> bool:
        """Tell whether reading needs ``read_key`` on a card of this version."""
        return cls.read_key is not None and version[:3] >= cls.read_key_since


class EF05(RecordFile):
    """发卡机构数据: data of the issuing institution (card.md 2.3)."""

    fid = 0xEF05
    items = (
        Item(0x01, "card_uid", 16, HEX),
        Item(0x02, "category", 1, AN),
        Item(0x03, "spec_version", 4, AN),
        Item(0x04, "initialiser", 12, HEX),
        Item(0x05, "issue_date", 4, DATE),
        Item(0x06, "expiry_date", 4, DATE),
        Item(0x07, "card_no", 9, AN),
    )
    vectors = (
        Vector(
            "0110639900D15600000500BF7C7A48FB4966", "639900D15600000500BF7C7A48FB4966"
        ),
        Vector("020133", "3"),
        Vector("0304312E3030", "1.00"),
        Vector("0304332E3030", "3.00"),
        Vector("040C915600000263990063990001", "915600000263990063990001"),
        Vector("050420101001", date(2010, 10, 1)),
        Vector("060420201001", date(2020, 10, 1)),
        Vector("0709583030303030303139", "X00000019"),
    )


class EF06(RecordFile):
    """持卡人基本信息: basic data of the holder (card.md 2.3)."""

    fid = 0xEF06
    read_key = CardKey.RKSSSE
    read_key_since = "3.0"
    items = (
        Item(0x08, "ssn", 18, AN),
        Item(0x09, "name", 30, RAW),
        Item(0x4E, "name_extension", 20, RAW, since="2.0"),
        Item(0x0A, "sex", 1, SEX),
        Item(0x0B, "ethnicity", 1, CN),
        Item(0x0C, "birth_place", 3, CN),
        Item(0x0D, "birth_date", 4, DATE),
    )
    vectors = (
        Vector("0812313131313131313938313031303131313130", "111111198101011110"),
        Vector(
            "091EB5CFC0F6C8C8B0CDA1A4B0A2B2BCB6BCC8C8BACFC2FCA1A4CDC2B6FBD1B7",
            bytes.fromhex(
                "B5CFC0F6C8C8B0CDA1A4B0A2B2BCB6BCC8C8BACFC2FCA1A4CDC2B6FBD1B7"
            ),
        ),
        Vector(
            "4E14BDADA1A4C2F2C2F2CCE1" + "00" * 10,
            bytes.fromhex("BDADA1A4C2F2C2F2CCE1" + "00" * 10),
        ),
        Vector("0A0131", "male"),
        Vector("0A0132", "female"),
        Vector("0A0139", "unknown"),
        Vector("0B0105", "05"),
        Vector("0C03110101", "110101"),
        Vector("0D0419810101", date(1981, 1, 1)),
    )


#: Every record file of the model, for the vector test and the virtual card.
FILES: tuple[type[RecordFile], ...] = (EF05, EF06)

#: 识别 of the application: "sx1.sh.社会保障" in GBK (card.md 2.1).
SSSE_AID = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
