"""How a card file is declared: items, structure, who may read, vectors.

One class per file, with hex vectors on the class; a test walks every class and
proves its vectors in both directions (card.md 2.3, 2.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar

from card_io.core.tlv import Record, parse_records
from card_io.core.values import RAW, Codec, Value, is_empty
from counter_app.domain.errors import CardError
from counter_app.ports.keys import CardKey

SSSE = "SSSE"
#: Tags whose meaning changed from version 1.0 to 2.0 (card.md 2.5, last paragraph).
CHANGED_SINCE_1 = frozenset(
    bytes.fromhex("32373839 4B4D4F50 55569697 61 6F7071 8184879091 9293")
)


class Right(StrEnum):
    """What opens a file for reading."""

    FREE = "free"
    KEY = "key"
    PIN = "pin"
    PIN_OR_KEY = "pin_or_key"
    PIN_AND_KEY = "pin_and_key"


class Structure(StrEnum):
    """How a file stores its items."""

    RECORDS = "records"
    CYCLIC = "cyclic"
    TRANSPARENT = "transparent"


@dataclass(frozen=True, slots=True)
class Item:
    """One data item: its tag, name, stored length in bytes and codec.

    Attributes:
        tag: 0 for an item of a cyclic record, which has neither tag nor length.
        name: word the catalogue names it by; empty where no source names it.
        since: the first version of the specification that has it.
        count: how many records with this tag the file holds.
        table: code table that explains the value, see ``tables``.
    """

    tag: int
    name: str
    length: int
    codec: Codec
    since: str = "1.0"
    count: int = 1
    table: str = ""

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
class Nested:
    """Codec of a B-TLV item: inner ``tag ‖ len ‖ value`` items (card.md 2.4)."""

    parts: tuple[Item, ...]

    def decode(self, raw: bytes) -> Value:
        if is_empty(raw):
            return None
        try:
            found = {record.tag: record.value for record in parse_records(raw)}
        except CardError as exc:
            raise ValueError from exc
        missing = [part for part in self.parts if part.tag not in found]
        if missing:
            raise ValueError
        return tuple(part.codec.decode(found[part.tag]) for part in self.parts)

    def encode(self, value: Value, length: int) -> bytes:
        if not isinstance(value, tuple):
            raise ValueError  # noqa: TRY004 -- one kind for every misfit
        pairs = zip(self.parts, value, strict=True)
        raw = b"".join(_filled(part, one).encode() for part, one in pairs)
        if len(raw) != length:
            raise ValueError
        return raw

    def empty(self, length: int) -> bytes:
        raw = b"".join(part.blank().encode() for part in self.parts)
        return raw.ljust(length, b"\0")


def _filled(part: Item, value: Value) -> Record:
    return part.blank() if value is None else part.record(value)


@dataclass(frozen=True, slots=True)
class Vector:
    """A record as bytes, the value it stands for, and where both come from.

    Attributes:
        text: hex; spaces are free, ``00*26`` repeats a byte.
        value: of a record; of a cyclic record the tuple of its items.
        source: how the bytes were derived.
    """

    text: str
    value: Value
    source: str

    @property
    def raw(self) -> bytes:
        """Return the bytes."""
        made = b""
        for token in self.text.split():
            digits, _, times = token.partition("*")
            made += bytes.fromhex(digits) * int(times or 1)
        return made


class CardFile:
    """What every file has: its place, its rights, its vectors."""

    folder: ClassVar[str] = SSSE
    fid: ClassVar[int]
    structure: ClassVar[Structure]
    items: ClassVar[tuple[Item, ...]] = ()
    vectors: ClassVar[tuple[Vector, ...]]
    #: Id of the key that opens writing; None where the card alone writes.
    write_key: ClassVar[int | None] = CardKey.UKSSSE
    read: ClassVar[Right] = Right.FREE
    #: Id of the key that opens reading, and the first version that asks for it.
    read_key: ClassVar[int | None] = None
    read_key_since: ClassVar[str] = ""
    #: First version of the specification that has the file.
    since: ClassVar[str] = "1.0"
    #: A local addition: nobody misses it where it is not.
    local: ClassVar[bool] = False

    @classmethod
    def sfi(cls) -> int:
        """Return the short file id: the low byte of the file id."""
        return cls.fid & 0x1F

    @classmethod
    def path(cls) -> str:
        """Return ``EF05`` for a file of the SSSE, ``DF01/EF05`` for others."""
        name = f"{cls.fid:04X}"
        return name if cls.folder == SSSE else f"{cls.folder}/{name}"

    @classmethod
    def right(cls, version: str) -> Right:
        """Return what reading takes on a card of this version."""
        return cls.read if version[:3] >= cls.read_key_since else Right.FREE

    @classmethod
    def protected(cls, version: str) -> bool:
        """Tell whether reading takes a right on a card of this version."""
        return cls.right(version) is not Right.FREE

    @classmethod
    @cache
    def items_of(cls, version: str) -> tuple[Item, ...]:
        """Return the items a card of this version has, in record order."""
        return tuple(item for item in cls.items if item.since <= version[:3])


class RecordFile(CardFile):
    """A TLV record file: variable length, or fixed with all items alike."""

    structure = Structure.RECORDS

    @classmethod
    @cache
    def size(cls, version: str) -> int:
        """Return the length of all records together."""
        return sum(item.size * item.count for item in cls.items_of(version))

    @classmethod
    def number(cls, tag: int, version: str) -> int:
        """Return the record number of a tag; it shifts between versions."""
        number = 1
        for item in cls.items_of(version):
            if item.tag == tag:
                return number
            number += item.count
        raise KeyError(tag)

    @classmethod
    def item(cls, tag: int) -> Item:
        """Return the item of a tag; KeyError for a tag this file has not."""
        for item in cls.items:
            if item.tag == tag:
                return item
        raise KeyError(tag)

    @classmethod
    def item_or_bytes(cls, record: Record) -> Item:
        """Return the item of a record; one that nobody describes is bytes."""
        try:
            return cls.item(record.tag)
        except KeyError:
            return Item(record.tag, "", len(record.value), RAW)


class CyclicFile(CardFile):
    """A cyclic file: fixed records without tags, record 1 the newest."""

    structure = Structure.CYCLIC
    #: Fewest records a card keeps.
    records: ClassVar[int]

    @classmethod
    def length(cls) -> int:
        """Return the length of one record."""
        return sum(item.length for item in cls.items)

    @classmethod
    def split(cls, raw: bytes) -> tuple[tuple[Item, bytes], ...]:
        """Cut a record into its items; a short record gives short items."""
        cut, at = [], 0
        for item in cls.items:
            cut.append((item, raw[at : at + item.length]))
            at += item.length
        return tuple(cut)


class TransparentFile(CardFile):
    """Bytes without structure: fingerprint, photo, reserved space."""

    structure = Structure.TRANSPARENT
    length: ClassVar[int]
    items = (Item(0, "content", 0, RAW),)
