"""The desk's lists: which rows are on them, and how a list leaves the program.

Reading takes no lock, so a list never waits for a card that is being written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from counter_app.domain.codes.closing import CloseFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.masking import mask_card, mask_name, mask_phone, mask_ssn
from counter_app.domain.states import Role
from counter_app.ports.desklists import (
    ListBounds,
    ListName,
    ListPage,
    ListQuery,
    ListRow,
)
from counter_app.ports.store import Queries
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.watching import day_bounds

FORMS = ("xlsx", "csv")
LOSS_DAYS = 7  # how far ahead losses that run out are listed
_PART, _MOST = 1_000, 100_000  # rows read at a time, and in a file
_MASKS: Mapping[str, Callable[[str], str]] = {
    "name": mask_name,
    "ssn": mask_ssn,
    "card_no": mask_card,
    "phone": mask_phone,
}


@dataclass(frozen=True, slots=True)
class ListExport:
    """A list for a file.

    Attributes:
        form: ``xlsx`` or ``csv``.
        headings: in the words of whoever asks.
        line: turns a masked row into cells; called away from the window.
    """

    query: ListQuery
    form: str
    headings: Sequence[str]
    line: Callable[[ListRow], Sequence[str]]


class ListDesk(Protocol):
    """What the pages of lists ask for."""

    def page(self, query: ListQuery) -> ListPage: ...
    def counts(self) -> Mapping[ListName, int]: ...
    def place_of_refusal(self, op_id: str, size: int) -> int:
        """Return the page of the open refusals on which this one stands."""

    def export(self, command: ListExport) -> bytes:
        """Make a file of the whole list as it is sorted and filtered; audited.

        Raises:
            RuleError: ``rule.not_allowed`` for a clerk, ``closing.format``.
        """


class Lists:
    """Implements :class:`ListDesk` on ports."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def page(self, query: ListQuery) -> ListPage:
        bounds = _bounds(self._parts, self._acting())
        with self._parts.store.queries() as queries:
            return queries.desk_list(query, bounds)

    def counts(self) -> Mapping[ListName, int]:
        bounds = _bounds(self._parts, self._acting())
        with self._parts.store.queries() as queries:
            return queries.desk_counts(bounds)

    def place_of_refusal(self, op_id: str, size: int) -> int:
        self._acting()
        with self._parts.store.queries() as queries:
            return queries.refusals_before(op_id) // size

    def export(self, command: ListExport) -> bytes:
        session, parts = self._acting(), self._parts
        if session.role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        if command.form not in FORMS:
            raise RuleError(CloseFault.FORMAT, form=command.form)
        bounds = _bounds(parts, session)
        with parts.store.queries() as queries:
            found = _rows(queries, command.query, bounds)
            rows = [command.line(masked(row)) for row in found]
        made = parts.write_sheet(command.form, command.headings, rows)
        with parts.store.unit_of_work() as uow:
            uow.audit.append(
                at=parts.now(),
                actor=session.login,
                event="list.export",
                subject=command.query.name.value,
                detail=f"{command.form} {len(rows)} plain=False",
            )
            uow.commit()
        return made


def masked(row: ListRow) -> ListRow:
    """Return the row as it may leave the program: nobody can be told from it."""
    values = {
        name: _MASKS[name](value)
        if name in _MASKS and isinstance(value, str) and value
        else value
        for name, value in row.values.items()
    }
    return replace(row, values=values)


def _rows(queries: Queries, query: ListQuery, bounds: ListBounds) -> Iterator[ListRow]:
    """Yield every row of the list, as far as a file holds them."""
    for number in range(_MOST // _PART):
        page = queries.desk_list(replace(query, page=number, size=_PART), bounds)
        yield from page.rows
        if not page.more:
            return


def _bounds(parts: Parts, session: Session) -> ListBounds:
    """Return which rows are on the lists now, and whose drafts one may see."""
    start, end = day_bounds(parts)
    return ListBounds(
        start=start,
        end=end,
        losses_until=parts.now() + timedelta(days=LOSS_DAYS),
        arrived_until=parts.today() - timedelta(days=parts.pack.uncollected_warn_days),
        login="" if session.role is Role.SUPERVISOR else session.login,
    )
