"""The line as the clerk sees it: what waits, what was sent, what comes next (G14).

:class:`SyncDesk` is ``Desk.syncing``. All calls block and belong on a worker thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.linewords import Figures, Headline, headline
from counter_app.ports.center import LineState
from counter_app.ports.store import OutboxState
from counter_app.services import watching
from counter_app.services.notices import Notice, notices_of, standing
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_MOST_PARCELS = 1000


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Everything the sync page tells, read at one moment.

    Attributes:
        sent_today: operations the center decided since midnight.
        parcels: files of other workstations that were not passed on yet.
        holders: persons of the roll that are here.
        notices: what to know of line, clock and file, the gravest first.
        at: when it was read.
    """

    headline: Headline
    line: LineState
    outbox: OutboxState
    sent_today: int
    parcels: int
    holders: int
    overdue: bool
    clock_wrong: bool
    at: datetime
    notices: tuple[Notice, ...] = ()


class SyncDesk(Protocol):
    """What the sync page asks for."""

    def report(self) -> SyncReport: ...
    def send_now(self) -> None:
        """Try now, whatever the back-off says."""

    def export(self, file: str) -> int:
        """Write what waits into a carry file; return how many acts (audited)."""

    def take(self, file: str) -> bool:
        """Keep another workstation's carry file and pass it on; False if known."""


class Syncing:
    """Implements :class:`SyncDesk` on ports."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def report(self) -> SyncReport:
        parts = self._parts
        start, _ = watching.day_bounds(parts)
        line = parts.line.state()
        with parts.store.reading() as read:  # one moment for all figures
            outbox = read.operations.state()
            parcels = len(read.parcels.waiting(_MOST_PARCELS))
            holders = read.holders.count()
            known = standing(
                read, line, parts.clock.now(), clock_wrong=watching.clock_wrong(line)
            )
        with parts.store.queries() as queries:
            sent = queries.decided_since(start)
        overdue = watching.overdue(parts, outbox)
        figures = figures_of(line, outbox, parcels=parcels, overdue=overdue)
        return SyncReport(
            headline=headline(figures),
            line=line,
            outbox=outbox,
            sent_today=sent,
            parcels=parcels,
            holders=holders,
            overdue=overdue,
            clock_wrong=known.clock_wrong,
            at=parts.clock.now(),
            notices=notices_of(known),
        )

    def send_now(self) -> None:
        self._acting()
        self._parts.line.wake()

    def export(self, file: str) -> int:
        login = self._acting().login
        count = self._parts.carrier.export(Path(file).expanduser())
        parts = self._parts
        with parts.store.unit_of_work() as uow:
            uow.audit.append(
                at=parts.now(), actor=login, event="carry.exported", detail=str(count)
            )
            uow.commit()
        return count

    def take(self, file: str) -> bool:
        self._acting()
        new = self._parts.carrier.take(Path(file).expanduser())
        self._parts.line.wake()
        return new


def figures_of(
    line: LineState, outbox: OutboxState, *, parcels: int = 0, overdue: bool = False
) -> Figures:
    """Gather what decides the headline."""
    return Figures(
        known=True,
        enrolled=line.enrolled,
        online=line.online,
        held=line.fault == CenterCode.LINE_HELD,
        loading=line.load is not None or line.data_as_of is None,
        waiting=outbox.waiting,
        refused=outbox.refused,
        doubtful=outbox.doubtful,
        overdue=overdue,
        parcels=parcels,
    )
