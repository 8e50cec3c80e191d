"""Card photos on their way to the center (``POST /v1/photos``).

A photo is known by the digest of its bytes: told again it counts once. Each one has
its own answer, so that a bad picture holds up no other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from sync.wire.feed import Number, Text, UtcTime

MOST_PHOTOS = 20
LARGEST_PHOTO = 200 * 1024  # bytes; no city's window goes beyond 100 KB
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class PhotoWord(StrEnum):
    """The center's word on one photo."""

    STORED = "stored"
    ALREADY = "already"
    REFUSED = "refused"


class WirePhoto(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One photo.

    Attributes:
        digest: SHA-256 of ``jpeg``.
        taken_at: when it was cut at the counter.
        by: the clerk who took it in.
        jpeg: the file, base64 on the wire.
    """

    digest: Digest
    ssn: Number
    taken_at: UtcTime
    by: Text
    jpeg: Annotated[bytes, Meta(min_length=1, max_length=LARGEST_PHOTO)]


class PhotoBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Some photos; any may be refused, the others are stored."""

    photos: Annotated[tuple[WirePhoto, ...], Meta(max_length=MOST_PHOTOS)]


class PhotoAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one photo; ``code`` says why it is refused."""

    digest: str
    word: PhotoWord
    code: str = ""


class PhotoAnswers(Struct, frozen=True):
    """Answers in the order sent."""

    photos: tuple[PhotoAnswer, ...]
