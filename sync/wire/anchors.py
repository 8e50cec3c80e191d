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


class AnchorReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``POST /v1/anchors``: the end of the chain as it is now.

    Attributes:
        incarnation: the running incarnation of the workstation.
        rows: number of rows; the number of the last one.
        head: digest of the last row; 64 zeros for none.
    """

    incarnation: Identifier
    rows: Rows
    head: Digest


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
    same number. Then nothing is changed, ``alarm`` is true, and an alarm is recorded.
    """

    anchors: tuple[Anchor, ...]
    alarm: bool = False
