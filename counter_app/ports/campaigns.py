"""Lists of an exchange and of cards that wait, paged, narrowed and ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from counter_app.domain.campaigns import Due
from counter_app.ports.book import UncollectedRow


class Order(StrEnum):
    """What a list is ordered by."""

    DAY = "day"  # the end of validity; for cards that wait, the day they came
    UNIT = "unit"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Look:
    """Which people of an exchange are wanted.

    Attributes:
        first, until: last days of validity; ignored within a campaign.
        unit: part of the unit's name, "" for all.
        state: of ``domain.campaigns.Exchange``, "" for all.
        campaign_id: everybody of this campaign, "" for whoever is due.
    """

    first: date
    until: date
    unit: str = ""
    state: str = ""
    campaign_id: str = ""
    order: Order = Order.DAY


@dataclass(frozen=True, slots=True)
class LookWaiting:
    """Which cards that nobody collected are wanted.

    Attributes:
        arrived_until: came on this day or before.
        unit: part of the unit's name, "" for all.
    """

    arrived_until: date
    unit: str = ""
    order: Order = Order.DAY


class CampaignLists(Protocol):
    """One page at a time, one row more than asked if there are more."""

    def exchange_rows(self, look: Look, page: int, size: int = 50) -> Sequence[Due]: ...
    def exchange_counts(self, look: Look) -> Mapping[str, int]:
        """Return how many people there are in each state, whatever ``state`` says."""

    def waiting_rows(
        self, look: LookWaiting, page: int, size: int = 50
    ) -> Sequence[UncollectedRow]: ...
    def waiting_count(self, look: LookWaiting) -> int: ...
