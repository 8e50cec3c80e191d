"""Cases, receipts and the papers that wait for the printer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from peewee import SQL

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Case, PrintJob, Receipt
from counter_app.domain.states import GIVING_KINDS, Collector
from counter_app.ports.store import Page
from db import incarnations
from db.models import CaseTable, PrintJobTable, ReceiptTable
from db.rows import listed, one, paged, records, selected, values
from db.session import Session

AGENTS = frozenset(
    kind.value for kind in (Collector.AGENT, Collector.UNIT, Collector.UNIT_AGENT)
)
# What an agent can carry away.
_COUNTER = "store.receipts:"
_COUNT_UP = """
    INSERT INTO setting (name, value) VALUES (?, '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)
    RETURNING value
"""


def agent_of(case: Case) -> str:
    """Return the id number of an agent who acts in this case, else ""."""
    if case.collector.get("collector_kind") not in AGENTS:
        return ""
    return str(case.collector.get("collector_id") or "")


class SqlCases:
    """Cases made at this workstation; a case never changes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.last: Case | None = None  # of this unit of work

    def add(self, case: Case) -> None:
        """Store a case.

        Raises:
            StoreError: ``store.duplicate`` for a known case id, receipt number or
                submit key (G31).
        """
        self._session.add(CaseTable, {"agent_id": agent_of(case), **values(case)})
        self.last = case

    def get(self, case_id: str) -> Case | None:
        return one(self._session, CaseTable, Case, case_id=case_id)

    def by_submit_key(self, submit_key: str) -> Case | None:
        if not submit_key:
            return None
        tail = "WHERE o.submit_key = ? AND o.submit_key <> ''"
        found = listed(self._session, CaseTable, Case, tail, (submit_key,))
        return found[0] if found else None

    def agent_count(self, agent_id: str, since: datetime) -> int:
        query = CaseTable.select(CaseTable.id).where(
            CaseTable.agent_id == agent_id,
            SQL("agent_id <> ''"),  # the index holds cases of agents alone
            CaseTable.made_at >= since,
            CaseTable.business.in_(GIVING_KINDS),
        )
        return len(self._session.rows(query)) if agent_id else 0


class SqlReceipts:
    """Receipts; what was printed once is frozen by a trigger."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self) -> int:
        name = _COUNTER + incarnations.current(self._session)
        return int(self._session.value(_COUNT_UP, (name,)))

    def add(self, receipt: Receipt) -> None:
        self._session.add(ReceiptTable, values(receipt))

    def get(self, receipt_no: str) -> Receipt | None:
        return one(self._session, ReceiptTable, Receipt, receipt_no=receipt_no)

    def of_case(self, case_id: str) -> Receipt | None:
        return one(self._session, ReceiptTable, Receipt, case_id=case_id)

    def freeze(self, receipt: Receipt) -> None:
        """Store what is printed, once; freezing the same content again is no change.

        Raises:
            StoreError: ``store.no_such_row``, ``store.already_frozen`` for another
                content, ``store.bad_value`` for an empty one.
        """
        if not receipt.content or receipt.effect is None or not receipt.sha256:
            raise StoreError(StoreCode.BAD_VALUE, what="receipt.content")
        found = self.get(receipt.receipt_no)
        if found is None:
            raise StoreError(StoreCode.NO_SUCH_ROW, what="receipt")
        if found.content:
            if found.sha256 == receipt.sha256:
                return
            raise StoreError(StoreCode.ALREADY_FROZEN)
        self._session.run(
            ReceiptTable.update(
                effect=receipt.effect,
                content=receipt.content,
                printed_at=receipt.printed_at,
                sha256=receipt.sha256,
                copies=receipt.copies,
            ).where(ReceiptTable.receipt_no == receipt.receipt_no)
        )

    def count_copy(self, receipt_no: str) -> int:
        query = (
            ReceiptTable.update(copies=ReceiptTable.copies + 1)
            .where(ReceiptTable.receipt_no == receipt_no)
            .returning(ReceiptTable.copies)
        )
        row = self._session.row(query)
        if row is None:
            raise StoreError(StoreCode.NO_SUCH_ROW, what="receipt")
        return int(row["copies"])

    def listing(self, page: int, size: int) -> Page[Receipt]:
        query = (
            selected(ReceiptTable, Receipt)
            .order_by(ReceiptTable.id.desc())
            .limit(size + 1)
            .offset(page * size)
        )
        return paged(records(self._session, Receipt, query), page, size)


class SqlPrintJobs:
    """Papers that wait for the printer, oldest first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, job: PrintJob) -> None:
        self._session.add(PrintJobTable, values(job))

    def get(self, job_id: str) -> PrintJob | None:
        return one(self._session, PrintJobTable, PrintJob, job_id=job_id)

    def listing(self, page: int, size: int) -> Page[PrintJob]:
        query = (
            selected(PrintJobTable, PrintJob)
            .order_by(PrintJobTable.id.desc())
            .limit(size + 1)
            .offset(page * size)
        )
        return paged(records(self._session, PrintJob, query), page, size)

    def waiting(self, limit: int) -> Sequence[PrintJob]:
        query = (
            selected(PrintJobTable, PrintJob)
            .where(PrintJobTable.state == "waiting")
            .order_by(PrintJobTable.id)
            .limit(limit)
        )
        return records(self._session, PrintJob, query)

    def update(self, job: PrintJob) -> None:
        changed = self._session.run(
            PrintJobTable.update(
                state=job.state, tries=job.tries, fault=job.fault
            ).where(PrintJobTable.job_id == job.job_id)
        )
        if not changed:
            raise StoreError(StoreCode.NO_SUCH_ROW, what="print_job")
