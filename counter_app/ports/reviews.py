"""What sync keeps beside the outbox: reviews of refusals, parcels of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from counter_app.domain.records import Ssn
from counter_app.domain.review import Review
from counter_app.domain.states import Kind

CLOSED = "reviews.closed"  # setting: closed refusals the center has not heard of


def closed_ones(text: str | None) -> list[str]:
    """Return the acts that ``CLOSED`` names, oldest first."""
    return (text or "").split()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A sealed carry file of another workstation, on its way to the center."""

    digest: str  # SHA-256 of the file, hex
    content: str
    taken_at: datetime
    sent_at: datetime | None = None
    outcome: str | None = None


class Reviews(Protocol):
    """One row for each refused act somebody has looked at."""

    def put(self, review: Review) -> None:
        """Insert or replace."""

    def get(self, op_id: str) -> Review | None: ...
    def unanswered(self, limit: int) -> Sequence[Review]:
        """Return escalations without a reply, oldest first."""

    def resends(self, ssn: Ssn, kind: Kind) -> Sequence[Review]:
        """Return open refusals that wait for a new act of this person and kind."""


class Parcels(Protocol):
    """Sealed files: they cannot be read here, only passed on."""

    def add(self, parcel: Parcel) -> bool:
        """Keep a parcel; False when it was brought before."""

    def waiting(self, limit: int) -> Sequence[Parcel]: ...
    def delivered(self, digest: str, at: datetime, outcome: str) -> None:
        """The center has it; the content is not needed any more."""
