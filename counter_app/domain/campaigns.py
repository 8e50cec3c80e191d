"""到期换卡: who is due for a new card, by unit and by day (R-31, R-36)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import AppStatus

_LOST = frozenset({AppStatus.LOST_FORMAL, AppStatus.LOST_TEMP})


class Exchange(StrEnum):
    """How far an exchange is; words are ``campaign.state.<value>``."""

    OPEN = "open"
    APPLIED = "applied"  # taken here, not yet decided by the center
    WAITING = "waiting"  # the new card waits for the person
    DONE = "done"
    LOST = "lost"  # reported lost: replaced as a loss, not exchanged
    GONE = "gone"  # cancelled without a successor


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign: cards that end from ``first`` to ``until``, of a unit or all."""

    campaign_id: str
    name: str
    unit: str
    first: date
    until: date
    made_at: datetime
    clerk: str


@dataclass(frozen=True, slots=True)
class CampaignPerson:
    """A person of a campaign."""

    campaign_id: str
    ssn: Ssn
    card_no: CardNo
    reminders: int = 0
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A card that ends, with its holder and what became of it.

    Attributes:
        successor: the card that replaces it, "" for none.
        successor_given: that card is in the person's hand.
        pending: a replacement was taken here and is not decided.
        reminders: letters sent in the campaign.
    """

    ssn: Ssn
    name: str
    unit: str
    address: str
    card_no: CardNo
    expiry_date: date
    app_status: AppStatus
    successor: str = ""
    successor_given: bool = False
    pending: bool = False
    reminders: int = 0
    reminded_at: datetime | None = None

    @property
    def state(self) -> Exchange:
        """How far this exchange is."""
        if self.successor:
            return Exchange.DONE if self.successor_given else Exchange.WAITING
        if self.pending:
            return Exchange.APPLIED
        if self.app_status is AppStatus.CANCELLED:
            return Exchange.GONE
        return Exchange.LOST if self.app_status in _LOST else Exchange.OPEN


def window(today: date, pack: RulePack) -> tuple[date, date]:
    """Return which last days of validity may be renewed now (R-36).

    A card that has ended already is due all the more; it is looked for a year back.
    """
    return today - timedelta(days=365), today + timedelta(days=pack.renew_before_days)
