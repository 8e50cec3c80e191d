"""A desk in memory for the window's tests: same Protocol, few rules, many switches.

It is not the product's rule book: presenters are tested against it for what the
clerk sees. ``tests/contract/window`` runs one contract on this desk and on the real
counter, so that this one cannot drift.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, CounterError, RuleError
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Card, Office, Operation, Ssn
from counter_app.domain.review import Review, Way, settles
from counter_app.domain.states import AppStatus, Effect, Kind, Role, StockState
from counter_app.ports.center import LineState
from counter_app.ports.store import HolderRow, OutboxState, Page
from counter_app.services.commands import (
    HandOut,
    IssueInstant,
    LiftLoss,
    ReissueLost,
    Replace,
    ReportLoss,
)
from counter_app.services.results import (
    CardFile,
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
from tests.fakes.applications import FakeApplications
from tests.fakes.books import FakeBooks, a_move
from tests.fakes.campaigns import FakeCampaigns
from tests.fakes.card_desks import FakeInquiries, FakePins, FakeRewriting
from tests.fakes.cases import Done, TodayRow, operation_of, result_of, today_row
from tests.fakes.drafts import FakeDrafts
from tests.fakes.lists import FakeLists
from tests.fakes.operators import PASSWORDS, SESSIONS
from tests.fakes.people import Fakes, card_no_of, people, uid_of
from tests.fakes.photos import FakePhotos
from tests.fakes.reader import FakeReader, compare
from tests.fakes.rows import page_of, pdf_of, refused_row, row_of
from tests.fakes.rules import possible_acts, possible_without_card
from tests.fakes.site import FakeSite
from tests.fakes.spool import FakeSpool
from tests.fakes.syncing import FakeSyncing
from tests.fakes.units import FakeUnits

Command = HandOut | IssueInstant | ReportLoss | LiftLoss | ReissueLost | Replace


@dataclass
class FakeDesk:
    """Implements :class:`counter_app.services.desk.Desk`.

    Attributes:
        commands: every command that was carried out, in order.
        gate: acts wait for it; clear it to hold an act in the air.
        fail: raised by the next act, then forgotten.
        online: acts become effective at once.
        refusals: what the center refused; ``settled`` has the notes of the others.
        loss_overdue: a loss waits longer than allowed (R-29).
        restored: the office began anew from a copy.
        line_told: fields of the line's state that are otherwise than usual.
    """

    reader: FakeReader
    people: dict[Ssn, Fakes] = field(default_factory=people)
    commands: list[Command] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    fail: CounterError | None = None
    online: bool = True
    cases: list[TodayRow] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)
    refusals: list[RefusedRow] = field(default_factory=list)
    settled: dict[str, str] = field(default_factory=dict)
    loss_overdue: bool = False
    restored: bool = False
    line_told: dict[str, Any] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    revealed: list[tuple[str, Ssn, RevealReason]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.gate.set()
        self.pack = load_pack("cn-js-taizhou")
        self.office = Office(
            "99990101", "海陵区网点", "W1", "03", "7F3A", "999901", self.pack.name
        )
        self._session: Session | None = None
        self._by_key: dict[str, CaseResult] = {}
        self._passwords = dict(PASSWORDS)
        self._copies: dict[str, int] = {}
        self._pending: list[Operation] = []
        self._left_at = datetime.now(UTC)
        self.pins = FakePins(self.read_card, self._act)
        self.inquiries = FakeInquiries(self.read_card)
        self.rewriting = FakeRewriting(self.read_card, self._act)
        self.syncing = FakeSyncing(self.status)
        self.spool = FakeSpool()
        self.units = FakeUnits()
        self.photos = FakePhotos()
        self.applications = FakeApplications()
        self.campaigns = FakeCampaigns()
        self.site = FakeSite(self._who)
        self.books = FakeBooks(self._who, rows=[a_move()])
        self.drafts = FakeDrafts(self._who, self._name_of)
        self.lists = FakeLists(self)

    # -- operators ---------------------------------------------------------
    def login(self, login: str, password: str) -> Session:
        self._called("login")
        if self._passwords.get(login) != password:
            raise RuleError(RuleCode.LOGIN_WRONG)
        self._session = SESSIONS[login]
        return self._session

    def change_password(self, old: str, new: str) -> None:
        session = self._who()
        if self._passwords[session.login] != old:
            raise RuleError(RuleCode.LOGIN_WRONG)
        self._passwords[session.login] = new
        self._session = replace(session, must_change=False)

    def logout(self) -> None:
        self._session = None

    def unlock(self, password: str) -> None:
        if self._passwords[self._who().login] != password:
            raise RuleError(RuleCode.LOGIN_WRONG)

    def session(self) -> Session | None:
        return self._session

    # -- look --------------------------------------------------------------
    def read_card(self, wait_s: float = 0.0) -> CardOnReader:
        self._called("read_card")
        chip = self.reader.chip
        if chip is None:
            raise CardError(CardCode.NO_CARD)
        if chip.broken:
            raise CardError(CardCode.MUTE)
        reading = chip.reading
        found = self.people.get(Ssn(reading.ssn or ""))
        card = found.card if found and found.card else None
        if card is not None and card.card_no != reading.card_no:
            card = None
        holder = found.holder if found else None
        return CardOnReader(reading, holder, card, compare(reading, holder, card))

    def search(self, text: str, page: int = 0) -> Page[HolderRow]:
        self._called("search")
        wanted = text.upper()
        hits = [
            one
            for one in self.people.values()
            if wanted in one.holder.name
            or one.holder.ssn.startswith(wanted)
            or (one.card is not None and one.card.card_no == wanted)
        ]
        rows = tuple(row_of(one) for one in hits)
        return page_of(rows, page)

    def open_holder(self, ssn: Ssn) -> HolderFile:
        self._called("open_holder")
        found = self.people.get(ssn)
        if found is None:
            raise RuleError(RuleCode.NO_SUCH_HOLDER)
        cards = (self._file(found.card),) if found.card else ()
        age = datetime.now(UTC).year - found.holder.birth_date.year
        return HolderFile(
            holder=found.holder,
            minor=age < self.pack.minor_age,
            cards=cards,
            possible=possible_without_card(found.card),
            data_as_of=datetime.now(UTC) - timedelta(minutes=12),
        )

    def reveal(self, ssn: Ssn, reason: RevealReason) -> None:
        self._called("reveal")
        self.revealed.append((self._who().login, ssn, reason))

    def copies_of(self, receipt_no: str) -> int:
        """Return how often a receipt was printed."""
        return self._copies.get(receipt_no, 1)

    def status(self) -> StatusLine:
        waiting = [o for o in self._pending if o.effect is Effect.PENDING]
        oldest = min((o.made_at for o in waiting), default=None)
        return StatusLine(
            reader=self.reader.state,
            line=replace(
                LineState(True, self.online, self._left_at, data_as_of=self._left_at),
                **self.line_told,
            ),
            outbox=OutboxState(
                len(waiting), len(self.refusals), len(self.doubtful), oldest
            ),
            printer_ready=True,
            printer_code="",
            clock_wrong=abs(self.line_told.get("skew_s", 0.0)) > 120,
            holders=1_350_112,
            data_as_of=datetime.now(UTC) - timedelta(hours=3),
            blanks_left=20,
            numbers_left=18,
            loss_overdue=self.loss_overdue,
            restored=self.restored,
        )

    def doubts(self) -> tuple[Doubt, ...]:
        return tuple(self.doubtful)

    def refused(self, page: int = 0) -> Page[RefusedRow]:
        return page_of(tuple(self.refusals), page)

    def refuse_waiting(self, code: str) -> None:
        """Let the center refuse everything that waits."""
        for number, waiting in enumerate(self._pending):
            if waiting.effect is Effect.PENDING:
                done = replace(waiting, effect=Effect.REFUSED, refusal=code)
                self._pending[number] = done
                self.refusals.append(refused_row(done, self.people))

    # -- act ---------------------------------------------------------------
    def hand_out(self, command: HandOut) -> CaseResult:
        change = {"app_status": AppStatus.NORMAL, "stock_state": StockState.HANDED_OUT}
        return self._act(Kind.HAND_OUT, command, change)

    def issue_instant(self, command: IssueInstant) -> CaseResult:
        return self._act(Kind.INSTANT, command, {})

    def report_loss(self, command: ReportLoss) -> CaseResult:
        kind = Kind.LOSS_FORMAL if command.formal else Kind.LOSS_TEMP
        lost = AppStatus.LOST_FORMAL if command.formal else AppStatus.LOST_TEMP
        return self._act(kind, command, {"app_status": lost})

    def lift_loss(self, command: LiftLoss) -> CaseResult:
        return self._act(Kind.LOSS_LIFT, command, {"app_status": AppStatus.NORMAL})

    def reissue_lost(self, command: ReissueLost) -> CaseResult:
        return self._act(Kind.REISSUE_LOST, command, {})

    def replace(self, command: Replace) -> CaseResult:
        return self._act(Kind.REPLACE, command, {})

    def recover(self, *, wait_s: float = 0.0) -> tuple[Doubt, ...]:
        chip = self.reader.chip
        uid = chip.reading.card_uid if chip else None
        self.doubtful = [d for d in self.doubtful if d.card_uid != uid]
        return tuple(self.doubtful)

    def give_up_write(self, intent_id: str, note: str) -> None:
        if self._who().role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        self.doubtful = [d for d in self.doubtful if d.intent_id != intent_id]

    def settle_refusal(self, op_id: str, note: str, way: Way = Way.WITHDRAW) -> None:
        if settles(way) and self._who().role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        if not note.strip():
            raise RuleError(RuleCode.NOTE_NEEDED)
        if op_id not in {row.op_id for row in self.refusals}:
            raise RuleError(RuleCode.NO_SUCH_REFUSAL)
        review = Review(op_id, way, note, self._who().login, datetime.now(UTC))
        self.refusals = [
            replace(row, review=review, owner=review.chosen_by)
            if row.op_id == op_id
            else row
            for row in self.refusals
            if row.op_id != op_id or not settles(way)
        ]
        self.settled[op_id] = note

    # -- paper -------------------------------------------------------------
    def paper(self, receipt_no: str) -> Paper:
        copies = self.copies_of(receipt_no)
        return Paper(receipt_no, pdf_of(receipt_no), copies, Effect.EFFECTIVE)

    def reprint(self, receipt_no: str) -> Paper:
        self._copies[receipt_no] = self.copies_of(receipt_no) + 1
        return self.paper(receipt_no)

    # -- inside ------------------------------------------------------------
    def _name_of(self, ssn: Ssn) -> str:
        """Return a name; an applicant need not be on the roll."""
        return self.people[ssn].holder.name if ssn in self.people else ""

    def _who(self) -> Session:
        if self._session is None:
            raise RuleError(RuleCode.NOT_LOGGED_IN)
        return self._session

    def _called(self, name: str) -> None:
        self.calls.append(name)
        self.threads.add(threading.current_thread().name)

    def _act(
        self, kind: Kind, command: Command, change: dict[str, object]
    ) -> CaseResult:
        self._called(kind)
        if not self.gate.wait(30):
            raise TimeoutError
        failure, self.fail = self.fail, None
        if failure is not None:
            raise failure
        known = self._by_key.get(command.submit_key)
        if known is not None:
            return replace(known, repeated=True)
        before = self.people[command.ssn].card
        after = self._changed(kind, command, change)
        self.commands.append(command)
        done = Done(len(self.cases), kind, command.ssn, before, after)
        result = self._result(done)
        self._by_key[command.submit_key] = result
        return result

    def _changed(
        self, kind: Kind, command: Command, change: dict[str, object]
    ) -> Card | None:
        one = self.people[command.ssn]
        card = one.card
        if kind in (Kind.INSTANT, Kind.REISSUE_LOST, Kind.REPLACE):
            chip = self.reader.chip
            if chip is None or not chip.reading.blank:
                raise RuleError(RuleCode.CARD_NOT_BLANK)
            card = self._written(one)
        elif card is not None:
            card = replace(card, **change)
        self.people[command.ssn] = Fakes(one.holder, card)
        return card

    def _written(self, one: Fakes) -> Card:
        serial = 900 + len(self.cases)
        made = Card(
            card_no=card_no_of(serial), region="999901", card_uid=uid_of(serial),
            ssn=one.holder.ssn, app_status=AppStatus.NORMAL,
            stock_state=StockState.HANDED_OUT, bank="95580",
        )  # fmt: skip
        self.reader.personalise(one.holder, made)
        return made

    def _result(self, done: Done) -> CaseResult:
        who = self._who()
        effect = Effect.EFFECTIVE if self.online else Effect.PENDING
        operation = operation_of(done, who.login, effect)
        self._pending.append(operation)
        name = self.people[done.ssn].holder.name
        self.cases.append(today_row(operation, name, who.name))
        return result_of(operation, done)

    def _file(self, card: Card) -> CardFile:
        waiting = tuple(
            o for o in self._pending if o.ssn == card.ssn and o.effect is Effect.PENDING
        )
        return CardFile(card, card.app_status, waiting, possible_acts(card))


def make_fake_desk() -> FakeDesk:
    """Return a fresh desk with its reader."""
    return FakeDesk(FakeReader())
