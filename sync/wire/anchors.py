"""Anchors of the audit chain: what the center keeps so that no tail can be cut.

A counter tells how many rows its chain has and the digest of the last one
(``POST /v1/anchors``); the center keeps the highest of each incarnation and never
lowers it. ``GET /v1/anchors`` tells them again, so that ``audit verify`` finds an
edit, a cut tail and a file put back to an older day (G24).
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from sync.wire.feed import UtcTime
from sync.wire.messages import Identifier

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Rows = Annotated[int, Meta(ge=0, le=2**53)]


class Missed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An anchor of the center that this chain does not hold: its place."""

    incarnation: Identifier
    rows: Rows


class AnchorReport(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """``POST /v1/anchors``: the end of the chain as it is now.

    Attributes:
        incarnation: the running incarnation of the workstation.
        rows: number of rows; the number of the last one.
        head: digest of the last row; 64 zeros for none.
        missed: anchors told by the center that this file contradicts: it was cut,
            changed, or put back to an older day.
    """

    incarnation: Identifier
    rows: Rows
    head: Digest
    missed: Annotated[tuple[Missed, ...], Meta(max_length=100)] = ()


class Anchor(Struct, frozen=True, kw_only=True):
    """The highest anchor the center holds of one incarnation."""

    incarnation: str
    rows: int
    head: str
    at: UtcTime  # by the center's clock


class Anchors(Struct, frozen=True, kw_only=True):
    """Answer to both methods: the anchors of this workstation, oldest first.

    The answer to a report holds the report already, unless it contradicts what the
    center had: fewer rows than before in one incarnation, or another digest for the
    same number. Then nothing is changed. An alarm is recorded, once, and ``alarm`` is
    true, then and also where a new incarnation has fewer rows than one before it, or
    the counter itself names anchors that it missed.
    """

    anchors: tuple[Anchor, ...]
    alarm: bool = False
