"""Exchange campaigns in memory: one campaign, people in every state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from counter_app.domain.campaigns import Campaign, Due
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import AppStatus, StockState
from counter_app.ports.book import UncollectedRow
from counter_app.ports.campaigns import Order
from counter_app.services.campaign_desk import (
    ExchangePage,
    Letters,
    Span,
    WaitingPage,
    Wanted,
)
from tests.fakes.photos import LONG, NOW, ONE, TWO, UNIT
from tests.fakes.rows import pdf_of

CAMPAIGN = Campaign(
    "k-000001", f"{UNIT} 2026 年换卡", UNIT, date(2026, 11, 1), date(2027, 1, 31),
    NOW, "zhang",
)  # fmt: skip
DAY = date(2026, 12, 24)
PEOPLE = (
    Due(ONE, LONG, UNIT, "演练市", CardNo("C12341103"), DAY, AppStatus.NORMAL,
        reminders=2, reminded_at=NOW),
    Due(TWO, "王小明", UNIT, "", CardNo("C12341111"), DAY, AppStatus.NORMAL,
        successor="C12349999"),
    Due(TWO, "李静怡", "", "", CardNo("C12341120"), DAY, AppStatus.LOST_FORMAL),
)  # fmt: skip
WAITING = UncollectedRow(
    CardNo("C12341103"), Ssn(ONE), LONG, "13900000000", UNIT, "26-01-01-0004",
    StockState.IN_CABINET, date(2025, 12, 1),
)  # fmt: skip


@dataclass
class FakeCampaigns:
    """Implements :class:`counter_app.services.campaign_desk.CampaignDesk`."""

    calls: list[object] = field(default_factory=list)

    def due(self, span: Span) -> tuple[Due, ...]:
        self.calls.append(span)
        return PEOPLE

    def make(self, name: str, span: Span) -> tuple[Campaign, int]:
        self.calls.append((name, span))
        return CAMPAIGN, len(PEOPLE)

    def listing(self, page: int = 0) -> tuple[tuple[Campaign, ...], bool]:
        return (() if page else (CAMPAIGN,)), False

    def show(self, campaign_id: str) -> tuple[Campaign, tuple[Due, ...]]:
        del campaign_id
        return CAMPAIGN, PEOPLE

    def exchange(self, wanted: Wanted, page: int = 0) -> ExchangePage:
        self.calls.append(wanted)
        rows = tuple(o for o in PEOPLE if wanted.state in ("", o.state))
        counts = {one.state.value: 1 for one in PEOPLE}
        return ExchangePage(() if page else rows, more=False, counts=counts)

    def remind(self, campaign_id: str) -> Letters:
        self.calls.append(campaign_id)
        return Letters(pdf_of("letter"), 1)

    def waiting(
        self,
        page: int = 0,
        *,
        overdue: bool = False,
        unit: str = "",
        order: Order = Order.DAY,
    ) -> WaitingPage:
        self.calls.append((overdue, unit, order))
        return WaitingPage(() if page else (WAITING,), more=False, count=1)

    def uncollected(
        self, *, overdue: bool = False, unit: str = ""
    ) -> tuple[UncollectedRow, ...]:
        del overdue, unit
        return (WAITING,)

    def uncollected_letters(self, *, overdue: bool = False, unit: str = "") -> Letters:
        self.calls.append((overdue, unit))
        return Letters(pdf_of("letter"), 1)

    def print_letters(self, letters: Letters) -> None:
        self.calls.append(letters)
