"""One transaction with all repositories; nothing is kept without ``commit``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from counter_app.domain.records import Operation
from counter_app.ports import store
from counter_app.ports.clock import Clock
from db.audit import SqlAudit
from db.faults import faults_coded
from db.outbox import SqlOperations
from db.repositories.cards import SqlAllotments, SqlCards
from db.repositories.cases import SqlCases, SqlPrintJobs, SqlReceipts
from db.repositories.holders import SqlHolders
from db.repositories.journal import SqlJournal
from db.repositories.people import SqlOperators, SqlSettings
from db.session import Session


class SqlUnitOfWork:
    """The repositories of one running transaction."""

    def __init__(
        self, database: Any, clock: Clock, committed: Callable[[Operation], None]
    ) -> None:
        session = self.session = Session(database)
        self._committed = committed
        self.holders: store.Holders = SqlHolders(session)
        self.cards: store.Cards = SqlCards(session)
        self.allotments: store.Allotments = SqlAllotments(session)
        self.cases: store.Cases = SqlCases(session)
        self._outbox = SqlOperations(session)
        self.operations: store.Operations = self._outbox
        self.journal: store.Journal = SqlJournal(session)
        self.receipts: store.Receipts = SqlReceipts(session)
        self.print_jobs: store.PrintJobs = SqlPrintJobs(session)
        self.audit: store.Audit = SqlAudit(session)
        self.operators: store.Operators = SqlOperators(session)
        self.settings: store.Settings = SqlSettings(session, clock)

    def commit(self) -> None:
        """Make everything durable; the unit of work takes nothing more.

        Raises:
            StoreError: ``store.disk_full``, ``store.reference_missing`` ...; then
                nothing of the transaction is kept.
        """
        self.session.check_open()
        with faults_coded():
            self.session.database.commit()
        self.session.end()
        if self._outbox.last_added is not None:
            self._committed(self._outbox.last_added)


@contextmanager
def transaction(
    database: Any, clock: Clock, committed: Callable[[Operation], None]
) -> Iterator[SqlUnitOfWork]:
    """Run one unit of work on a connection; roll back unless it committed.

    Raises:
        StoreError: ``store.busy`` when another writer keeps the lock too long.
    """
    with faults_coded():
        database.begin("IMMEDIATE")
    work = SqlUnitOfWork(database, clock, committed)
    try:
        yield work
    finally:
        work.session.end()
        _roll_back(database)


def _roll_back(database: Any) -> None:
    """End what is still open; SQLite may have rolled back by itself (disk full)."""
    if database.connection().in_transaction:
        with faults_coded():
            database.rollback()
