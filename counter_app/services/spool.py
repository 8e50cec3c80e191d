"""The print queue as a clerk sees it: what waits, what failed, again or never.

A fault of the printer never touches a case: what is called off here is a sheet of
paper; the receipt stays and can be printed at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import PrintJob
from counter_app.ports.store import Page
from counter_app.services.paper import print_case
from counter_app.services.parts import Parts
from counter_app.services.results import Session

WAITING, PRINTED, FAILED = "waiting", "printed", "failed"
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One paper of the queue.

    Attributes:
        state: waiting, printed, failed (a person decides) or cancelled.
        fault: code of what kept it from coming out the last time.
    """

    job_id: str
    receipt_no: str
    state: str
    tries: int
    fault: str | None
    made_at: datetime | None


class SpoolDesk(Protocol):
    """The print queue; ``Desk.spool``. All calls block."""

    def queue(self, page: int = 0) -> Page[QueueRow]:
        """Return the papers of the queue, newest first."""

    def retry(self, job_id: str) -> bool:
        """Print one paper now; True when it came out (audited)."""

    def cancel(self, job_id: str) -> None:
        """Take a paper off the queue (audited)."""


class Spool:
    """Implements :class:`SpoolDesk`."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def queue(self, page: int = 0) -> Page[QueueRow]:
        self._acting()
        with self._parts.store.reading() as read:
            found = read.print_jobs.listing(page, PAGE_SIZE)
        return Page(tuple(map(_row, found.rows)), found.number, found.more)

    def retry(self, job_id: str) -> bool:
        job = self._change(job_id, again, "print.retry")
        return print_case(self._parts, job.receipt_no)

    def cancel(self, job_id: str) -> None:
        self._change(job_id, called_off, "print.cancel")

    def _change(
        self, job_id: str, change: Callable[[PrintJob], PrintJob], event: str
    ) -> PrintJob:
        session = self._acting()
        with self._parts.store.unit_of_work() as uow:
            job = uow.print_jobs.get(job_id)
            if job is None:
                raise StoreError(StoreCode.NO_SUCH_ROW, what="print_job")
            job = change(job)
            uow.print_jobs.update(job)
            uow.audit.append(
                at=self._parts.now(),
                actor=session.login,
                event=event,
                subject=job.receipt_no,
            )
            uow.commit()
        return job


def again(job: PrintJob) -> PrintJob:
    """Return a job that waits for the printer again; a printed one stays printed."""
    return job if job.state == PRINTED else replace(job, state=WAITING, fault=None)


def called_off(job: PrintJob) -> PrintJob:
    """Return a job that will not be printed; a printed one stays printed."""
    if job.state == PRINTED:
        return job
    return replace(job, state=FAILED, fault=PrintCode.CANCELLED)


def _row(job: PrintJob) -> QueueRow:
    cancelled = job.fault == PrintCode.CANCELLED
    state = "cancelled" if cancelled else job.state
    fault = None if cancelled or job.state == PRINTED else job.fault
    return QueueRow(job.job_id, job.receipt_no, state, job.tries, fault, job.made_at)
