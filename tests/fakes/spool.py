"""A print queue in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.ports.store import Page
from counter_app.services.spool import QueueRow


@dataclass
class FakeSpool:
    """Implements :class:`counter_app.services.spool.SpoolDesk`.

    Attributes:
        rows: newest first.
        away: the printer takes nothing.
    """

    rows: list[QueueRow] = field(default_factory=list)
    away: bool = False

    def add(
        self, number: str, state: str = "waiting", fault: str | None = None
    ) -> None:
        """Put a paper into the queue."""
        job = QueueRow(f"j-{number}", number, state, 1, fault, datetime.now(UTC))
        self.rows.insert(0, job)

    def queue(self, page: int = 0) -> Page[QueueRow]:
        return Page(tuple(self.rows[page * 50 : page * 50 + 50]), page, more=False)

    def retry(self, job_id: str) -> bool:
        self._set(job_id, "waiting" if self.away else "printed")
        return not self.away

    def cancel(self, job_id: str) -> None:
        self._set(job_id, "cancelled")

    def _set(self, job_id: str, state: str) -> None:
        for at, row in enumerate(self.rows):
            if row.job_id == job_id:
                self.rows[at] = replace(row, state=state, fault=None)
                return
        raise StoreError(StoreCode.NO_SUCH_ROW, what="print_job")
