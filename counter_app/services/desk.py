"""The counter's services as one face for the window, the command line and practice.

``Desk`` is implemented by :class:`counter_app.services.counter.Counter`; views and
tests see only this Protocol. All calls block and belong on a worker thread. All may
raise :class:`~counter_app.domain.errors.CounterError`.
"""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.records import Office, Ssn
from counter_app.domain.rulepack import RulePack
from counter_app.ports.store import HolderRow, Page, TodayRow
from counter_app.services.commands import (
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
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


class Desk(Protocol):
    """Everything a clerk does."""

    pack: RulePack
    office: Office

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
    def today(self, page: int = 0) -> Page[TodayRow]: ...
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

    def settle_refusal(self, op_id: str, note: str) -> None:
        """Supervisor: the refusal was dealt with; the holder's later acts go on."""

    # -- paper -------------------------------------------------------------
    def paper(self, receipt_no: str) -> Paper:
        """Return the frozen receipt without counting a copy (preview)."""

    def reprint(self, receipt_no: str) -> Paper:
        """Print again, byte-identical, counted and audited (G22)."""
