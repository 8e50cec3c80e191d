"""The counter's services as one face for the window, the command line and practice.

``Desk`` is implemented by :class:`counter_app.services.counter.Counter`; views and
tests see only this Protocol. All calls block and belong on a worker thread. All may
raise :class:`~counter_app.domain.errors.CounterError`.
"""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.records import Office, Ssn
from counter_app.domain.review import Way
from counter_app.domain.rulepack import RulePack
from counter_app.ports.store import HolderRow, Page
from counter_app.services.applications import ApplyDesk
from counter_app.services.books import BookDesk
from counter_app.services.campaign_desk import CampaignDesk
from counter_app.services.commands import (
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from counter_app.services.desklists import ListDesk
from counter_app.services.inquiring import InquiryDesk
from counter_app.services.keeping import DraftDesk
from counter_app.services.photos import PhotoDesk
from counter_app.services.pins import PinDesk
from counter_app.services.results import (
    CardOnReader,
    CaseResult,
    Doubt,
    HolderFile,
    Paper,
    RefusedRow,
    Session,
    StatusLine,
)
from counter_app.services.revealing import RevealReason
from counter_app.services.rewriting import RewriteDesk
from counter_app.services.site import SiteDesk
from counter_app.services.spool import SpoolDesk
from counter_app.services.syncing import SyncDesk
from counter_app.services.units import UnitDesk


class Desk(Protocol):
    """Everything a clerk does."""

    pack: RulePack
    office: Office

    # -- desks of their own --------------------------------------------------
    @property
    def pins(self) -> PinDesk:
        """PIN state, change, reset and unlock."""

    @property
    def inquiries(self) -> InquiryDesk:
        """Card inquiry and online inquiry (S5, S6)."""

    @property
    def syncing(self) -> SyncDesk:
        """The line: what waits, carry files, try now."""

    @property
    def rewriting(self) -> RewriteDesk:
        """Write changed data to a card in use."""

    @property
    def books(self) -> BookDesk:
        """Stock, reports, daily close, lists and reversal."""

    @property
    def spool(self) -> SpoolDesk:
        """The print queue: what waits, again, never."""

    @property
    def units(self) -> UnitDesk:
        """Unit jobs: import, boxes, the day on site."""

    @property
    def applications(self) -> ApplyDesk:
        """First cards: applications and where each card is."""

    @property
    def photos(self) -> PhotoDesk:
        """Photos: import, decisions, export."""

    @property
    def campaigns(self) -> CampaignDesk:
        """Exchange campaigns, uncollected cards, letters."""

    @property
    def site(self) -> SiteDesk:
        """The workstation's settings, and what the program is made of."""

    @property
    def lists(self) -> ListDesk:
        """The desk's lists, paged, sorted and filtered by the store."""

    @property
    def drafts(self) -> DraftDesk:
        """Forms that were begun and not carried out."""

    # -- operators ---------------------------------------------------------
    def login(self, login: str, password: str) -> Session:
        """Check name and password (argon2id), count failures, lock after five."""

    def change_password(self, old: str, new: str) -> None: ...
    def logout(self) -> None: ...
    def unlock(self, password: str) -> None:
        """End an idle lock of the same operator."""

    def session(self) -> Session | None: ...

    # -- look --------------------------------------------------------------
    def read_card(self, wait_s: float = 0.0) -> CardOnReader: ...
    def search(self, text: str, page: int = 0) -> Page[HolderRow]: ...
    def open_holder(self, ssn: Ssn) -> HolderFile: ...
    def reveal(self, ssn: Ssn, reason: RevealReason) -> None:
        """Put on record that a person is shown unmasked."""

    def status(self) -> StatusLine: ...
    def doubts(self) -> tuple[Doubt, ...]: ...
    def refused(self, page: int = 0) -> Page[RefusedRow]:
        """List refused acts of any day that nobody has settled."""

    # -- act ---------------------------------------------------------------
    def hand_out(self, command: HandOut) -> CaseResult: ...
    def issue_instant(self, command: IssueInstant) -> CaseResult: ...
    def report_loss(self, command: ReportLoss) -> CaseResult: ...
    def lift_loss(self, command: LiftLoss) -> CaseResult: ...
    def reissue_lost(self, command: ReissueLost) -> CaseResult: ...
    def replace(self, command: Replace) -> CaseResult: ...
    def recover(self, *, wait_s: float = 0.0) -> tuple[Doubt, ...]:
        """Resolve unfinished card writes with the card on the reader; list the rest."""

    def give_up_write(self, intent_id: str, note: str) -> None:
        """Supervisor: the blank is spoilt or gone; close the doubtful write."""

    def settle_refusal(self, op_id: str, note: str, way: Way = Way.WITHDRAW) -> None:
        """Choose a lawful way (``RefusedRow.ways``) for a refusal, with a note.

        Withdraw and recall (supervisor) close it; a resent act closes it when it is
        filed; an escalated one stays open and the center's reply comes into its row.
        """

    # -- paper -------------------------------------------------------------
    def paper(self, receipt_no: str) -> Paper:
        """Return the frozen receipt without counting a copy (preview)."""

    def reprint(self, receipt_no: str) -> Paper:
        """Print again, byte-identical, counted and audited (G22)."""
