"""What the center knows of a person who wants a first card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from counter_app.domain.applications import Progress
from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus


@dataclass(frozen=True, slots=True)
class AtCenter:
    """What stands in the way of an application, as the center told it.

    Attributes:
        known: the center's roll has the person.
        at: when the center looked, its clock.
        name_same: None where no name was asked.
        card_status: of a card that is not cancelled; None without one.
        card_tail: its last four characters.
        progress: of an application on its way.
    """

    known: bool
    at: datetime
    alive: bool = True
    name_same: bool | None = None
    card_status: AppStatus | None = None
    card_tail: str = ""
    card_office: str = ""
    progress: Progress | None = None
    applied_at: datetime | None = None
    promised_on: date | None = None


class StandingLookup(Protocol):
    """Asks the center before anything is typed (business.md 2.1-2)."""

    def standing(self, ssn: Ssn, name: str) -> AtCenter:
        """Ask about one person; waits a few seconds at most.

        Raises:
            CenterError: the center is away or says no.
        """
