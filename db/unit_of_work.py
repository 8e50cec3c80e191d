"""One transaction with all repositories: nothing written is kept without ``commit``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from counter_app.domain.records import Operation
from counter_app.ports import applications, book, drafts, photos, reviews, store, units
from counter_app.ports.clock import Clock
from db.audit import SqlAudit
from db.faults import faults_coded
from db.outbox import SqlOperations
from db.repositories.applications import SqlApplications, SqlCampaigns
from db.repositories.cards import SqlAllotments, SqlCards
from db.repositories.cases import SqlCases, SqlPrintJobs, SqlReceipts
from db.repositories.days import SqlDays
from db.repositories.drafts import SqlDrafts
from db.repositories.holders import SqlHolders
from db.repositories.journal import SqlJournal
from db.repositories.people import SqlOperators, SqlSettings
from db.repositories.photo_findings import SqlFindings
from db.repositories.photos import SqlPhotos
from db.repositories.pins import SqlPinRecords
from db.repositories.reviews import SqlParcels, SqlReviews
from db.repositories.stock import SqlStockBook
from db.repositories.units import SqlUnitJobs
from db.session import Session


class SqlReading:
    """The repositories of one running transaction."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.session = session
        self.holders: store.Holders = SqlHolders(session)
        self.cards: store.Cards = SqlCards(session)
        self.allotments: store.Allotments = SqlAllotments(session)
        self._cases = SqlCases(session)
        self.cases: store.Cases = self._cases
        self._outbox = SqlOperations(session)
        self.operations: store.Operations = self._outbox
        self.journal: store.Journal = SqlJournal(session)
        self.pin_records: store.PinRecords = SqlPinRecords(session)
        self.receipts: store.Receipts = SqlReceipts(session)
        self.print_jobs: store.PrintJobs = SqlPrintJobs(session)
        self._trail = SqlAudit(session)
        self.audit: store.Audit = self._trail
        self.operators: store.Operators = SqlOperators(session)
        self.settings: store.Settings = SqlSettings(session, clock)
        self._stock = SqlStockBook(session)
        self.stock: book.StockBook = self._stock
        self.days: book.Days = SqlDays(session)
        self.units: units.UnitJobs = SqlUnitJobs(session)
        self.photos: photos.Photos = SqlPhotos(session)
        self.photo_findings: photos.Findings = SqlFindings(session)
        self.applications: applications.Applications = SqlApplications(session)
        self.campaigns: applications.Campaigns = SqlCampaigns(session)
        self.reviews: reviews.Reviews = SqlReviews(session)
        self.drafts: drafts.Drafts = SqlDrafts(session)
        self.parcels: reviews.Parcels = SqlParcels(session)


class SqlUnitOfWork(SqlReading):
    """A transaction that writes."""

    def __init__(
        self, session: Session, clock: Clock, committed: Callable[[Operation], None]
    ) -> None:
        super().__init__(session, clock)
        self._clock = clock
        self._committed = committed

    def commit(self) -> None:
        """Make everything durable; the unit of work takes nothing more.

        Raises:
            StoreError: ``store.disk_full``, ``store.reference_missing`` ...; then
                nothing of the transaction is kept.
        """
        self.session.check_open()
        self._book_stock()
        with faults_coded():
            self.session.database.commit()
        self.session.end()
        if self._outbox.last_added is not None:
            self._committed(self._outbox.last_added)

    def _book_stock(self) -> None:
        """Book moves under the person and the case of this unit (business.md 8)."""
        last, case = self._trail.last, self._cases.last
        self._stock.book_rest(
            last.actor if last else "",
            last.at if last else self._clock.now(),
            case.receipt_no if case else "",
        )


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
    work = SqlUnitOfWork(Session(database), clock, committed)
    try:
        yield work
    finally:
        work.session.end()
        _roll_back(database)


@contextmanager
def read_transaction(database: Any, clock: Clock) -> Iterator[SqlReading]:
    """Read at one moment on a connection, which refuses every write meanwhile."""
    with faults_coded():
        database.execute_sql("PRAGMA query_only = 1")
    read = SqlReading(Session(database, reading=True), clock)
    try:
        with faults_coded():
            database.begin("DEFERRED")
        yield read
    finally:
        read.session.end()
        _roll_back(database)
        with faults_coded():
            database.execute_sql("PRAGMA query_only = 0")


def _roll_back(database: Any) -> None:
    """End what is still open; SQLite may have rolled back by itself (disk full)."""
    if database.connection().in_transaction:
        with faults_coded():
            database.rollback()
