"""The lists of the desk: the store pages, sorts and filters, never the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from counter_app.domain.records import Ssn

PAGE_SIZE = 50
Value = str | int | date | datetime | None


class ListName(StrEnum):
    """The lists, in the order in which the window offers them."""

    TODAY = "today"  # cases of today (desk.md, F9)
    DOUBTFUL = "doubtful"  # card writes a person must settle
    REFUSED = "refused"  # refused by the center, open
    LOSSES = "losses"  # temporary losses that run out soon
    UNCOLLECTED = "uncollected"  # cards that wait longer than warned
    DRAFTS = "drafts"  # forms that were begun


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a person wants to see of a list.

    Attributes:
        sort: a column; "" is the list's own order.
        wanted: a part of a name, a number, a unit or a place; "" is everything.
        codes: codes whose *word* has ``wanted`` in it; the store knows codes only.
        page: 0-based; past the end it is the last page.
    """

    name: ListName
    sort: str = ""
    descending: bool = False
    wanted: str = ""
    codes: tuple[str, ...] = ()
    page: int = 0
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ListBounds:
    """Which rows are on the lists today; the rules say so, not the window.

    Attributes:
        start: the day begins; ``end`` is the beginning of the next.
        losses_until: losses that run out before it are listed.
        arrived_until: cards that arrived on this day or before are listed.
        login: whose drafts; "" is everybody's.
    """

    start: datetime
    end: datetime
    losses_until: datetime
    arrived_until: date
    login: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its key, whose it is, and its values by column."""

    key: str
    ssn: Ssn
    values: Mapping[str, Value] = field(hash=False)

    def text(self, column: str) -> str:
        """Return a value that is text, or ""."""
        value = self.values.get(column)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page, and how many rows there are in all."""

    query: ListQuery
    rows: tuple[ListRow, ...] = ()
    total: int = 0

    @property
    def number(self) -> int:
        """Return the page, 0-based."""
        return self.query.page

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.query.size))

    @property
    def more(self) -> bool:
        """Tell whether a next page exists."""
        return self.number + 1 < self.pages


class ListReads(Protocol):
    """Reads of the desk's lists."""

    def desk_list(self, query: ListQuery, bounds: ListBounds) -> ListPage:
        """Return one page; sorting, filter and count are the database's."""

    def desk_counts(self, bounds: ListBounds) -> dict[ListName, int]:
        """Return how many rows each list has."""

    def refusals_before(self, op_id: str) -> int:
        """Return how many open refusals stand before this one."""
