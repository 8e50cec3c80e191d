"""Stock, reports, daily close, lists and reversal: ``Desk.books``.

All calls block; reports and lists belong on the long lane, acts on the work lane.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from counter_app.domain.codes.closing import CloseFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import Role
from counter_app.domain.stock import Account
from counter_app.ports.book import BlankBox, ClosedDay, MoveRow, StockCount
from counter_app.ports.store import Page
from counter_app.services import (
    closing,
    counting,
    listing,
    reports,
    reversing,
    stock,
)
from counter_app.services.closing import CloseDay, DayView
from counter_app.services.list_facts import ListKind
from counter_app.services.listing import Export, Listing
from counter_app.services.parts import Parts
from counter_app.services.results import CaseResult, Session
from counter_app.services.reversing import ReverseCase
from counter_app.services.stock_commands import (
    Balances,
    CountStock,
    Moved,
    MoveStock,
    ReceiveBlanks,
)

FORMS = ("pdf", "xlsx", "csv")
_MOST_DAYS = 366
_MOST_FORMS = 200


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report: its file name without folder, and its bytes."""

    name: str
    content: bytes
    closed: bool


class BookDesk(Protocol):
    """What stock, report and close pages ask for."""

    def balances(self) -> Balances: ...
    def moves(self, page: int = 0) -> Page[MoveRow]: ...
    def move(self, command: MoveStock) -> Moved: ...
    def count(self, command: CountStock) -> StockCount: ...
    def receive_blanks(self, command: ReceiveBlanks) -> BlankBox: ...
    def report(self, first: date, last: date, form: str) -> Report:
        """Make the report of a day or a period (PDF, XLSX, CSV); audited."""

    def print_report(self, first: date, last: date) -> Report:
        """Make the report and send it to the printer."""

    def report_facts(self, first: date, last: date) -> Report:
        """Return the figures themselves as JSON."""

    def days_left_open(self) -> tuple[date, ...]: ...
    def look(
        self, day: date, counted: Mapping[Account, int] | None = None
    ) -> DayView: ...
    def close_day(self, command: CloseDay) -> ClosedDay: ...
    def today(self) -> date: ...
    def listing(self, kind: ListKind, page: int = 0) -> Listing: ...
    def export(self, command: Export) -> bytes: ...
    def blank_forms(self, count: int) -> bytes: ...
    def reverse(self, command: ReverseCase) -> CaseResult: ...
    def bind_paper(self, case_id: str, paper_no: str) -> None: ...


class Books:
    """Implements :class:`BookDesk` on ports."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    # -- stock -------------------------------------------------------------
    def balances(self) -> Balances:
        self._acting()
        return stock.balances(self._parts)

    def moves(self, page: int = 0) -> Page[MoveRow]:
        self._acting()
        return stock.moves(self._parts, page)

    def move(self, command: MoveStock) -> Moved:
        return stock.move(self._parts, self._acting(), command)

    def count(self, command: CountStock) -> StockCount:
        return counting.count(self._parts, self._acting(), command)

    def receive_blanks(self, command: ReceiveBlanks) -> BlankBox:
        return counting.receive_blanks(self._parts, self._acting(), command)

    # -- reports -----------------------------------------------------------
    def report(self, first: date, last: date, form: str) -> Report:
        """Make a report; only a supervisor sees what colleagues did.

        Raises:
            RuleError: ``rule.not_allowed``, ``closing.period``, ``closing.format``.
        """
        session, parts = self._supervisor(), self._parts
        if form not in FORMS:
            raise RuleError(CloseFault.FORMAT, form=form)
        if first > last or (last - first).days > _MOST_DAYS:
            raise RuleError(CloseFault.PERIOD)
        content = reports.report(self._desk(session), first, last)
        made = parts.press.report(content, form)
        with parts.store.unit_of_work() as uow:
            uow.audit.append(
                at=parts.now(),
                actor=session.login,
                event=f"report.{content['kind']}",
                detail=f"{first} {last} {form}",
            )
            uow.commit()
        span = f"{first}" if first == last else f"{first}_{last}"
        closed = bool(content.get("closed_sha256"))
        return Report(f"report-{span}.{form}", made, closed)

    def report_facts(self, first: date, last: date) -> Report:
        """Return the figures themselves as JSON, for the report of the office."""
        session = self._supervisor()
        if first > last or (last - first).days > _MOST_DAYS:
            raise RuleError(CloseFault.PERIOD)
        content = reports.report(self._desk(session), first, last)
        made = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        closed = bool(content.get("closed_sha256"))
        return Report(f"report-{first}_{last}.json", made, closed)

    def print_report(self, first: date, last: date) -> Report:
        made = self.report(first, last, "pdf")
        self._parts.printer.send(made.name.removesuffix(".pdf"), made.content)
        return made

    # -- close -------------------------------------------------------------
    def days_left_open(self) -> tuple[date, ...]:
        self._acting()
        return closing.days_left_open(self._parts)

    def look(self, day: date, counted: Mapping[Account, int] | None = None) -> DayView:
        self._supervisor()
        return closing.look(self._parts, day, counted)

    def close_day(self, command: CloseDay) -> ClosedDay:
        return closing.close_day(self._parts, self._acting(), command)

    def today(self) -> date:
        return self._parts.today()

    # -- lists -------------------------------------------------------------
    def listing(self, kind: ListKind, page: int = 0) -> Listing:
        self._acting()
        return listing.show(self._parts, kind, page)

    def export(self, command: Export) -> bytes:
        return listing.export(self._parts, self._acting(), command)

    def blank_forms(self, count: int) -> bytes:
        session = self._acting()
        return listing.blank_forms(
            self._parts, session, min(max(count, 1), _MOST_FORMS)
        )

    # -- cases -------------------------------------------------------------
    def reverse(self, command: ReverseCase) -> CaseResult:
        return reversing.reverse(self._parts, self._acting(), command)

    def bind_paper(self, case_id: str, paper_no: str) -> None:
        reversing.bind_paper(self._parts, self._acting(), case_id, paper_no)

    # -- inside ------------------------------------------------------------
    def _supervisor(self) -> Session:
        session = self._acting()
        if session.role is not Role.SUPERVISOR:
            raise RuleError(RuleCode.NOT_ALLOWED)
        return session

    def _desk(self, session: Session) -> reports.Desk:
        parts = self._parts
        return reports.Desk(
            parts.store,
            parts.pack,
            parts.office,
            parts.clock,
            session.name,
            parts.language,
        )
