"""What the city's supervisors decided on refused acts, asked for by the counter.

``POST /v1/decisions`` names refused acts of the asking workstation that are still
open there; the center answers those that were decided in its console. Asking changes
nothing. An escalated act that is decided is answered by this and by its escalation.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from sync.wire.feed import Text, UtcTime
from sync.wire.messages import Identifier

MAX_ASKED = 100


class Verdict(StrEnum):
    """What a supervisor decided."""

    APPLY = "apply"  # done anew by the city; the cards come by the feed
    UPHOLD = "uphold"  # the refusal stands


class DecisionQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Refused acts that are open at the counter."""

    op_ids: Annotated[tuple[Identifier, ...], Meta(max_length=MAX_ASKED)]


class Decision(Struct, frozen=True, kw_only=True):
    """One decision, with the supervisor's note and name."""

    op_id: str
    verdict: Verdict
    note: Annotated[str, Meta(max_length=1000)]
    by: Text
    at: UtcTime


class Decisions(Struct, frozen=True):
    """Those of the acts asked for that were decided."""

    decisions: tuple[Decision, ...]
