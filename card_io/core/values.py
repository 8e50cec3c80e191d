"""Values of card records: cn, an, dates, names (card.md 2.4).

A codec reads leniently (any of the fillers seen in the field) and writes strictly
(full length, the filler of the specification).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from card_io.core import gb18030
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

Value = str | date | bytes | tuple["Value", ...] | None

_DATE_DIGITS = 8
_FILLERS = b"\x00\xff "
#: Capacity of tag 09, and of 09 and 4E together, in bytes (card.md 2.4).
NAME_BYTES = 30
NAME_EXTENSION_BYTES = 20


class Codec(Protocol):
    """How one item's bytes become a value and back."""

    def decode(self, raw: bytes) -> Value:
        """Return the value, None for an empty item.

        Raises:
            ValueError: the bytes hold no such value.
        """

    def encode(self, value: Value, length: int) -> bytes:
        """Return exactly ``length`` bytes.

        Raises:
            ValueError: the value does not fit.
        """

    def empty(self, length: int) -> bytes:
        """Return the filler of an item never written (card.md 14a)."""


def is_empty(raw: bytes) -> bool:
    """Tell whether an item holds nothing but filler.

    A single 20 is no space but the digits of a one-byte cn item: 傈僳族, 本科.
    """
    return not raw.strip(_FILLERS if len(raw) > 1 else b"\x00\xff")


class _An:
    """Alphanumeric: left-aligned, right-filled with 00."""

    def decode(self, raw: bytes) -> Value:
        text = raw.rstrip(_FILLERS).decode("ascii")
        if not text.isprintable():
            raise ValueError
        return text or None

    def encode(self, value: Value, length: int) -> bytes:
        raw = str(value).encode("ascii")
        if not raw or len(raw) > length:
            raise ValueError
        return raw.ljust(length, b"\0")

    def empty(self, length: int) -> bytes:
        return bytes(length)


class _Cn:
    """Compressed numeric: two digits a byte, left-aligned, right-filled with F."""

    def decode(self, raw: bytes) -> Value:
        if is_empty(raw):
            return None
        digits = raw.hex().upper().rstrip("F")
        if not digits.isdigit():
            raise ValueError
        return digits

    def encode(self, value: Value, length: int) -> bytes:
        digits = str(value)
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 2 * length):
            raise ValueError
        return bytes.fromhex(digits.ljust(2 * length, "F"))

    def empty(self, length: int) -> bytes:
        return b"\xff" * length


class _Date(_Cn):
    """cn4 as YYYYMMDD; all F or all 0 means unset."""

    def decode(self, raw: bytes) -> Value:
        digits = super().decode(raw)
        if digits is None:
            return None
        text = str(digits)
        if len(text) != _DATE_DIGITS:
            raise ValueError
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))

    def encode(self, value: Value, length: int) -> bytes:
        if not isinstance(value, date):
            raise ValueError  # noqa: TRY004 -- one kind for every misfit
        return super().encode(f"{value:%Y%m%d}".rjust(8, "0"), length)


class _Hex:
    """Bytes that are never stripped, shown as upper-case hex (tags 01, 04)."""

    def decode(self, raw: bytes) -> Value:
        return raw.hex().upper()

    def encode(self, value: Value, length: int) -> bytes:
        raw = bytes.fromhex(str(value))
        if len(raw) != length:
            raise ValueError
        return raw

    def empty(self, length: int) -> bytes:
        return b"\xff" * length


class _Raw:
    """Bytes of a name part: joined before they are decoded, so left alone here."""

    def decode(self, raw: bytes) -> Value:
        return raw

    def encode(self, value: Value, length: int) -> bytes:
        if not isinstance(value, bytes) or len(value) > length:
            raise ValueError
        return value.ljust(length, b"\0")

    def empty(self, length: int) -> bytes:
        return bytes(length)


class _Text(_An):
    """Names and addresses: GBK bytes, right-filled with 00 (card.md 2.4)."""

    def decode(self, raw: bytes) -> Value:
        text = gb18030.decode(raw.rstrip(_FILLERS))
        if any(map(_control, text)):
            raise ValueError
        return text or None

    def encode(self, value: Value, length: int) -> bytes:
        raw = gb18030.encode(str(value))
        if not raw or len(raw) > length:
            raise ValueError
        return raw.ljust(length, b"\0")


class _Number:
    """Binary number, high byte first; amounts are fen."""

    def decode(self, raw: bytes) -> Value:
        return str(int.from_bytes(raw, "big"))

    def encode(self, value: Value, length: int) -> bytes:
        try:
            return int(str(value)).to_bytes(length, "big")
        except OverflowError as exc:
            raise ValueError from exc

    def empty(self, length: int) -> bytes:
        return bytes(length)


@dataclass(frozen=True, slots=True)
class _Choice(_An):
    """One character out of a table, spoken as a word."""

    words: tuple[tuple[str, str], ...]

    def decode(self, raw: bytes) -> Value:
        code = _An.decode(self, raw)
        if code is None:
            return None
        for known, word in self.words:
            if known == code:
                return word
        raise ValueError

    def encode(self, value: Value, length: int) -> bytes:
        for code, known in self.words:
            if known == value:
                return _An.encode(self, code, length)
        raise ValueError


AN: Codec = _An()
CN: Codec = _Cn()
DATE: Codec = _Date()
HEX: Codec = _Hex()
NUMBER: Codec = _Number()
TEXT: Codec = _Text()
RAW: Codec = _Raw()
SEX: Codec = _Choice((("1", "male"), ("2", "female"), ("9", "unknown")))


def decode_name(first: bytes, extension: bytes = b"") -> str | None:
    """Join tags 09 and 4E, strip the filler, decode; None for an empty name.

    A character may straddle byte 30, so the bytes are joined before anything else.
    Some personalisers leave byte 30 empty instead; that filler is dropped.

    Raises:
        ValueError: the bytes are no text.
    """
    text = gb18030.decode((first + extension).rstrip(_FILLERS)).replace("\0", "")
    if any(map(_control, text)):
        raise ValueError
    return text or None


def _control(sign: str) -> bool:
    """Tell control characters; ``isprintable`` would refuse new ideographs too."""
    return unicodedata.category(sign) in ("Cc", "Cs")


def encode_name(name: str, *, extension: bool) -> tuple[bytes, bytes]:
    """Return the bytes for tags 09 and 4E; nothing is ever cut.

    Raises:
        CardError: ``card.name_too_long``, ``card.name_unencodable``.
    """
    try:
        raw = gb18030.encode(name)
    except UnicodeEncodeError as exc:
        raise CardError(CardCode.NAME_UNENCODABLE) from exc
    if not name.strip() or any(map(_control, name)):
        raise CardError(CardCode.NAME_UNENCODABLE)
    capacity = NAME_BYTES + (NAME_EXTENSION_BYTES if extension else 0)
    if len(raw) > capacity:
        raise CardError(CardCode.NAME_TOO_LONG, length=len(raw), capacity=capacity)
    return raw[:NAME_BYTES], raw[NAME_BYTES:]
