"""One list as a page shows it: sorted, filtered and paged by the store; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter_app.ports.desklists import ListName, ListPage, ListQuery
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from views.flow.backstage import Backstage
from views.flow.fault import Fault
from views.lists.columns import COLUMNS


class ListModel:
    """Keeps what was asked for last; answers to earlier questions are dropped.

    Attributes:
        query: what is wanted now.
        page: what is here.
        loaded: whether the list was ever answered.
    """

    def __init__(
        self, backstage: Backstage, name: ListName, changed: Callable[[], None]
    ) -> None:
        self._backstage = backstage
        self._changed = changed
        self._asked = 0
        self.query = ListQuery(name)
        self.page = ListPage(self.query)
        self.loaded = False
        self.busy = False
        self.fault: Fault | None = None

    @property
    def name(self) -> ListName:
        """The list that is shown."""
        return self.query.name

    def load(self) -> None:
        """Fetch the page that is wanted."""
        self._asked += 1
        number, query = self._asked, self.query
        self.busy = True
        self._backstage.run(
            Lane.READ,
            lambda desk: self._look(desk, number, query),
            lambda found: self._answered(number, found),
            lambda fault: self._failed(number, fault),
        )

    def show(self, name: ListName) -> None:
        """Change to another list."""
        self.query = ListQuery(name)
        self.page, self.loaded, self.fault = ListPage(self.query), False, None
        self._ask(self.query)

    def sort(self, column: str) -> None:
        """Sort by a column; the same again turns the order round."""
        same = column == self.query.sort
        falling = not self.query.descending if same else False
        self._ask(replace(self.query, sort=column, descending=falling, page=0))

    def next_column(self, step: int) -> None:
        """Sort by the column beside the present one, or as the list stands."""
        names = ["", *(c.name for c in COLUMNS[self.name] if c.sorts)]
        at = (names.index(self.query.sort) + step) % len(names)
        self._ask(replace(self.query, sort=names[at], descending=False, page=0))

    def turn_round(self) -> None:
        """Show the last first."""
        falling = not self.query.descending
        self._ask(replace(self.query, descending=falling, page=0))

    def want(self, text: str, codes: tuple[str, ...]) -> None:
        """Show the rows with this text only."""
        if text != self.query.wanted:
            self._ask(replace(self.query, wanted=text, codes=codes, page=0))

    def turn(self, pages: int) -> None:
        """Turn pages as far as there are any."""
        number = self.query.page + pages
        if number >= 0 and (pages < 0 or number < self.page.pages):
            self._ask(replace(self.query, page=number))

    # -- inside ------------------------------------------------------------
    def _ask(self, query: ListQuery) -> None:
        self.query = query
        self.load()
        self._changed()

    def _look(self, desk: Desk, number: int, query: ListQuery) -> ListPage | None:
        """Read, unless something else was asked for while this waited."""
        return desk.lists.page(query) if number == self._asked else None

    def _answered(self, number: int, found: ListPage | None) -> None:
        if number != self._asked or found is None:
            return
        self.page, self.query = found, found.query
        self.busy, self.loaded, self.fault = False, True, None
        self._changed()

    def _failed(self, number: int, fault: Fault) -> None:
        if number == self._asked:
            self.busy, self.fault = False, fault
            self._changed()
