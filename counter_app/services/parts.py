"""What the services are made of; ``bootstrap`` fills it with adapters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from counter_app.domain.records import Office
from counter_app.domain.rulepack import RulePack
from counter_app.ports.cards import CardDesk
from counter_app.ports.center import Line
from counter_app.ports.clock import Clock, Ids
from counter_app.ports.printer import Press, Printer
from counter_app.ports.store import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """Ports and settings handed to every use case.

    Attributes:
        receipt_mac: short code of a receipt number under the workstation's key.
        printed_wait_s: how long a receipt waits for the center's word while the
            line is up; the person waits no longer than this for paper.
        language: language of papers.
        actor: who acts where no operator is logged in, e.g. ``cli:root``.
    """

    store: Store
    cards: CardDesk
    line: Line
    press: Press
    printer: Printer
    clock: Clock
    ids: Ids
    pack: RulePack
    office: Office
    receipt_mac: Callable[[str], str]
    printed_wait_s: float = 3.0
    language: str = "zh_CN"
    actor: str = "system"

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.office.time_zone)

    def now(self) -> datetime:
        """Return the time, corrected by the skew the center measured (G11)."""
        return self.clock.now() + timedelta(seconds=self.line.state().skew_s or 0)

    def today(self) -> date:
        """Return the office's date."""
        return self.now().astimezone(self.zone).date()
