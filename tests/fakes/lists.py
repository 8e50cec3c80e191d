"""The desk's lists in memory: the same questions, answered by sorting in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import StockState
from counter_app.ports.desklists import ListName, ListPage, ListQuery, ListRow
from counter_app.services.desklists import ListExport, masked

EVERY = 1_000_000
SEARCHED = {
    "receipt_no", "name", "ssn", "card_no", "clerk", "owner", "phone", "unit", "box",
    "uid",
}  # fmt: skip
CODED = {"kind", "service", "stock_state", "code"}


@dataclass
class FakeLists:
    """Implements :class:`counter_app.services.desklists.ListDesk` over a fake desk."""

    desk: Any

    def __post_init__(self) -> None:
        self.asked: list[ListQuery] = []
        self.exported: list[list[list[str]]] = []

    def page(self, query: ListQuery) -> ListPage:
        self.asked.append(query)
        rows = [row for row in self._rows(query.name) if _fits(row, query)]
        if query.sort:
            rows.sort(key=lambda row: _key(row, query.sort), reverse=query.descending)
        elif query.descending:
            rows.reverse()
        last = max(0, (len(rows) - 1) // query.size)
        query = replace(query, page=min(max(query.page, 0), last))
        start = query.page * query.size
        return ListPage(query, tuple(rows[start : start + query.size]), len(rows))

    def counts(self) -> Mapping[ListName, int]:
        return {name: len(self._rows(name)) for name in ListName}

    def place_of_refusal(self, op_id: str, size: int) -> int:
        found = [row.op_id for row in self.desk.refusals]
        return found.index(op_id) // size if op_id in found else 0

    def export(self, command: ListExport) -> bytes:
        if self.desk.session().role != "supervisor":
            raise RuleError(RuleCode.NOT_ALLOWED)
        found = self.page(replace(command.query, page=0, size=EVERY)).rows
        self.exported.append([list(command.line(masked(row))) for row in found])
        return command.form.encode()

    def _rows(self, name: ListName) -> list[ListRow]:
        makers: Mapping[ListName, Callable[[], Iterator[ListRow]]] = {
            ListName.TODAY: self._today,
            ListName.DOUBTFUL: self._doubtful,
            ListName.REFUSED: self._refused,
            ListName.LOSSES: self._losses,
            ListName.UNCOLLECTED: self._uncollected,
            ListName.DRAFTS: self._drafts,
        }
        return list(makers[name]())

    def _today(self) -> Iterator[ListRow]:
        for case in reversed(self.desk.cases):
            values = {
                "at": case.made_at, "receipt_no": case.receipt_no,
                "kind": case.business.value, "name": case.name, "ssn": case.ssn,
                "card_no": case.card_no, "clerk": case.clerk,
                "effect": case.effect.value, "refusal": case.refusal,
                "printed": int(case.printed),
                "copies": self.desk.copies_of(case.receipt_no),
            }  # fmt: skip
            yield ListRow(case.case_id, case.ssn, values)

    def _doubtful(self) -> Iterator[ListRow]:
        for doubt in self.desk.doubtful:
            values = {
                "at": doubt.made_at, "kind": doubt.kind.value, "name": doubt.name,
                "ssn": doubt.ssn, "uid": doubt.card_uid, "step": doubt.last_step,
                "clerk": "zhang",
            }  # fmt: skip
            yield ListRow(doubt.intent_id, doubt.ssn, values)

    def _refused(self) -> Iterator[ListRow]:
        for row in self.desk.refusals:
            values = {
                "at": row.made_at, "receipt_no": row.receipt_no,
                "kind": row.kind.value, "name": row.name, "ssn": row.ssn,
                "owner": row.owner or row.clerk, "code": row.code,
            }  # fmt: skip
            yield ListRow(row.op_id, row.ssn, values)

    def _losses(self) -> Iterator[ListRow]:
        ends_at = datetime.now(UTC) + timedelta(days=2)
        for card, values in self._cards():
            if card.app_status == 4:
                yield ListRow(card.card_no, card.ssn, {**values, "ends_at": ends_at})

    def _uncollected(self) -> Iterator[ListRow]:
        for card, values in self._cards():
            if card.stock_state in (StockState.IN_CABINET, StockState.WAITING):
                more = {
                    "arrived_on": card.arrived_on, "box": card.box_position,
                    "stock_state": int(card.stock_state),
                }  # fmt: skip
                yield ListRow(card.card_no, card.ssn, {**values, **more})

    def _cards(self) -> Iterator[tuple[Any, dict[str, Any]]]:
        for one in self.desk.people.values():
            if one.card is not None:
                holder = one.holder
                yield one.card, {
                    "name": holder.name, "ssn": holder.ssn, "phone": holder.phone,
                    "unit": holder.unit, "card_no": one.card.card_no,
                }  # fmt: skip

    def _drafts(self) -> Iterator[ListRow]:
        for row in self.desk.drafts.listing().rows:
            values = {
                "at": row.kept_at, "service": row.service, "name": row.name,
                "ssn": row.ssn, "clerk": row.clerk, "login": row.login,
            }  # fmt: skip
            yield ListRow(f"{row.login} {row.ssn} {row.service}", row.ssn, values)


def _fits(row: ListRow, query: ListQuery) -> bool:
    wanted = query.wanted.strip().upper()
    if not wanted:
        return True
    texts = [str(v).upper() for name, v in row.values.items() if name in SEARCHED]
    codes = [str(v) for name, v in row.values.items() if name in CODED]
    return any(wanted in text for text in texts) or any(
        code in query.codes for code in codes
    )


def _key(row: ListRow, column: str) -> tuple[bool, Any]:
    value = row.values.get(column)
    return value is not None, value if value is not None else ""
