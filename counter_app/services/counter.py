"""The counter: all use cases behind the face that the window sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import CardNo, Office, Ssn
from counter_app.domain.review import Way
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import AppStatus
from counter_app.ports.store import HolderRow, Page, UnitOfWork
from counter_app.services import issuing, losses, operators, recovery, reviews, watching
from counter_app.services.applications import ApplyDesk, ApplyWork
from counter_app.services.books import BookDesk, Books
from counter_app.services.campaign_desk import CampaignDesk
from counter_app.services.campaigns import CampaignWork
from counter_app.services.commands import (
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from counter_app.services.desklists import ListDesk, Lists
from counter_app.services.drafts import WriteDraft
from counter_app.services.filing import Filed
from counter_app.services.finishing import finish
from counter_app.services.hand_out import hand_out
from counter_app.services.inquiring import InquiryDesk
from counter_app.services.inquiring_desk import Inquiries
from counter_app.services.issuing import Blank
from counter_app.services.keeping import DraftDesk, Keeping
from counter_app.services.looking import holder_file, situation, subject_of
from counter_app.services.paper import paper, print_waiting, reprint
from counter_app.services.parts import Parts
from counter_app.services.photos import PhotoDesk, PhotoWork
from counter_app.services.pins import PinDesk
from counter_app.services.pins_desk import Pins
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
from counter_app.services.revealing import RevealReason, reveal
from counter_app.services.rewriting import RewriteDesk
from counter_app.services.rewriting_desk import Rewriting
from counter_app.services.site import SiteBook, SiteDesk
from counter_app.services.spool import Spool, SpoolDesk
from counter_app.services.syncing import SyncDesk, Syncing
from counter_app.services.units import UnitDesk, Units
from counter_app.services.writing import Form, write_card

OLD_CARD_SHOWN = timedelta(minutes=30)

Planner = Callable[[UnitOfWork, Blank], WriteDraft]


class Counter:
    """Implements :class:`counter_app.services.desk.Desk` on ports."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.pack: RulePack = parts.pack
        self.office: Office = parts.office
        self._session: Session | None = None
        self._shown: dict[str, datetime] = {}  # chips read here, by identification code
        self.pins: PinDesk = Pins(parts, self._acting)
        self.inquiries: InquiryDesk = Inquiries(parts, self._acting)
        self.syncing: SyncDesk = Syncing(parts, self._acting)
        self.rewriting: RewriteDesk = Rewriting(parts, self._acting)
        self.spool: SpoolDesk = Spool(parts, self._acting)
        self.books: BookDesk = Books(parts, self._acting)
        self.units: UnitDesk = Units(parts, self._acting)
        self.photos: PhotoDesk = PhotoWork(parts, self._acting)
        self.applications: ApplyDesk = ApplyWork(parts, self._acting)
        self.campaigns: CampaignDesk = CampaignWork(parts, self._acting)
        self.site: SiteDesk = SiteBook(parts, self._acting)
        self.drafts: DraftDesk = Keeping(parts, self._acting)
        self.lists: ListDesk = Lists(parts, self._acting)

    # -- operators ---------------------------------------------------------
    def login(self, login: str, password: str) -> Session:
        parts = self.parts
        self._session = operators.log_in(parts.store, parts.clock, login, password)
        return self._session

    def change_password(self, old: str, new: str) -> None:
        session = self._someone()
        parts = self.parts
        operators.change_password(parts.store, parts.clock, session.login, old, new)
        self._session = Session(session.login, session.name, session.role)

    def logout(self) -> None:
        self._session = None

    def unlock(self, password: str) -> None:
        session = self._someone()
        parts = self.parts
        operators.log_in(parts.store, parts.clock, session.login, password)

    def session(self) -> Session | None:
        return self._session

    def _someone(self) -> Session:
        if self._session is None:
            raise RuleError(RuleCode.NOT_LOGGED_IN)
        return self._session

    def _acting(self) -> Session:
        """The operator who may act: logged in, with a password of their own."""
        session = self._someone()
        if session.must_change:
            raise RuleError(RuleCode.PASSWORD_CHANGE)
        return session

    # -- look --------------------------------------------------------------
    def read_card(self, wait_s: float = 0.0) -> CardOnReader:
        seen = watching.read_card(self.parts, self._acting().login, wait_s)
        if seen.reading.card_uid is not None:
            self._shown[seen.reading.card_uid] = self.parts.clock.now()
        return seen

    def _was_shown(self, card_uid: str | None) -> str | None:
        """The old card of an exchange lay on this reader a moment ago (6.7-22)."""
        at = self._shown.get(card_uid or "")
        if at is None or self.parts.clock.now() - at > OLD_CARD_SHOWN:
            return None
        return card_uid

    def search(self, text: str, page: int = 0) -> Page[HolderRow]:
        self._acting()
        with self.parts.store.queries() as queries:
            return queries.search(text, page)

    def open_holder(self, ssn: Ssn) -> HolderFile:
        session, parts = self._acting(), self.parts
        with parts.store.unit_of_work() as uow:
            at = situation(uow, parts, ssn)
            uow.audit.append(
                at=parts.now(),
                actor=session.login,
                event="holder.open",
                subject=subject_of(ssn),
            )
            gone = uow.holders.departed_at(ssn) is not None
            uow.commit()
        return holder_file(at, parts, (RuleCode.HOLDER_DEPARTED,) if gone else ())

    def reveal(self, ssn: Ssn, reason: RevealReason) -> None:
        reveal(self.parts, self._acting(), ssn, reason)

    def status(self) -> StatusLine:
        return watching.status(self.parts)

    def doubts(self) -> tuple[Doubt, ...]:
        return recovery.list_doubts(self.parts)

    def refused(self, page: int = 0) -> Page[RefusedRow]:
        self._acting()
        return reviews.list_refused(self.parts, page)

    # -- act ---------------------------------------------------------------
    def hand_out(self, command: HandOut) -> CaseResult:
        return self._finish(hand_out(self.parts, self._acting(), command))

    def report_loss(self, command: ReportLoss) -> CaseResult:
        return self._finish(losses.report_loss(self.parts, self._acting(), command))

    def lift_loss(self, command: LiftLoss) -> CaseResult:
        return self._finish(losses.lift_loss(self.parts, self._acting(), command))

    def issue_instant(self, command: IssueInstant) -> CaseResult:
        def plan(uow: UnitOfWork, blank: Blank) -> WriteDraft:
            return issuing.plan_instant(self.parts, command, uow, blank)

        return self._written(command, None, plan)

    def reissue_lost(self, command: ReissueLost) -> CaseResult:
        def plan(uow: UnitOfWork, blank: Blank) -> WriteDraft:
            return issuing.plan_reissue(self.parts, command, uow, blank)

        return self._written(command, command.card_no, plan)

    def replace(self, command: Replace) -> CaseResult:
        command = replace(command, old_uid=self._was_shown(command.old_uid))

        def plan(uow: UnitOfWork, blank: Blank) -> WriteDraft:
            return issuing.plan_replace(self.parts, command, uow, blank)

        return self._written(command, command.card_no, plan)

    def _written(self, form: Form, old: CardNo | None, plan: Planner) -> CaseResult:
        session, parts = self._acting(), self.parts
        before = watching.shown_now(parts, old) if old is not None else None
        filed = write_card(
            parts,
            session,
            form,
            lambda uow, reading, number: plan(uow, Blank(reading, number)),
        )
        return self._finish((filed, before))

    def _finish(self, outcome: tuple[Filed, AppStatus | None]) -> CaseResult:
        filed, before = outcome
        return finish(self.parts, filed, before)

    def recover(self, *, wait_s: float = 0.0) -> tuple[Doubt, ...]:
        filed, doubts = recovery.resolve_writes(self.parts, wait_s=wait_s)
        for case in filed:
            finish(self.parts, case, None)
        return doubts

    def give_up_write(self, intent_id: str, note: str) -> None:
        recovery.give_up(self.parts, self._acting(), intent_id, note)

    def settle_refusal(self, op_id: str, note: str, way: Way = Way.WITHDRAW) -> None:
        reviews.settle_refusal(self.parts, self._acting(), op_id, note, way)

    def take_pack(self, pack: RulePack) -> None:
        """Work by another rule pack from now on (its day has come)."""
        self.parts.pack = self.pack = pack

    # -- paper -------------------------------------------------------------
    def paper(self, receipt_no: str) -> Paper:
        self._acting()
        return paper(self.parts, receipt_no)

    def reprint(self, receipt_no: str) -> Paper:
        return reprint(self.parts, receipt_no, self._acting().login)

    def print_waiting(self) -> int:
        """Print what waits for the printer (called now and then by the runtime)."""
        return print_waiting(self.parts)
