"""Closed days, reversals and paper numbers; all of them append-only."""

from __future__ import annotations

from datetime import date, datetime

from counter_app.ports.book import ClosedDay, Reversal
from db.models import (
    CaseTable,
    ClosedDayTable,
    PaperCaseTable,
    ReversalTable,
    StockMoveTable,
)
from db.rows import listed, one, records, selected, values
from db.session import Session

_FIRST = "SELECT min(made_at) FROM case_record"
_CASES = "SELECT 1 FROM case_record WHERE made_at >= ? AND made_at < ? LIMIT 1"
# The feed fills the stock by itself; only what people did makes a day worth closing.
_MOVES = """
    SELECT 1 FROM stock_move AS m JOIN stock_act AS a ON a.id = m.act
    WHERE m.at >= ? AND m.at < ? AND a.kind NOT IN ('feed', 'opening') LIMIT 1
"""
_PAPER = "SELECT paper_no FROM paper_case WHERE case_id = ?"


class SqlDays:
    """What is frozen when a supervisor closes a day."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, day: date) -> ClosedDay | None:
        return one(self._session, ClosedDayTable, ClosedDay, day=day.isoformat())

    def last_before(self, day: date) -> ClosedDay | None:
        tail = "WHERE o.day < ? ORDER BY o.day DESC LIMIT 1"
        found = listed(
            self._session, ClosedDayTable, ClosedDay, tail, (day.isoformat(),)
        )
        return found[0] if found else None

    def add(self, day: ClosedDay) -> None:
        self._session.add(ClosedDayTable, values(day))

    def first_case(self) -> datetime | None:
        stored = self._session.value(_FIRST)
        if stored is None:
            return None
        found: datetime = CaseTable.made_at.python_value(stored)
        return found

    def active(self, start: datetime, end: datetime) -> bool:
        span = [StockMoveTable.at.db_value(at) for at in (start, end)]
        return any(self._session.value(sql, span) for sql in (_CASES, _MOVES))

    def add_reversal(self, reversal: Reversal) -> None:
        self._session.add(ReversalTable, values(reversal))

    def reversal_of(self, case_id: str) -> Reversal | None:
        query = selected(ReversalTable, Reversal).where(
            (ReversalTable.case_id == case_id) | (ReversalTable.by_case_id == case_id)
        )
        found = records(self._session, Reversal, query)
        return found[0] if found else None

    def set_paper(self, paper_no: str, case_id: str, by: str, at: datetime) -> None:
        """Bind a paper's number to a case.

        Raises:
            StoreError: ``store.duplicate``: paper or case is bound already.
        """
        row = {
            "paper_no": paper_no,
            "case_id": case_id,
            "entered_by": by,
            "entered_at": at,
        }
        self._session.add(PaperCaseTable, row)

    def paper_of(self, case_id: str) -> str:
        return str(self._session.value(_PAPER, (case_id,)) or "")
