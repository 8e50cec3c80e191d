"""A line to look at: the sync page's desk without a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from counter_app.domain.linewords import headline
from counter_app.ports.center import LoadState
from counter_app.services.notices import Standing, notices_of
from counter_app.services.results import StatusLine
from counter_app.services.syncing import SyncReport, figures_of


@dataclass
class FakeSyncing:
    """Implements :class:`counter_app.services.syncing.SyncDesk`.

    Attributes:
        status: what the status bar tells; the page tells the same.
        sent_now: how often somebody tried at once.
        files: files that were written or taken in.
        fail: raised by the next act, then forgotten.
    """

    status: Callable[[], StatusLine]
    load: LoadState | None = None
    parcels: int = 0
    contradicted: str = ""
    sent_now: int = 0
    files: list[str] = field(default_factory=list)
    fail: Exception | None = None

    def report(self) -> SyncReport:
        status = self.status()
        line = replace(status.line, load=self.load)
        figures = figures_of(line, status.outbox, parcels=self.parcels)
        return SyncReport(
            headline=headline(figures),
            line=line,
            outbox=status.outbox,
            sent_today=12,
            parcels=self.parcels,
            holders=status.holders,
            overdue=status.loss_overdue,
            clock_wrong=status.clock_wrong,
            at=datetime.now(UTC),
            notices=notices_of(
                Standing(line, status.clock_wrong, status.restored, self.contradicted)
            ),
        )

    def send_now(self) -> None:
        self._maybe_fail()
        self.sent_now += 1

    def export(self, file: str) -> int:
        self._maybe_fail()
        self.files.append(file)
        return 3

    def take(self, file: str) -> bool:
        self._maybe_fail()
        known = file in self.files
        self.files.append(file)
        return not known

    def _maybe_fail(self) -> None:
        fault, self.fail = self.fail, None
        if fault is not None:
            raise fault
