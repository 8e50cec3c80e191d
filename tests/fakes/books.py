"""Books in memory for the window's tests: canned figures, few rules, all calls kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from counter_app.domain.closing import Discrepancy
from counter_app.domain.codes.closing import CloseFault, ClosingCode, StockFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import Role
from counter_app.domain.stock import TWO_PERSONS, Account, ActKind, Ledger
from counter_app.ports.book import BlankBox, ClosedDay, MoveRow, StockCount
from counter_app.ports.store import Page
from counter_app.services.books import Report
from counter_app.services.closing import CloseDay, DayView, key_of
from counter_app.services.list_facts import ListKind
from counter_app.services.listing import Export, Listing
from counter_app.services.results import CaseResult, Session
from counter_app.services.reversing import ReverseCase
from counter_app.services.stock_commands import (
    Balances,
    CountStock,
    Moved,
    MoveStock,
    ReceiveBlanks,
)
from printing import samples
from printing.press import ReportlabPress

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LEDGERS = (
    Ledger(Account.CARDS, 412, 60, 31, 2, 1, rows=438),
    Ledger(Account.BLANKS, 50, 0, 14, 0, 1, rows=35),
    Ledger(Account.SCRAP, 3, 1, 0, 0, 0, rows=4),
)


@dataclass
class FakeBooks:
    """Implements :class:`counter_app.services.books.BookDesk`."""

    session: Callable[[], Session]
    calls: list[object] = field(default_factory=list)
    left: tuple[date, ...] = ()
    rows: list[MoveRow] = field(default_factory=list)
    reversed: Callable[[ReverseCase], CaseResult] | None = None

    def balances(self) -> Balances:
        accounts = {ledger.account.value: ledger.closing for ledger in LEDGERS}
        return Balances({2: 438, 12: 4}, {"": 30, "zhang": 5}, (), accounts)

    def moves(self, page: int = 0) -> Page[MoveRow]:
        return Page(tuple(self.rows), page, more=False)

    def move(self, command: MoveStock) -> Moved:
        self.calls.append(command)
        if command.kind in TWO_PERSONS and command.second is None:
            raise RuleError(StockFault.SECOND_NEEDED)
        second = command.second.login if command.second else ""
        row = MoveRow(
            NOW, command.kind, "card", command.numbers[0], 2, 2, "26-1-1-4",
            command.place, self.session().login, second, command.paper_no,
            command.reason, "",
        )  # fmt: skip
        self.rows.insert(0, row)
        return Moved(command.kind, command.numbers, second, "act-1")

    def count(self, command: CountStock) -> StockCount:
        self.calls.append(command)
        book = self.balances().accounts[command.account]
        return StockCount(
            "c1", NOW, command.account, command.box, book, command.counted, "",
            self.session().login, "wang",
        )  # fmt: skip

    def receive_blanks(self, command: ReceiveBlanks) -> BlankBox:
        return BlankBox(
            command.box, command.prefix, command.first, command.last, NOW, "wang",
            "zhang", command.paper_no,
        )  # fmt: skip

    def report(self, first: date, last: date, form: str) -> Report:
        self._supervisor()
        self.calls.append((first, last, form))
        content = samples.daily() | {"kind": "daily"}
        made = ReportlabPress().report(content, form)
        return Report(f"report-{first}.{form}", made, closed=False)

    def print_report(self, first: date, last: date) -> Report:
        return self.report(first, last, "pdf")

    def report_facts(self, first: date, last: date) -> Report:
        self.calls.append((first, last, "json"))
        return Report("report.json", b"{}", closed=False)

    def days_left_open(self) -> tuple[date, ...]:
        return self.left

    def look(self, day: date, counted: Mapping[Account, int] | None = None) -> DayView:
        self._supervisor()
        found = []
        for ledger in LEDGERS:
            seen = (counted or {}).get(ledger.account, ledger.closing)
            if seen < ledger.closing:
                code = ClosingCode.COUNT_SHORT
                found.append(Discrepancy(code, ledger.account, ledger.closing, seen))
        figures = {"cases": 54, "receipts": 54, "writes": 14, "moves": 97}
        return DayView(day, figures, LEDGERS, tuple(found))

    def close_day(self, command: CloseDay) -> ClosedDay:
        self.calls.append(command)
        view = self.look(command.day, command.counted)
        if any(not command.explained.get(key_of(one)) for one in view.differences):
            raise RuleError(CloseFault.NOT_EXPLAINED, count=len(view.differences))
        self.left = ()
        return ClosedDay(command.day, NOW, NOW, "wang", "{}", "ab12" * 16, 7)

    def today(self) -> date:
        return TODAY

    def listing(self, kind: ListKind, page: int = 0) -> Listing:
        return Listing(kind, ({"person": "张*"},), page)

    def export(self, command: Export) -> bytes:
        self.calls.append(command)
        return b"%PDF-"

    def blank_forms(self, count: int) -> bytes:
        self.calls.append(count)
        return b"%PDF-"

    def reverse(self, command: ReverseCase) -> CaseResult:
        self.calls.append(command)
        if command.approval is None:
            raise RuleError(RuleCode.APPROVAL_NEEDED, act="reverse")
        if self.reversed is None:
            raise RuleError(RuleCode.LOGIN_WRONG)
        return self.reversed(replace(command))

    def bind_paper(self, case_id: str, paper_no: str) -> None:
        self.calls.append((case_id, paper_no))

    def _supervisor(self) -> None:
        if self.session().role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)


def a_move() -> MoveRow:
    """Return a line of the book."""
    return MoveRow(
        NOW, ActKind.HAND_OUT, "card", "C12341103", 2, 6, "26-1-1-4", "26-1-1-4",
        "zhang", "", "", "", "320100012026112011030001ABCD0",
    )  # fmt: skip
