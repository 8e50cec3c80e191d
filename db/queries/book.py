"""Reads for stock, reports, closing and lists; none of them scans the roll."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from counter_app.domain.closing import CaseFact, MoveFact, ReceiptFact, WriteFact
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import BlankState, IntentState, Kind, StockState
from counter_app.domain.stock import ActKind, MoveSum
from counter_app.ports.book import (
    LastAct,
    LossRow,
    LostRow,
    MoveRow,
    Sensitive,
    StockCount,
    UncollectedRow,
    UnitCount,
)
from db.fields import DayField
from db.models import CardTable, CaseTable, StockCountTable
from db.queries.effects import REVERSED
from db.rows import records, selected
from db.session import Session

_LAST = "9999"
MOVE_SUMS = """
    SELECT m.item, m.before, m.after, a.actor, count(*)
    FROM stock_move AS m JOIN stock_act AS a ON a.id = m.act
    WHERE m.at >= ? AND m.at < ?
    GROUP BY m.item, m.before, m.after, a.actor
"""
MOVES = """
    SELECT a.at, a.kind, m.item, m.number, m.before, m.after, m.place_before,
        m.place_after, a.actor, a.second, a.paper_no, a.reason, a.receipt_no
    FROM stock_move AS m JOIN stock_act AS a ON a.id = m.act
    ORDER BY m.id DESC LIMIT ? OFFSET ?
"""
CUSTODY = """
    SELECT place_before, place_after, after, at >= ?, count(*) FROM stock_move
    WHERE item = 'blank' AND at < ? AND (place_before <> '' OR place_after <> '')
    GROUP BY 1, 2, 3, 4
"""
UNITS = """
    SELECT h.unit, count(*), sum(c.business IN ('hand_out', 'instant',
        'reissue_lost', 'replace'))
    FROM case_record AS c JOIN holder AS h ON h.ssn = c.ssn
    WHERE c.made_at >= ? AND c.made_at < ? AND h.unit <> ''
    GROUP BY h.unit ORDER BY count(*) DESC, h.unit LIMIT ?
"""
REFUSALS = """
    SELECT coalesce(o.refusal, ''), count(*)
    FROM case_record AS c JOIN operation AS o ON o.case_id = c.case_id
    WHERE c.made_at >= ? AND c.made_at < ? AND o.effect = 'refused'
    GROUP BY 1 ORDER BY 2 DESC, 1
"""
UPLOADED = """
    SELECT count(*) FROM case_record AS c JOIN operation AS o ON o.case_id = c.case_id
    WHERE c.made_at >= ? AND c.made_at < ? AND o.effect <> 'pending'
"""
REVERSALS = f"""
    SELECT count(*) FROM case_record AS c
    WHERE c.made_at >= ? AND c.made_at < ? AND {REVERSED}
"""  # noqa: S608 - our own text
SENSITIVE = """
    SELECT event, actor, count(*) FROM audit
    WHERE row_id >= ? AND at >= ? AND at < ? AND event LIKE 'approval.%'
        AND event NOT LIKE 'approval.refused.%'
    GROUP BY event, actor ORDER BY event, actor
"""
CASES = """
    SELECT c.case_id, c.receipt_no, c.business, coalesce(c.card_no, ''), EXISTS (
        SELECT 1 FROM operation AS o WHERE o.case_id = c.case_id
            AND json_extract(o.detail, '$.old_taken_back') = 1)
    FROM case_record AS c WHERE c.made_at >= ? AND c.made_at < ?
"""
# The ids of receipts follow the cases: orphans between them are found as well.
RECEIPT_SPAN = """
    SELECT min(r.id), max(r.id) FROM case_record AS c
    JOIN receipt AS r ON r.case_id = c.case_id
    WHERE c.made_at >= ? AND c.made_at < ?
"""
RECEIPTS = """
    SELECT r.receipt_no, r.case_id, r.printed_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM print_job AS j WHERE j.receipt_no = r.receipt_no
            AND j.state = 'printed')
    FROM receipt AS r WHERE r.id BETWEEN ? AND ?
"""
RECEIPT_BEFORE = "SELECT receipt_no FROM receipt WHERE id < ? ORDER BY id DESC LIMIT 1"
# A blank is spent by these kinds only; a card in use is rewritten without one.
WRITES_OF_CASES = """
    SELECT i.case_id, i.card_uid, i.state FROM case_record AS c
    JOIN intent AS i ON i.case_id = c.case_id
    WHERE c.made_at >= ? AND c.made_at < ?
        AND i.kind IN ('instant', 'reissue_lost', 'replace')
"""
WRITES_LEFT = """
    SELECT i.case_id, i.card_uid, i.state FROM intent AS i
    WHERE i.state IN ('open', 'doubtful') AND i.made_at < ?
    UNION ALL
    SELECT i.case_id, i.card_uid, i.state FROM intent AS i
    WHERE i.made_at >= ? AND i.made_at < ?
        AND i.kind IN ('instant', 'reissue_lost', 'replace') AND (
        (i.state = 'done' AND NOT EXISTS (
            SELECT 1 FROM case_record AS c WHERE c.case_id = i.case_id))
        OR (i.state = 'spoilt' AND EXISTS (
            SELECT 1 FROM blank_card AS b WHERE b.card_uid = i.card_uid
                AND b.state IN (0, 10))))
"""
MOVE_FACTS = """
    SELECT m.item, m.number, m.before, m.after, a.receipt_no
    FROM stock_move AS m JOIN stock_act AS a ON a.id = m.act
    WHERE m.at >= ? AND m.at < ?
"""
UNCOLLECTED = """
    SELECT k.card_no, k.ssn, h.name, h.phone, h.unit, k.box_position, k.stock_state,
        k.arrived_on
    FROM card AS k JOIN holder AS h ON h.ssn = k.ssn
    WHERE k.stock_state IN (1, 2, 3, 4, 5, 8, 12) AND k.stock_state <> 12
        AND coalesce(k.arrived_on, '') <= ?
    ORDER BY k.box_position, k.card_no LIMIT ? OFFSET ?
"""
SCRAP = """
    SELECT k.card_no, k.ssn, h.name, h.phone, h.unit, k.box_position, k.stock_state,
        k.arrived_on
    FROM card AS k JOIN holder AS h ON h.ssn = k.ssn
    WHERE k.stock_state IN (1, 2, 3, 4, 5, 8, 12) AND k.stock_state = 12
    ORDER BY k.box_position, k.card_no LIMIT ? OFFSET ?
"""
# What this office reported and the center has not decided comes first.
LOST = """
    SELECT o.card_no, o.ssn, h.name, 'pending', o.kind, o.made_at, NULL
    FROM operation AS o JOIN holder AS h ON h.ssn = o.ssn
    WHERE o.effect = 'pending'
        AND o.kind IN ('loss_temp', 'loss_formal')
    UNION ALL
    SELECT k.card_no, k.ssn, h.name, CAST(k.app_status AS TEXT), '', (
        SELECT max(o.made_at) FROM operation AS o WHERE o.ssn = k.ssn
            AND o.card_no = k.card_no AND o.effect = 'effective'
            AND o.kind IN ('loss_temp', 'loss_formal')),
        k.loss_expires_at
    FROM card AS k JOIN holder AS h ON h.ssn = k.ssn WHERE k.app_status IN (2, 4)
    LIMIT ? OFFSET ?
"""
LAST_ACTS = """
    SELECT m.number, a.at, a.kind, a.actor, a.reason, a.receipt_no
    FROM stock_move AS m JOIN stock_act AS a ON a.id = m.act
    WHERE m.id IN (
        SELECT max(n.id) FROM stock_move AS n
        WHERE n.number IN (SELECT value FROM json_each(?))
            AND n.item = 'card' AND n.before IS NOT n.after
        GROUP BY n.number)
"""
LOSSES = """
    SELECT k.card_no, k.ssn, h.name, h.phone, k.loss_expires_at
    FROM card AS k JOIN holder AS h ON h.ssn = k.ssn
    WHERE k.loss_expires_at IS NOT NULL AND k.loss_expires_at < ? AND k.app_status = 4
    ORDER BY k.loss_expires_at, k.card_no LIMIT ? OFFSET ?
"""
CUSTODY_FIGURES = (
    "opening_hand",
    "drawn",
    "good",
    "spoilt",
    "given_back",
    "closing_hand",
)
SERIES, RUNNING = slice(18, 24), slice(24, 30)  # of a receipt number (9.3)


class SqlBookReads:
    """What reports, closing and lists read; base of ``SqlQueries``."""

    _session: Session

    def move_sums(
        self, start: datetime | None, end: datetime | None
    ) -> Sequence[MoveSum]:
        rows = self._session.plain(MOVE_SUMS, _span(start, end))
        return tuple(MoveSum(*row) for row in rows)

    def moves(self, page: int, size: int = 50) -> Sequence[MoveRow]:
        rows = self._session.plain(MOVES, (size + 1, page * size))
        return tuple(_move(row) for row in rows)

    def custody(self, start: datetime, end: datetime) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for row in self._session.plain(CUSTODY, _span(start, end)):
            for keeper, name, count in _custody(*row):
                mine = found.setdefault(keeper, dict.fromkeys(CUSTODY_FIGURES, 0))
                mine[name] += count
        for mine in found.values():
            gone = mine["good"] + mine["spoilt"] + mine["given_back"]
            mine["closing_hand"] = mine["opening_hand"] + mine["drawn"] - gone
        return {who: mine for who, mine in found.items() if any(mine.values())}

    def units(
        self, start: datetime, end: datetime, limit: int = 30
    ) -> Sequence[UnitCount]:
        rows = self._session.plain(UNITS, (*_span(start, end), limit))
        return tuple(UnitCount(*row) for row in rows)

    def refusals(self, start: datetime, end: datetime) -> dict[str, int]:
        rows = self._session.plain(REFUSALS, _span(start, end))
        return {str(code): int(n) for code, n in rows}

    def uploaded(self, start: datetime, end: datetime) -> int:
        return int(self._session.value(UPLOADED, _span(start, end)) or 0)

    def reversed_count(self, start: datetime, end: datetime) -> int:
        return int(self._session.value(REVERSALS, _span(start, end)) or 0)

    def sensitive(self, start: datetime, end: datetime) -> Sequence[Sensitive]:
        first = self._first_audit_row(_span(start, end)[0])
        rows = self._session.plain(SENSITIVE, (first, *_span(start, end)))
        return tuple(Sensitive(*row) for row in rows)

    def case_facts(self, start: datetime, end: datetime) -> Sequence[CaseFact]:
        return tuple(
            CaseFact(row[0], row[1], Kind(row[2]), row[3], bool(row[4]))
            for row in self._session.plain(CASES, _span(start, end))
        )

    def receipt_facts(
        self, start: datetime, end: datetime
    ) -> tuple[Sequence[ReceiptFact], dict[str, int]]:
        """Return the day's receipts, and the last number before them by series."""
        low, high = self._session.plain(RECEIPT_SPAN, _span(start, end))[0]
        if low is None:
            return (), {}
        rows = self._session.plain(RECEIPTS, (low, high))
        facts = tuple(
            ReceiptFact(no, case, bool(printed), *_place(no))
            for no, case, printed in rows
        )
        before = str(self._session.value(RECEIPT_BEFORE, (low,)) or "")
        series, running = _place(before)
        return facts, {series: running} if running else {}

    def write_facts(self, start: datetime, end: datetime) -> Sequence[WriteFact]:
        first, last = _span(start, end)
        rows = self._session.plain(WRITES_OF_CASES, (first, last))
        rows += self._session.plain(WRITES_LEFT, (last, first, last))
        return tuple(
            WriteFact(case, uid, IntentState(state)) for case, uid, state in rows
        )

    def move_facts(self, start: datetime, end: datetime) -> Sequence[MoveFact]:
        rows = self._session.plain(MOVE_FACTS, _span(start, end))
        return tuple(MoveFact(*row) for row in rows)

    def counts_of(self, start: datetime, end: datetime) -> Sequence[StockCount]:
        at = StockCountTable.at
        query = (
            selected(StockCountTable, StockCount)
            .where((at >= start) & (at < end))
            .order_by(StockCountTable.id)
        )
        return records(self._session, StockCount, query)

    def uncollected(
        self, arrived_until: date, page: int, size: int = 50
    ) -> Sequence[UncollectedRow]:
        until = arrived_until.isoformat()
        rows = self._session.plain(UNCOLLECTED, (until, size + 1, page * size))
        return tuple(uncollected_row(row) for row in rows)

    def losses_ending(
        self, until: datetime, page: int, size: int = 50
    ) -> Sequence[LossRow]:
        stored = CardTable.loss_expires_at.db_value(until)
        rows = self._session.plain(LOSSES, (stored, size + 1, page * size))
        return tuple(
            LossRow(
                CardNo(no),
                Ssn(ssn),
                name,
                phone,
                CardTable.loss_expires_at.python_value(ends),
            )
            for no, ssn, name, phone, ends in rows
        )

    def scrap(self, page: int, size: int = 50) -> Sequence[UncollectedRow]:
        rows = self._session.plain(SCRAP, (size + 1, page * size))
        return tuple(uncollected_row(row) for row in rows)

    def lost(self, page: int, size: int = 50) -> Sequence[LostRow]:
        rows = self._session.plain(LOST, (size + 1, page * size))
        return tuple(_lost(row) for row in rows)

    def last_acts(self, numbers: Sequence[str]) -> dict[str, LastAct]:
        rows = self._session.plain(LAST_ACTS, (json.dumps(list(numbers)),))
        return {
            number: LastAct(_moment(at), ActKind(kind), *rest)
            for number, at, kind, *rest in rows
        }

    def _first_audit_row(self, at: str) -> int:
        """Return the first row of a moment; row numbers follow time."""
        low, high = 1, int(self._session.value("SELECT max(row_id) FROM audit") or 0)
        while low < high:
            middle = (low + high) // 2
            query = "SELECT at FROM audit WHERE row_id = ?"
            if str(self._session.value(query, (middle,)) or _LAST) < at:
                low = middle + 1
            else:
                high = middle
        return low


def _place(number: str) -> tuple[str, int]:
    """Return series and running number of a receipt number; 0 for a foreign one."""
    digits = number[RUNNING]
    return number[SERIES], int(digits) if digits.isdecimal() else 0


def _span(start: datetime | None, end: datetime | None) -> tuple[str, str]:
    made_at = CaseTable.made_at
    return (
        made_at.db_value(start) if start else "",
        made_at.db_value(end) if end else _LAST,
    )


def _custody(
    before: str, after: str, state: int, within: int, count: int
) -> list[tuple[str, str, int]]:
    """Return where a move of blanks counts in the keepers' hands."""
    found = []
    if before == after:
        used = "good" if state == BlankState.USED else "spoilt"
        found.append((before, used, count))
    else:
        if after:
            found.append((after, "drawn", count))
        if before:
            found.append((before, "given_back", count))
    if within:
        return found
    signs = {"drawn": 1, "good": -1, "spoilt": -1, "given_back": -1}
    return [(who, "opening_hand", signs[name] * n) for who, name, n in found]


def _move(row: tuple[Any, ...]) -> MoveRow:
    return MoveRow(_moment(row[0]), ActKind(row[1]), *row[2:])


def _moment(stored: str) -> datetime:
    at: datetime = CaseTable.made_at.python_value(stored)
    return at


def _lost(row: tuple[Any, ...]) -> LostRow:
    number, ssn, name, status, kind, at, ends = row
    told = {"loss_formal": "2", "loss_temp": "4"}.get(kind, "")
    reported, until = (_moment(one) if one else None for one in (at, ends))
    return LostRow(CardNo(number), Ssn(ssn), name, status, told, reported, until)


def uncollected_row(row: tuple[Any, ...]) -> UncollectedRow:
    """Return a card that waits out of the columns of ``UNCOLLECTED``."""
    day = DayField().python_value(row[7])
    number, ssn, name, phone, unit, box = row[:6]
    return UncollectedRow(number, ssn, name, phone, unit, box, StockState(row[6]), day)
