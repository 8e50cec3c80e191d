"""Lists of the window: today's cases, refused operations, figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from counter_app.domain.records import Operation
from counter_app.domain.states import Kind
from counter_app.ports.store import DayCount, HolderRow, Page
from db.models import CaseTable, OperationTable
from db.queries.applications import SqlApplyReads
from db.queries.book import SqlBookReads
from db.queries.campaigns import SqlCampaignLists
from db.queries.desklists import SqlDeskLists
from db.queries.drafts import SqlDraftReads
from db.queries.effects import BY_WEIGHT, WORST
from db.queries.photos import SqlPhotoReads
from db.queries.search import search
from db.queries.units import SqlUnitReads
from db.rows import listed, paged
from db.session import Session

DAY_COUNTS = f"""
    SELECT business, clerk, bank, worst, count(*), channel FROM (
        SELECT c.business, c.clerk, coalesce(k.bank, '') AS bank, {WORST} AS worst,
            c.channel
        FROM case_record AS c LEFT JOIN card AS k ON k.card_no = c.card_no
        WHERE c.made_at >= ? AND c.made_at < ?)
    GROUP BY business, clerk, bank, worst, channel
    ORDER BY business, clerk, bank, worst, channel
"""  # noqa: S608 - our own text
STOCK = "SELECT name, value FROM tally WHERE name LIKE 'stock:%' AND value <> 0"
DECIDED = "SELECT count(*) FROM operation WHERE decided_at >= ?"
REFUSED = """
    WHERE o.effect = 'refused' AND o.settled_at IS NULL
    ORDER BY o.id LIMIT ? OFFSET ?
"""


class SqlQueries(
    SqlBookReads,
    SqlUnitReads,
    SqlDraftReads,
    SqlPhotoReads,
    SqlApplyReads,
    SqlDeskLists,
    SqlCampaignLists,
):
    """Plain reads on a connection of their own."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def search(self, text: str, page: int, size: int = 50) -> Page[HolderRow]:
        return search(self._session, text, page, size)

    def refused(self, page: int, size: int = 50) -> Page[Operation]:
        rows = listed(
            self._session, OperationTable, Operation, REFUSED, (size + 1, page * size)
        )
        return paged(rows, page, size)

    def decided_since(self, start: datetime) -> int:
        stored = OperationTable.decided_at.db_value(start)
        return int(self._session.plain(DECIDED, (stored,))[0][0])

    def day_counts(self, start: datetime, end: datetime) -> Sequence[DayCount]:
        rows = self._session.plain(DAY_COUNTS, _span(start, end))
        return tuple(
            DayCount(Kind(business), clerk, bank, BY_WEIGHT[worst or 0], count, channel)
            for business, clerk, bank, worst, count, channel in rows
        )

    def stock_counts(self) -> dict[int, int]:
        rows = self._session.plain(STOCK)
        return {int(name.partition(":")[2]): int(count) for name, count in rows}


def _span(start: datetime, end: datetime) -> tuple[str, str]:
    made_at = CaseTable.made_at
    return made_at.db_value(start), made_at.db_value(end)
