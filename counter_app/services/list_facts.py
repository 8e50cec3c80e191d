"""What stands on the office's lists, gathered from the store (business.md 8, 9.1).

Each row is a mapping of the field names of the printed list (``printing.forms``). It
is masked unless it was asked for in full (R-50).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from counter_app.domain.masking import mask_card, mask_name, mask_phone, mask_ssn
from counter_app.domain.states import StockState
from counter_app.domain.stock import ActKind
from counter_app.ports.book import LastAct, LostRow, UncollectedRow
from counter_app.ports.store import Queries
from counter_app.services.parts import Parts

Facts = dict[str, object]
Row = TypeVar("Row")
_PAGE = 500


class ListKind(StrEnum):
    """The office's lists; each bears the name of its printed form."""

    UNCOLLECTED = "uncollected"  # waits longer than the pack's warning
    WAITING = "waiting"  # all cards that wait here: the fallback list
    LOSSES_ENDING = "losses_ending"  # temporary losses that run out soon
    LOSS_REGISTER = "loss_register"  # cards under loss: the fallback list
    RECYCLED = "recycled"  # voided cards that wait for destruction
    WRONG_DATA = "wrong_data"  # problem cards and what is wrong with them
    STOCK_COUNT = "stock_count"  # the counts of today


#: Whoever stands at the counter needs these in a power cut.
FALLBACK = frozenset({ListKind.WAITING, ListKind.LOSS_REGISTER})


@dataclass(frozen=True, slots=True)
class ListReader:
    """Reads lists.

    Attributes:
        days: how far ahead losses that run out are listed.
        plain: names and numbers in full; the caller has proved the right to them.
    """

    parts: Parts
    queries: Queries
    days: int = 7
    plain: bool = False

    def rows(self, kind: ListKind) -> Iterator[Facts]:
        """Return the rows of a list, numbered, one after the other."""
        for number, row in enumerate(_MAKERS[kind](self), 1):
            shown = row if self.plain else _masked(row)
            yield {"running_no": number, **shown}

    # -- cards that wait -----------------------------------------------------
    def uncollected(self) -> Iterator[Facts]:
        today = self.parts.today()
        warned = today - timedelta(days=self.parts.pack.uncollected_warn_days)
        for row in self._cards(warned):
            here = (today - row.arrived_on).days if row.arrived_on else ""
            yield {**_card(row), "days_here": here}

    def waiting(self) -> Iterator[Facts]:
        for row in self._cards(self.parts.today()):
            state = str(int(row.stock_state))
            yield {**_card(row), "person_phone": row.phone, "stock_state": state}

    def wrong_data(self) -> Iterator[Facts]:
        for rows in self._pages(self._waiting_until(self.parts.today())):
            found = [row for row in rows if row.stock_state is StockState.PROBLEM]
            acts = self._acts(found)
            for row in found:
                act = acts.get(row.card_no)
                yield {**_card(row), "data_wrong": act.reason if act else ""}

    def _cards(self, until: date) -> Iterator[UncollectedRow]:
        for rows in self._pages(self._waiting_until(until)):
            yield from rows

    def _waiting_until(self, until: date) -> Callable[[int], Sequence[UncollectedRow]]:
        return lambda number: self.queries.uncollected(until, number, _PAGE)

    # -- voided cards ----------------------------------------------------------
    def recycled(self) -> Iterator[Facts]:
        """A voided card's act tells whether it was taken back or voided."""
        for rows in self._pages(lambda number: self.queries.scrap(number, _PAGE)):
            acts = self._acts(rows)
            for row in rows:
                yield {**_card(row), **self._voided(acts.get(row.card_no))}

    def _voided(self, act: LastAct | None) -> Facts:
        if act is None:
            return {"act": "voided"}
        return {
            "day": act.at.astimezone(self.parts.zone).date().isoformat(),
            "act": "recycled" if act.kind is ActKind.RECYCLE else "voided",
            "why": act.reason or act.receipt_no,
            "clerk_login": act.actor,
        }

    def _acts(self, rows: Sequence[UncollectedRow]) -> Mapping[str, LastAct]:
        return self.queries.last_acts([row.card_no for row in rows])

    # -- counts and losses -------------------------------------------------------
    def stock_count(self) -> Iterator[Facts]:
        start = datetime.combine(self.parts.today(), time(), self.parts.zone)
        for row in self.queries.counts_of(start, start + timedelta(days=1)):
            yield {
                "box": row.box or row.account.value,
                "book": row.book,
                "counted": row.counted,
                "difference": row.counted - row.book,
                "why": row.reason,
            }

    def loss_register(self) -> Iterator[Facts]:
        for rows in self._pages(lambda number: self.queries.lost(number, _PAGE)):
            yield from map(_lost, rows)

    def losses_ending(self) -> Iterator[Facts]:
        until = self.parts.now() + timedelta(days=self.days)
        for rows in self._pages(
            lambda number: self.queries.losses_ending(until, number, _PAGE)
        ):
            for row in rows:
                yield {
                    "person": row.name,
                    "person_ssn": row.ssn,
                    "card_no": row.card_no,
                    "person_phone": row.phone,
                    "expires_at": row.ends_at.isoformat(),
                }

    @staticmethod
    def _pages(page: Callable[[int], Sequence[Row]]) -> Iterator[Sequence[Row]]:
        number = 0
        while True:
            rows = page(number)
            yield rows[:_PAGE]
            if len(rows) <= _PAGE:
                return
            number += 1


_MAKERS: Mapping[ListKind, Callable[[ListReader], Iterator[Facts]]] = {
    ListKind.UNCOLLECTED: ListReader.uncollected,
    ListKind.WAITING: ListReader.waiting,
    ListKind.LOSSES_ENDING: ListReader.losses_ending,
    ListKind.LOSS_REGISTER: ListReader.loss_register,
    ListKind.RECYCLED: ListReader.recycled,
    ListKind.WRONG_DATA: ListReader.wrong_data,
    ListKind.STOCK_COUNT: ListReader.stock_count,
}
_MASKS: Mapping[str, Callable[[str], str]] = {
    "person": mask_name,
    "person_ssn": mask_ssn,
    "card_no": mask_card,
    "person_phone": mask_phone,
}


def _masked(row: Facts) -> Facts:
    return {
        name: _MASKS[name](str(value)) if name in _MASKS else value
        for name, value in row.items()
    }


def _card(row: UncollectedRow) -> Facts:
    return {
        "person": row.name,
        "person_ssn": row.ssn,
        "card_no": row.card_no,
        "box_slot": row.box_position,
        "unit": row.unit,
        "arrived_on": row.arrived_on.isoformat() if row.arrived_on else "",
    }


def _lost(row: LostRow) -> Facts:
    pending = row.status == "pending"
    return {
        "person": row.name,
        "person_ssn": row.ssn,
        "card_no": row.card_no,
        "app_status": row.reported_as if pending else row.status,
        "reported_at": row.reported_at.isoformat() if row.reported_at else "",
        "expires_at": row.ends_at.isoformat() if row.ends_at else "",
        "upload": "pending" if pending else "effective",
    }
