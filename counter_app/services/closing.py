"""The daily close 日结: count, reconcile, explain, freeze (business.md 8, 9.2; G23).

A supervisor counts the stock. Cases, receipts, card writes, blanks and old cards are
laid side by side; every difference is named and must be explained. Then the day's
report is frozen: its digest stands in the audit chain, and what happens later belongs
to the next day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from counter_app.domain.closing import DayBooks, Discrepancy, reconcile, summary
from counter_app.domain.codes.closing import CloseFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import Role
from counter_app.domain.stock import Account, Ledger
from counter_app.ports.book import ClosedDay
from counter_app.ports.store import Reading, UnitOfWork
from counter_app.services import accounts, reports
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.spans import Span, open_days, span_of

_NOTE = 500
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class CloseDay:
    """What the supervisor found and says.

    Attributes:
        counted: cards, blanks and voided cards as counted, by account.
        explained: an explanation for each difference, by ``code key``.
    """

    day: date
    counted: Mapping[Account, int] = field(default_factory=dict)
    explained: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayView:
    """A day before its close.

    Attributes:
        figures: cases, receipts, writes and moves of the day.
        differences: everything that does not fit together, counts included.
        earlier: open days that must be closed first.
        closed: the frozen day, when it is closed already.
    """

    day: date
    figures: dict[str, int]
    ledgers: tuple[Ledger, ...]
    differences: tuple[Discrepancy, ...]
    earlier: tuple[date, ...] = ()
    closed: ClosedDay | None = None


def key_of(found: Discrepancy) -> str:
    """Return the name of a difference in explanations."""
    return f"{found.code} {found.key}"


def days_left_open(parts: Parts) -> tuple[date, ...]:
    """Return earlier days that nobody closed."""
    with parts.store.reading() as read:
        return open_days(read, parts.office, parts.today())


def look(
    parts: Parts, day: date, counted: Mapping[Account, int] | None = None
) -> DayView:
    """Reconcile a day without closing it.

    Raises:
        RuleError: ``closing.day_future``.
    """
    if day > parts.today():
        raise RuleError(CloseFault.DAY_FUTURE)
    with parts.store.reading() as read:
        return _look(read, parts, day, counted or {})


def _look(
    uow: Reading, parts: Parts, day: date, counted: Mapping[Account, int]
) -> DayView:
    span = span_of(uow, parts.office, day, day)
    books = _books(uow, parts, span, counted)
    left = open_days(uow, parts.office, parts.today())
    return DayView(
        day=day,
        figures={
            "cases": len(books.cases),
            "receipts": len(books.receipts),
            "writes": len(books.writes),
            "moves": len(books.moves),
        },
        ledgers=books.ledgers,
        differences=reconcile(books),
        earlier=tuple(one for one in left if one < day),
        closed=uow.days.get(day),
    )


def _books(
    uow: Reading, parts: Parts, span: Span, counted: Mapping[Account, int]
) -> DayBooks:
    ledgers = accounts.of_span(uow, parts.store, span).ledgers
    with parts.store.queries() as queries:
        receipts, last = queries.receipt_facts(span.start, span.end)
        return DayBooks(
            cases=tuple(queries.case_facts(span.start, span.end)),
            receipts=tuple(receipts),
            writes=tuple(queries.write_facts(span.start, span.end)),
            moves=tuple(queries.move_facts(span.start, span.end)),
            ledgers=ledgers,
            last_running=tuple(sorted(last.items())),
            counted=tuple(sorted(counted.items())),
        )


def close_day(parts: Parts, session: Session, command: CloseDay) -> ClosedDay:
    """Freeze a day; nothing of it changes any more.

    Raises:
        RuleError: ``rule.not_allowed`` for a clerk, ``closing.day_future``,
            ``closing.day_closed``, ``closing.earlier_open`` with ``day``,
            ``closing.not_counted``, ``closing.not_explained`` with ``count``.
    """
    if session.role is not Role.SUPERVISOR:
        raise RuleError(RuleCode.NOT_ALLOWED)
    if command.day > parts.today():
        raise RuleError(CloseFault.DAY_FUTURE)
    if set(command.counted) != set(Account) or min(command.counted.values()) < 0:
        raise RuleError(CloseFault.NOT_COUNTED)
    with parts.store.unit_of_work() as uow:
        view = _look(uow, parts, command.day, command.counted)
        notes = _demand(view, command)
        closed = _freeze(uow, parts, session, Checked(view, notes, command.counted))
        uow.days.add(closed)
        uow.commit()
    return closed


def _demand(view: DayView, command: CloseDay) -> dict[str, str]:
    """Return the explanation of every difference."""
    if view.closed is not None:
        raise RuleError(CloseFault.DAY_CLOSED)
    if view.earlier:
        raise RuleError(CloseFault.EARLIER_OPEN, day=view.earlier[0].isoformat())
    notes = {
        name: command.explained.get(name, "").strip()[:_NOTE]
        for name in map(key_of, view.differences)
    }
    missing = [name for name, note in notes.items() if not note]
    if missing:
        raise RuleError(CloseFault.NOT_EXPLAINED, count=len(missing))
    return notes


@dataclass(frozen=True, slots=True)
class Checked:
    """A day whose every difference is explained."""

    view: DayView
    notes: Mapping[str, str]
    counted: Mapping[Account, int]


def _freeze(
    uow: UnitOfWork, parts: Parts, session: Session, checked: Checked
) -> ClosedDay:
    # One tick later than everything that was done so far.
    now, view = parts.now() + _TICK, checked.view
    span = span_of(uow, parts.office, view.day, view.day)
    content = _content(uow, parts, session, (span, checked))
    digest = sha256(content.encode()).hexdigest()
    row = uow.audit.append(
        at=now,
        actor=session.login,
        event="day.closed",
        subject=view.day.isoformat(),
        detail=f"{digest} {len(view.differences)}",
    )
    return ClosedDay(
        day=view.day,
        ends_at=min(span.end, now),
        closed_at=now,
        closed_by=session.login,
        content=content,
        sha256=digest,
        audit_row=row.row_id,
    )


def _content(
    uow: UnitOfWork, parts: Parts, session: Session, day: tuple[Span, Checked]
) -> str:
    span, checked = day
    view = checked.view
    desk = reports.Desk(
        parts.store, parts.pack, parts.office, parts.clock, session.name
    )
    end = min(span.end, parts.now() + _TICK)
    whole_day = Span(span.first, span.last, span.start, end)
    report = reports.figures(desk, uow, whole_day)
    report["movements"] = [
        reports.movement(ledger, checked.counted[ledger.account])
        for ledger in view.ledgers
    ]
    report["differences"] = [
        {
            "code": found.code.value,
            "key": found.key,
            "expected": found.expected,
            "found": found.found,
            "note": checked.notes[key_of(found)],
        }
        for found in view.differences
    ]
    report["exceptions"] += [
        {"code": code, "count": n} for code, n in summary(view.differences).items()
    ]
    whole = {
        "report": report,
        "figures": view.figures,
        "rows": {ledger.account.value: ledger.rows for ledger in view.ledgers},
        "counted": {a.value: n for a, n in checked.counted.items()},
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True)


def whole(closed: ClosedDay) -> bool:
    """Tell whether a frozen day still has the digest the audit chain holds."""
    return sha256(closed.content.encode()).hexdigest() == closed.sha256
