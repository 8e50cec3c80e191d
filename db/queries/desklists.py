"""The lists of the desk: one way to page, sort, filter and count them, all in SQL.

A list is a FROM clause that an index serves (whatever the order asked for: hence
``INDEXED BY``), and columns. Only names of columns come from outside, and they are
looked up here; whatever a person typed is bound.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from counter_app.domain.records import Ssn
from counter_app.ports.desklists import (
    ListBounds,
    ListName,
    ListPage,
    ListQuery,
    ListRow,
    Value,
)
from db.fields import DayField
from db.models import CaseTable
from db.queries.effects import BY_WEIGHT, PAPERS, PRINTED, REFUSAL, WORST
from db.session import Session

_moment = CaseTable.made_at.python_value
_stored = CaseTable.made_at.db_value
Reader = Callable[[Any], Value]


def _same(value: Any) -> Value:
    found: Value = value
    return found


def _day(value: Any) -> Value:
    found: Value = DayField().python_value(value)
    return found


def _effect(worst: Any) -> Value:
    return BY_WEIGHT[worst or 0].value


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is stored, sorted and read; a coded one is filtered by its codes."""

    sql: str
    sort: str = ""
    read: Reader = _same
    searched: bool = False
    coded: bool = False


@dataclass(frozen=True, slots=True)
class DeskList:
    """A list: what names a row, where the rows come from, and their own order."""

    key: str
    source: str
    columns: Mapping[str, Column]
    order: str
    bounds: Callable[[ListBounds], tuple[Any, ...]]
    falling: bool = False  # the list's own order begins with the largest


_NAME = Column("h.name", "h.pinyin {0}, h.name", searched=True)
_PHONE = Column("h.phone", searched=True)


def _text(sql: str) -> Column:
    return Column(sql, searched=True)


def _code(sql: str) -> Column:
    return Column(sql, coded=True)


def _at(sql: str) -> Column:
    return Column(sql, read=lambda value: _moment(value) if value else None)


def _nothing(_: ListBounds) -> tuple[Any, ...]:
    return ()


def _today(bounds: ListBounds) -> tuple[Any, ...]:
    return _stored(bounds.start), _stored(bounds.end)


LISTS: Mapping[ListName, DeskList] = {
    ListName.TODAY: DeskList(
        "c.case_id",
        f"""FROM case_record AS c JOIN holder AS h ON h.ssn = c.ssn {PAPERS}
        WHERE c.made_at >= ? AND c.made_at < ?""",
        {
            "at": _at("c.made_at"),
            "receipt_no": _text("c.receipt_no"),
            "kind": _code("c.business"),
            "name": _NAME,
            "ssn": _text("c.ssn"),
            "card_no": _text("coalesce(c.card_no, '')"),
            "clerk": _text("c.clerk"),
            "effect": Column(WORST, read=_effect),
            "refusal": Column(REFUSAL),
            "printed": Column(PRINTED),
            "copies": Column("coalesce(r.copies, 0)"),
        },
        "c.made_at {0}, c.id",
        _today,
        falling=True,
    ),
    ListName.DOUBTFUL: DeskList(
        "i.intent_id",
        """FROM intent AS i INDEXED BY intent_unfinished
        JOIN holder AS h ON h.ssn = i.ssn
        WHERE i.state IN ('open', 'doubtful')""",
        {
            "at": _at("i.made_at"),
            "kind": _code("i.kind"),
            "name": _NAME,
            "ssn": _text("i.ssn"),
            "uid": _text("i.card_uid"),
            "step": Column("i.last_step"),
            "clerk": _text("i.clerk"),
        },
        "i.id",
        _nothing,
    ),
    ListName.REFUSED: DeskList(
        "o.op_id",
        """FROM operation AS o INDEXED BY operation_refused
        JOIN holder AS h ON h.ssn = o.ssn
        LEFT JOIN review AS w ON w.op_id = o.op_id
        WHERE o.effect = 'refused' AND o.settled_at IS NULL""",
        {
            "at": _at("o.made_at"),
            "receipt_no": _text("o.receipt_no"),
            "kind": _code("o.kind"),
            "name": _NAME,
            "ssn": _text("o.ssn"),
            "owner": _text("coalesce(w.chosen_by, o.clerk)"),
            "code": _code("coalesce(o.refusal, '')"),
        },
        "o.id",
        _nothing,
    ),
    ListName.LOSSES: DeskList(
        "k.card_no",
        """FROM card AS k INDEXED BY card_loss_ends JOIN holder AS h ON h.ssn = k.ssn
        WHERE k.loss_expires_at IS NOT NULL AND k.loss_expires_at < ?
        AND k.app_status = 4""",
        {
            "ends_at": _at("k.loss_expires_at"),
            "name": _NAME,
            "ssn": _text("k.ssn"),
            "card_no": _text("k.card_no"),
            "phone": _PHONE,
            "unit": _text("h.unit"),
        },
        "k.loss_expires_at {0}, k.card_no",
        lambda bounds: (_stored(bounds.losses_until),),
    ),
    ListName.UNCOLLECTED: DeskList(
        "k.card_no",
        """FROM card AS k INDEXED BY card_here JOIN holder AS h ON h.ssn = k.ssn
        WHERE k.stock_state IN (1, 2, 3, 4, 5, 8, 12) AND k.stock_state <> 12
        AND coalesce(k.arrived_on, '') <= ?""",
        {
            "arrived_on": Column("k.arrived_on", read=_day),
            "box": _text("k.box_position"),
            "name": _NAME,
            "ssn": _text("k.ssn"),
            "card_no": _text("k.card_no"),
            "phone": _PHONE,
            "unit": _text("h.unit"),
            "stock_state": _code("k.stock_state"),
        },
        "k.box_position {0}, k.card_no",
        lambda bounds: (bounds.arrived_until.isoformat(),),
    ),
    ListName.DRAFTS: DeskList(
        "d.id",
        """FROM draft AS d JOIN holder AS h ON h.ssn = d.ssn
        LEFT JOIN operator AS p ON p.login = d.login
        WHERE (? = '' OR d.login = ?)""",
        {
            "at": _at("d.kept_at"),
            "service": _code("d.service"),
            "name": _NAME,
            "ssn": _text("d.ssn"),
            "clerk": _text("coalesce(p.name, d.login)"),
            "login": Column("d.login"),
        },
        "d.kept_at {0}, d.id",
        lambda bounds: (bounds.login, bounds.login),
        falling=True,
    ),
}
BEFORE = """
    SELECT count(*) FROM operation AS o
    WHERE o.effect = 'refused' AND o.settled_at IS NULL
        AND o.id < (SELECT id FROM operation WHERE op_id = ?)
"""


class SqlDeskLists:
    """Reads of the desk's lists; base of ``SqlQueries``."""

    _session: Session

    def desk_list(self, query: ListQuery, bounds: ListBounds) -> ListPage:
        listed = LISTS[query.name]
        where, values = _filter(listed, query)
        values = (*listed.bounds(bounds), *values)
        total = self._count(f"{listed.source}{where}", values)
        last = max(0, (total - 1) // query.size)
        query = replace(query, page=min(max(query.page, 0), last))
        names = tuple(listed.columns)
        wanted = ", ".join(f"{listed.columns[name].sql}" for name in names)
        order = _order(listed, query)
        rows = self._session.plain(
            f"SELECT {listed.key}, h.ssn, {wanted} {listed.source}{where}"
            f" ORDER BY {order} LIMIT ? OFFSET ?",
            (*values, query.size, query.page * query.size),
        )
        readers = [listed.columns[name].read for name in names]
        return ListPage(query, tuple(_row(row, names, readers) for row in rows), total)

    def desk_counts(self, bounds: ListBounds) -> dict[ListName, int]:
        return {
            name: self._count(listed.source, listed.bounds(bounds))
            for name, listed in LISTS.items()
        }

    def refusals_before(self, op_id: str) -> int:
        return int(self._session.value(BEFORE, (op_id,)) or 0)

    def _count(self, source: str, values: tuple[Any, ...]) -> int:
        counted = f"SELECT count(*) {source}"
        return int(self._session.value(counted, values) or 0)


def _filter(listed: DeskList, query: ListQuery) -> tuple[str, tuple[Any, ...]]:
    """Return what narrows the list to what was typed, with its values."""
    wanted = query.wanted.strip()
    if not wanted:
        return "", ()
    columns = listed.columns.values()
    looked = [f"instr(upper({c.sql}), upper(?)) > 0" for c in columns if c.searched]
    coded = [
        f"CAST({c.sql} AS TEXT) IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own text
        for c in columns
        if c.coded
    ]
    values = (wanted,) * len(looked) + (json.dumps(query.codes),) * len(coded)
    return f" AND ({' OR '.join(looked + coded)})", values


def _order(listed: DeskList, query: ListQuery) -> str:
    """Return the order; the list's own settles what a column leaves open."""
    column = listed.columns.get(query.sort)
    if column is None:
        way = "DESC" if listed.falling is not query.descending else "ASC"
        return f"{listed.order.format(way)} {way}"
    way = "DESC" if query.descending else "ASC"
    own = "DESC" if listed.falling else "ASC"
    chosen = (column.sort or column.sql).format(way)
    return f"{chosen} {way}, {listed.order.format(own)} {own}"


def _row(
    row: tuple[Any, ...], names: tuple[str, ...], readers: list[Reader]
) -> ListRow:
    key, ssn, *found = row
    values = {
        name: read(value)
        for name, read, value in zip(names, readers, found, strict=True)
    }
    return ListRow(str(key), Ssn(ssn), values)
