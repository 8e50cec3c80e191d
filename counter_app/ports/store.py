"""The store port: units of work that commit whole, and plain reads.

``Store.unit_of_work`` opens ``BEGIN IMMEDIATE``; leaving the block without
``commit()`` rolls back. A use case that only reads opens ``Store.reading`` and takes
no lock. Rows are frozen values of ``domain.records``.
Every method may raise :class:`~counter_app.domain.errors.StoreError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from counter_app.domain.records import AuditRow, Office, Operation, Operator
from counter_app.ports.acts import (
    Cases,
    Journal,
    Operations,
    PinRecords,
    PrintJobs,
    Receipts,
)
from counter_app.ports.applications import (
    ApplicationReads,
    Applications,
    CampaignReads,
    Campaigns,
)
from counter_app.ports.book import BookReads, Days, StockBook
from counter_app.ports.campaigns import CampaignLists
from counter_app.ports.desklists import ListReads
from counter_app.ports.drafts import DraftReads, Drafts
from counter_app.ports.entries import AuditEntry
from counter_app.ports.photos import Findings, PhotoReads, Photos
from counter_app.ports.reviews import Parcels, Reviews
from counter_app.ports.roll import Allotments, Cards, Holders
from counter_app.ports.rows import DayCount, HolderRow, OutboxState, Page
from counter_app.ports.units import UnitJobs, UnitReads

__all__ = [
    "MUST_PULL",
    "Allotments",
    "Audit",
    "Cards",
    "Cases",
    "DayCount",
    "HolderRow",
    "Holders",
    "Journal",
    "Operations",
    "Operators",
    "OutboxState",
    "Page",
    "PinRecords",
    "PrintJobs",
    "Queries",
    "Reading",
    "Receipts",
    "Settings",
    "Store",
    "UnitOfWork",
]

#: Setting: a restored or copied file may not write cards before it has pulled.
MUST_PULL = "store.must_pull"


class Audit(Protocol):
    """Append-only hash chain in the same transaction as the effect."""

    def append(
        self,
        *,
        at: datetime,
        actor: str,
        event: str,
        subject: str = "",
        detail: str = "",
    ) -> AuditRow: ...
    def append_many(
        self, entries: Sequence[AuditEntry], at: datetime
    ) -> tuple[AuditRow, ...]:
        """Append rows, each linked to the one before."""

    def verify(self) -> tuple[int, int | None]:
        """Return the number of rows and the first bad row id (None if whole)."""

    def head(self) -> str:
        """Return the digest of the last row."""

    def rows(self) -> int:
        """Return the number of the last row, 0 for none."""

    def incarnation(self) -> str:
        """Return the incarnation of the file that writes the chain now."""

    def digest_of(self, row_id: int) -> str | None:
        """Return the digest of a row; 64 zeros for row 0, None for one not there."""


class Operators(Protocol):
    """Local accounts."""

    def get(self, login: str) -> Operator | None: ...
    def put(self, operator: Operator) -> None: ...
    def all(self) -> Sequence[Operator]: ...


class Settings(Protocol):
    """Small persistent facts: office, cursor, HLC, last contact, skew."""

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, value: str) -> None: ...
    def office(self) -> Office | None: ...
    def put_office(self, office: Office) -> None: ...


class Reading(Protocol):
    """All repositories at one moment of the database."""

    holders: Holders
    cards: Cards
    allotments: Allotments
    cases: Cases
    operations: Operations
    journal: Journal
    pin_records: PinRecords
    receipts: Receipts
    print_jobs: PrintJobs
    audit: Audit
    operators: Operators
    settings: Settings
    reviews: Reviews
    drafts: Drafts
    parcels: Parcels
    stock: StockBook
    days: Days
    units: UnitJobs
    photos: Photos
    photo_findings: Findings
    applications: Applications
    campaigns: Campaigns


class UnitOfWork(Reading, Protocol):
    """All repositories inside one transaction that writes."""

    def commit(self) -> None: ...


class Queries(
    BookReads,
    UnitReads,
    DraftReads,
    PhotoReads,
    ApplicationReads,
    CampaignReads,
    CampaignLists,
    ListReads,
    Protocol,
):
    """Plain reads for lists and search; no shipped query scans the roll (G3)."""

    def search(self, text: str, page: int, size: int = 50) -> Page[HolderRow]:
        """Find holders by id number, card number, name part, pinyin or initials."""

    def refused(self, page: int, size: int = 50) -> Page[Operation]: ...
    def decided_since(self, start: datetime) -> int:
        """Count operations the center decided since ``start``."""

    def day_counts(self, start: datetime, end: datetime) -> Sequence[DayCount]: ...
    def stock_counts(self) -> dict[int, int]:
        """Return the number of finished cards by stock state."""


class Store(Protocol):
    """An open office database. Threads share the object, never a connection."""

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]: ...
    def reading(self) -> AbstractContextManager[Reading]:
        """Read many things at one moment; nobody is waited for and nobody waits.

        A write in the block raises ``store.reading_only``.
        """

    def bulk_work(
        self, *, gives_way: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        """As ``unit_of_work``, with memory for a large load until ``end_bulk``.

        Args:
            gives_way: end with ``store.busy`` as soon as a ``unit_of_work`` begins:
                nobody waits for one long statement.
        """

    def others_wait(self) -> bool:
        """Tell a large load that a ``unit_of_work`` runs or waits to begin."""

    def end_bulk(self) -> None:
        """A large load is over: give its memory back."""

    def queries(self) -> AbstractContextManager[Queries]: ...
    def backup(self, target: str) -> None:
        """Write an encrypted copy while serving; the copy is checked."""

    def close(self) -> None: ...
