"""Lists of an exchange and of cards that wait; narrowed and ordered by the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counter_app.domain.campaigns import Due
from counter_app.ports.book import UncollectedRow
from counter_app.ports.campaigns import Look, LookWaiting, Order
from db.queries.applications import due_row
from db.queries.book import uncollected_row
from db.session import Session

_GIVEN = """EXISTS (SELECT 1 FROM card AS n WHERE n.card_no = k.replaced_by
    AND n.handed_out_on IS NOT NULL)"""
_PENDING = """EXISTS (SELECT 1 FROM operation AS o WHERE o.ssn = k.ssn
    AND o.card_no = k.card_no AND o.effect = 'pending'
    AND o.kind IN ('replace', 'reissue_lost'))"""
#: As ``domain.campaigns.Due.state``, in the words of the store.
_STATE = f"""CASE
    WHEN coalesce(k.replaced_by, '') <> '' AND {_GIVEN} THEN 'done'
    WHEN coalesce(k.replaced_by, '') <> '' THEN 'waiting'
    WHEN {_PENDING} THEN 'applied'
    WHEN k.app_status = 9 THEN 'gone'
    WHEN k.app_status IN (2, 4) THEN 'lost'
    ELSE 'open' END"""
_COLUMNS = f"""h.ssn, h.name, h.unit, h.address, k.card_no,
    coalesce(k.expiry_date, '9999-12-31'), k.app_status,
    coalesce(k.replaced_by, ''), {_GIVEN}, {_PENDING}"""
_DUE = """FROM card AS k JOIN holder AS h ON h.ssn = k.ssn
    WHERE k.expiry_date IS NOT NULL AND k.replaced_by IS NULL
        AND k.expiry_date BETWEEN ? AND ? AND k.app_status <> 9
        AND k.handed_out_on IS NOT NULL AND h.alive = 1"""
_CAMPAIGN = """FROM campaign_person AS p JOIN card AS k ON k.card_no = p.card_no
    JOIN holder AS h ON h.ssn = k.ssn WHERE p.campaign_id = ?"""
_UNIT = "(? = '' OR instr(h.unit, ?) > 0)"
_ORDERS = {
    Order.DAY: "k.expiry_date, k.card_no",
    Order.UNIT: "h.unit, k.expiry_date, k.card_no",
    Order.NAME: "h.name, k.card_no",
}
_WAITING = f"""FROM card AS k JOIN holder AS h ON h.ssn = k.ssn
    WHERE k.stock_state IN (1, 2, 3, 4, 5, 8, 12) AND k.stock_state <> 12
        AND coalesce(k.arrived_on, '') <= ? AND {_UNIT}"""
_WAITING_COLUMNS = """SELECT k.card_no, k.ssn, h.name, h.phone, h.unit,
    k.box_position, k.stock_state, k.arrived_on"""
_WAITING_ORDERS = _ORDERS | {
    Order.DAY: "k.arrived_on, k.card_no",
    Order.UNIT: "h.unit, k.arrived_on, k.card_no",
}


class SqlCampaignLists:
    """Part of the reads: what the pages of exchange and waiting cards show."""

    _session: Session

    def exchange_rows(self, look: Look, page: int, size: int = 50) -> Sequence[Due]:
        base, key = _from(look)
        more = "p.reminders, p.reminded_at" if look.campaign_id else "0, NULL"
        state = f" AND (? = '' OR {_STATE} = ?)"
        sql = (
            f"SELECT {_COLUMNS}, {more} {base}{state} "
            f"ORDER BY {_ORDERS[look.order]} LIMIT ? OFFSET ?"
        )
        span = (look.state, look.state, size + 1, page * size)
        rows = self._session.plain(sql, (*key, *span))
        return tuple(due_row(row) for row in rows)

    def exchange_counts(self, look: Look) -> Mapping[str, int]:
        base, key = _from(look)
        sql = f"SELECT {_STATE} AS state, count(*) {base} GROUP BY state"
        return {str(row[0]): int(row[1]) for row in self._session.plain(sql, key)}

    def waiting_rows(
        self, look: LookWaiting, page: int, size: int = 50
    ) -> Sequence[UncollectedRow]:
        order = _WAITING_ORDERS[look.order]
        sql = f"{_WAITING_COLUMNS} {_WAITING} ORDER BY {order} LIMIT ? OFFSET ?"
        key = (*_waiting(look), size + 1, page * size)
        return tuple(uncollected_row(row) for row in self._session.plain(sql, key))

    def waiting_count(self, look: LookWaiting) -> int:
        sql = f"SELECT count(*) {_WAITING}"
        return int(self._session.value(sql, _waiting(look)) or 0)


def _waiting(look: LookWaiting) -> tuple[Any, ...]:
    return (look.arrived_until.isoformat(), look.unit, look.unit)


def _from(look: Look) -> tuple[str, tuple[Any, ...]]:
    base, key = _DUE, [look.first.isoformat(), look.until.isoformat()]
    if look.campaign_id:
        base, key = _CAMPAIGN, [look.campaign_id]
    return f"{base} AND {_UNIT}", (*key, look.unit, look.unit)
