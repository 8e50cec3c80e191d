"""The card inquiry: every readable file and item of one card, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from counter_app.domain.chip import ChipReading


class FileAccess(StrEnum):
    """How far an inquiry got with one file."""

    READ = "read"
    ABSENT = "absent"  # the card has no such file
    NEEDS_PIN = "needs_pin"
    NEEDS_KEY = "needs_key"  # the holder's PIN does not open it
    NEEDS_PIN_AND_KEY = "needs_pin_and_key"
    UNREADABLE = "unreadable"  # the card answers what no rule explains


@dataclass(frozen=True, slots=True)
class CardItem:
    """One item on the card.

    Attributes:
        tag: 0 for the items of cyclic and transparent files.
        number: which of several with the same tag, or the cyclic record, from 1.
        name_id: message id of the name; takes ``{tag}`` for items nobody names.
        raw: bytes as hex, upper case.
        value: decoded value, dates as ISO; None when empty or unreadable.
        meaning_id: message id of what a code means, None where no table has it.
        meaning: name of a region, which stands in no catalogue.
        unreadable: the bytes do not decode; ``raw`` is all there is.
        parts: items inside this one.
    """

    tag: int
    number: int
    name_id: str
    raw: str
    value: str | None = None
    meaning_id: str | None = None
    meaning: str | None = None
    unreadable: bool = False
    parts: tuple[CardItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CardFileContent:
    """One file: ``structure`` is ``records``, ``cyclic`` or ``transparent``."""

    name: str  # e.g. "EF05"
    name_id: str
    structure: str
    access: FileAccess
    items: tuple[CardItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CardFolder:
    """``SSSE`` or an application folder; absent ones have no files."""

    name: str  # e.g. "DF01"
    name_id: str
    present: bool
    files: tuple[CardFileContent, ...] = ()


@dataclass(frozen=True, slots=True)
class CardInquiry:
    """Everything a card told.

    Attributes:
        reading: the basic data, with generation, algorithm, version and region.
        region_name: name of the issuing region, None for an unknown one.
        pin_verified: the holder's PIN was entered for this inquiry.
    """

    reading: ChipReading
    folders: tuple[CardFolder, ...]
    region_name: str | None = None
    pin_verified: bool = False
