"""Rows of lists, pages and figures that the store answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import Effect, Kind

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; ``more`` tells whether a next page exists."""

    rows: tuple[Row, ...]
    number: int  # 0-based
    more: bool


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One line of a search answer."""

    ssn: Ssn
    name: str
    sex: str
    birth_date: date
    unit: str
    card_no: CardNo | None  # the newest card of this holder at this office
    app_status: int | None


@dataclass(frozen=True, slots=True)
class DayCount:
    """Figures of the daily issuance report, one row per business and result."""

    business: Kind
    clerk: str
    bank: str
    effect: Effect
    count: int
    channel: str = ""


@dataclass(frozen=True, slots=True)
class OutboxState:
    """What the status bar and ``sync status`` tell (G14)."""

    waiting: int  # pending operations, sent or not, without an outcome
    refused: int  # refused, not yet settled by a person
    doubtful: int  # open or doubtful card writes
    oldest_waiting: datetime | None
    oldest_loss: datetime | None = None  # the oldest pending loss
