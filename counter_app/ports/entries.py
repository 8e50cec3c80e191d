"""What is written many at a time: outcomes, and rows of the audit chain."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.records import Ssn
from counter_app.domain.states import Effect


@dataclass(frozen=True, slots=True)
class Decision:
    """The center's word on one operation, as it is written down."""

    op_id: str
    ssn: Ssn
    effect: Effect
    refusal: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What one row of the audit chain says."""

    actor: str
    event: str
    subject: str = ""
    detail: str = ""
