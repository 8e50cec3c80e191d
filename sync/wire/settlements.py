"""Refusals that were settled at the counter: the city need not decide them any more.

``POST /v1/settlements``: told once each is closed, again until the center has it.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from sync.wire.feed import Text, UtcTime
from sync.wire.messages import Identifier

MAX_SETTLED = 100


class Settlement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a person closed a refusal at the counter."""

    op_id: Identifier
    way: Annotated[str, Meta(pattern="^(withdraw|recall|resend|escalate)$")]
    by: Text
    at: UtcTime


class SettlementBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Closed refusals of the asking workstation."""

    settlements: Annotated[tuple[Settlement, ...], Meta(max_length=MAX_SETTLED)]


class SettlementsKept(Struct, frozen=True):
    """What the center has taken note of."""

    op_ids: tuple[str, ...]
