"""Forms that were begun and not carried out, as the store keeps them (G34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from counter_app.domain.records import Json, Ssn


@dataclass(frozen=True, slots=True)
class Draft:
    """One form of one operator for one person and service.

    Attributes:
        service: the service's word, e.g. ``loss``.
        content: the fields as entered; never a PIN.
        submit_key: of the form: once it is the key of a case, the draft is done with.
    """

    login: str
    ssn: Ssn
    service: str
    submit_key: str
    content: Json
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One line of the list of drafts."""

    login: str
    clerk: str
    ssn: Ssn
    name: str
    service: str
    kept_at: datetime


class Drafts(Protocol):
    """Writes and reads of drafts inside a unit of work."""

    def keep(self, draft: Draft) -> None:
        """Insert, or replace the operator's draft of this person and service."""

    def get(self, login: str, ssn: Ssn, service: str) -> Draft | None: ...
    def of_operator(self, login: str) -> Sequence[Draft]:
        """Return an operator's drafts, the latest first."""

    def forget(self, login: str, ssn: Ssn, service: str) -> None:
        """Throw one draft away."""

    def forget_person(self, ssn: Ssn) -> None:
        """Throw away every draft of a person: an act made them stale."""

    def purge(self, before: datetime) -> int:
        """Delete what is older, and what became a case; return how many."""


class DraftReads(Protocol):
    """The list of drafts."""

    def drafts(self, login: str, page: int, size: int = 50) -> Sequence[DraftRow]:
        """Return one page (and one row more), latest first; "" is everybody's."""
