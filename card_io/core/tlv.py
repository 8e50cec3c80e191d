"""Tag-length-value: card records (one-byte tag and length) and the FCI."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

_LONG_TAG = 0x1F
_CONSTRUCTED = 0x20
_HEADER = 2


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a variable TLV file: ``tag(1) ‖ len(1) ‖ value`` (card.md 2.4)."""

    tag: int
    value: bytes

    def encode(self) -> bytes:
        """Return the record as the card stores it."""
        return bytes((self.tag, len(self.value))) + self.value


def parse_records(raw: bytes) -> tuple[Record, ...]:
    """Take a run of records apart.

    Raises:
        CardError: ``card.bad_data`` when lengths and bytes do not agree.
    """
    records = []
    at = 0
    while at < len(raw):
        end = at + _HEADER + raw[at + 1] if at + 1 < len(raw) else len(raw) + 1
        if end > len(raw):
            raise CardError(CardCode.BAD_DATA)
        records.append(Record(raw[at], raw[at + _HEADER : end]))
        at = end
    return tuple(records)


def parse_ber(raw: bytes) -> dict[int, bytes]:
    """Flatten a short-form BER structure: every tag, also those inside.

    Enough for the FCI of the SSSE (card.md 2.2), where no tag occurs twice.
    """
    found: dict[int, bytes] = {}
    at = 0
    while at < len(raw):
        first, tag = raw[at], raw[at]
        at += 1
        if first & _LONG_TAG == _LONG_TAG and at < len(raw):
            tag, at = (tag << 8) | raw[at], at + 1
        if at >= len(raw) or at + 1 + raw[at] > len(raw):
            raise CardError(CardCode.BAD_DATA)
        value = raw[at + 1 : at + 1 + raw[at]]
        at += 1 + len(value)
        found[tag] = value
        if first & _CONSTRUCTED or tag == 0x9F0C:  # noqa: PLR2004 -- nests 86
            found.update(parse_ber(value))
    return found
