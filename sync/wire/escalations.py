"""Refused acts that a counter hands to the city's supervisors, and their replies.

``POST /v1/escalations`` tells any number of them any number of times; the center
keeps one row for each ``op_id`` of a workstation and answers how each stands. A
counter asks again by telling again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from counter_app.domain.states import Kind
from sync.wire.feed import Number, Text, UtcTime
from sync.wire.messages import Identifier, Sequence

MAX_ESCALATIONS = 100
Note = Annotated[str, Meta(max_length=1000)]


class Standing(StrEnum):
    """How an escalated refusal stands at the center."""

    OPEN = "open"  # listed in the console
    REPLIED = "replied"  # a supervisor decided; ``reply`` says what


class Escalation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One refused act with the counter's question."""

    op_id: Identifier
    incarnation: Identifier
    sequence: Sequence
    kind: Kind
    ssn: Number
    card_no: Number
    receipt_no: Annotated[str, Meta(max_length=40)]
    code: Annotated[str, Meta(max_length=80)]
    note: Note
    by: Text
    at: UtcTime


class EscalationBatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Escalations without a reply so far."""

    escalations: Annotated[tuple[Escalation, ...], Meta(max_length=MAX_ESCALATIONS)]


class EscalationState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The center's word on one escalation."""

    op_id: str
    standing: Standing
    reply: Note = ""
    by: Text = ""
    at: UtcTime | None = None


class EscalationStates(Struct, frozen=True):
    """Answers in the order told."""

    states: tuple[EscalationState, ...]
