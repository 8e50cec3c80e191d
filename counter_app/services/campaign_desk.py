"""What the page and the verbs of exchange campaigns ask for, and what they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from counter_app.domain.campaigns import Campaign, Due
from counter_app.ports.book import UncollectedRow
from counter_app.ports.campaigns import Order


@dataclass(frozen=True, slots=True)
class Span:
    """Cards that end in these days; None takes the renewal window (R-36)."""

    first: date | None = None
    until: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people of an exchange the page shows.

    Attributes:
        state: of ``domain.campaigns.Exchange``, "" for all.
        campaign_id: everybody of this campaign, "" for whoever is due.
    """

    span: Span = Span()
    state: str = ""
    campaign_id: str = ""
    order: Order = Order.DAY


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """One page of an exchange, with how many people there are in each state."""

    rows: tuple[Due, ...]
    more: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """One page of cards that nobody collected, with how many there are."""

    rows: tuple[UncollectedRow, ...]
    more: bool
    count: int


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters in one file, one page each."""

    pdf: bytes
    count: int


class CampaignDesk(Protocol):
    """Everything done for an exchange. All calls may raise CounterError."""

    def due(self, span: Span) -> tuple[Due, ...]:
        """Return who is due, the earliest end first."""

    def make(self, name: str, span: Span) -> tuple[Campaign, int]:
        """Make a campaign of everybody who is due now."""

    def listing(self, page: int = 0) -> tuple[tuple[Campaign, ...], bool]: ...
    def show(self, campaign_id: str) -> tuple[Campaign, tuple[Due, ...]]:
        """Return a campaign with everybody as they stand now."""

    def remind(self, campaign_id: str) -> Letters:
        """Make letters to those who have not come; each is counted."""

    def exchange(self, wanted: Wanted, page: int = 0) -> ExchangePage:
        """Return one page of who is due, or of a campaign."""

    def waiting(
        self,
        page: int = 0,
        *,
        overdue: bool = False,
        unit: str = "",
        order: Order = Order.DAY,
    ) -> WaitingPage:
        """Return one page of the cards nobody collected (R-34)."""

    def uncollected(
        self, *, overdue: bool = False, unit: str = ""
    ) -> tuple[UncollectedRow, ...]:
        """Return cards nobody collected since the warning, or the last day (R-34)."""

    def uncollected_letters(
        self, *, overdue: bool = False, unit: str = ""
    ) -> Letters: ...
    def print_letters(self, letters: Letters) -> None:
        """Send letters to the printer."""
