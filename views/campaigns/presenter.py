"""Exchange campaigns and cards that wait: lists, campaigns, letters; no Tk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from counter_app.domain.campaigns import Campaign, Due, Exchange
from counter_app.domain.codes.apply import CampaignCode
from counter_app.ports.book import UncollectedRow
from counter_app.ports.campaigns import Order
from counter_app.services.campaign_desk import (
    ExchangePage,
    Letters,
    Span,
    WaitingPage,
    Wanted,
)
from counter_app.services.desk import Desk
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import turned
from views.flow.screens import Screen
from views.flow.source import Source
from views.units.acting import Acting, Told, save


class Tab(StrEnum):
    """The lists of the page, one key apart (Alt+1 ... 4)."""

    DUE = "due"
    CAMPAIGNS = "campaigns"
    UNCOLLECTED = "uncollected"
    OVERDUE = "overdue"


TABS = tuple(Tab)
WAITING = frozenset({Tab.UNCOLLECTED, Tab.OVERDUE})
STATES = ("", *(state.value for state in Exchange))
Row = Due | Campaign | UncollectedRow


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    unit: str = ""
    first: str = ""
    until: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows at this moment.

    Attributes:
        campaign: whose people are listed, None for whoever is due.
        counts: people by state; for waiting cards one figure under "".
    """

    rows: tuple[Row, ...] = ()
    more: bool = False
    counts: tuple[tuple[str, int], ...] = ()
    campaign: Campaign | None = None


class CampaignsView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def typed(self) -> Typed: ...
    def selected(self) -> Row | None: ...
    def in_table(self) -> bool: ...


class CampaignsPresenter(Acting):
    """Alt+1 ... 4 changes the list, Ctrl+Enter makes a campaign, Ctrl+P letters."""

    screen = Screen.CAMPAIGNS
    rail = "campaigns"

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.tab = Tab.DUE
        self.list = Shown()
        self.page = 0
        self.state = ""
        self.order = Order.DAY
        self.campaign: Campaign | None = None
        self.letters: Letters | None = None
        self.folder: Path | None = None  # for letters, given by the view
        self.view: CampaignsView | None = None

    @property
    def more(self) -> bool:
        """Whether a page follows."""
        return self.list.more

    def shown(self) -> None:
        self.load(self.page)

    def choose(self, number: int) -> None:
        if 1 <= number <= len(TABS):
            self.tab, self.campaign, self.state = TABS[number - 1], None, ""
            self.list, self.fault, self.told = Shown(), None, None
            self.load(0)

    def turn(self, pages: int) -> None:
        page = turned(self, pages)
        if page is not None:
            self.load(page)

    def narrow(self, state: str) -> None:
        """List only people in this state; "" lists all."""
        self.state = state
        self.load(0)

    def sort(self, order: Order) -> None:
        """Order the list by another column."""
        self.order = order
        self.load(0)

    def enter(self) -> None:
        """A list row opens; a field narrows the list by what stands in it."""
        if self.view is None or self.busy:
            return
        if not self.view.in_table():
            self.load(0)
            return
        self.open()

    def open(self) -> None:
        """Open the chosen campaign, or the chosen person."""
        row = self.view.selected() if self.view else None
        if isinstance(row, Campaign):
            self.campaign, self.state = row, ""
            self.load(0)
        elif row is not None:
            self.ctx.nav.open_holder(row.ssn)

    def dismiss(self) -> bool:
        """Esc goes back from one campaign to the list of all."""
        if self.campaign is None:
            return False
        self.campaign = None
        self.load(0)
        return True

    def commit(self) -> None:
        """Make a campaign of everybody who is due and listed here."""
        if self.view is None or self.busy or self.tab is not Tab.DUE:
            return
        typed = self.view.typed()
        span = self._span(typed)
        if span is None:
            return
        name = typed.name.strip()
        if not name:
            self.failed(Fault(CampaignCode.NO_NAME))
            return

        def done(made: tuple[Campaign, int]) -> Told:
            self.tab, self.campaign, self.page = Tab.CAMPAIGNS, made[0], 0
            return Told("campaigns.told.made", {"name": made[0].name, "n": made[1]})

        self.act(lambda desk: desk.campaigns.make(name, span), done)

    def paper(self) -> None:
        """Ctrl+P: a letter to everybody who has not come, into one file."""
        folder, tab, campaign = self.folder, self.tab, self.campaign
        if self.view is None or folder is None or self.busy:
            return
        if tab not in WAITING and campaign is None:
            self.failed(Fault(CampaignCode.NO_CAMPAIGN_OPEN))
            return
        unit = self.view.typed().unit.strip()
        name = campaign.campaign_id[-6:] if campaign else tab.value

        def run(desk: Desk) -> tuple[Letters, Path]:
            made = _letters(desk, tab, campaign, unit)
            return made, save(str(folder / f"letters-{name}.pdf"), made.pdf)

        def done(made: tuple[Letters, Path]) -> Told:
            self.letters, file = made
            params = {"n": self.letters.count, "file": str(file)}
            return Told("campaigns.told.letters", params)

        self.act(run, done)

    def whole_paper(self) -> Source | None:
        """Ctrl+O: the letters made last, page by page, to read, print and save."""
        letters = self.letters
        if letters is None:
            return None

        def again(desk: Desk) -> None:
            desk.campaigns.print_letters(letters)

        return Source(
            "letters", lambda _desk: (letters.pdf, None), again, "books.printed"
        )

    def load(self, page: int) -> None:
        """Fetch one page of the list."""
        typed = self.view.typed() if self.view else Typed()
        span = self._span(typed)
        if span is None:
            return
        wanted = Wanted(
            span, self.state, self.campaign.campaign_id if self.campaign else "",
            self.order,
        )  # fmt: skip
        tab, campaign = self.tab, self.campaign

        def fetch(desk: Desk) -> Shown:
            if tab in WAITING:
                overdue = tab is Tab.OVERDUE
                return _waiting(
                    desk.campaigns.waiting(
                        page, overdue=overdue, unit=span.unit, order=self.order
                    )
                )
            if tab is Tab.CAMPAIGNS and campaign is None:
                rows, more = desk.campaigns.listing(page)
                return Shown(rows, more)
            return _exchange(desk.campaigns.exchange(wanted, page), campaign)

        def done(found: Shown) -> None:
            if (tab, campaign) == (self.tab, self.campaign):
                self.list, self.page = found, page

        self.read(fetch, done)

    # -- inside ------------------------------------------------------------
    def _span(self, typed: Typed) -> Span | None:
        try:
            first, until = (
                date.fromisoformat(text.strip()) if text.strip() else None
                for text in (typed.first, typed.until)
            )
        except ValueError:
            self.failed(Fault(CampaignCode.DAY))
            return None
        return Span(first, until, typed.unit.strip())


def _letters(desk: Desk, tab: Tab, campaign: Campaign | None, unit: str) -> Letters:
    if campaign is not None:
        return desk.campaigns.remind(campaign.campaign_id)
    return desk.campaigns.uncollected_letters(overdue=tab is Tab.OVERDUE, unit=unit)


def _exchange(found: ExchangePage, campaign: Campaign | None) -> Shown:
    counts = tuple((state, found.counts.get(state, 0)) for state in STATES[1:])
    return Shown(found.rows, found.more, counts, campaign)


def _waiting(found: WaitingPage) -> Shown:
    return Shown(found.rows, found.more, (("", found.count),))
