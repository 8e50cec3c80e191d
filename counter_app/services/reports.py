"""Figures of the daily issuance report 发放日报 and of longer periods (9.2)."""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter_app.domain.records import Office
from counter_app.domain.rulepack import RulePack
from counter_app.domain.stock import Ledger
from counter_app.ports.clock import Clock
from counter_app.ports.store import (
    DayCount,
    OutboxState,
    Queries,
    Reading,
    Store,
)
from counter_app.services import accounts
from counter_app.services.spans import Span, span_of

CARDS = frozenset({"hand_out", "instant", "reissue_lost", "replace"})
REVERSED = "reversing.reversed"
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every report is made of."""

    store: Store
    pack: RulePack
    office: Office
    clock: Clock
    maker: str = ""
    language: str = "zh_CN"


def daily(
    store: Store, pack: RulePack, office: Office, day: date, clock: Clock
) -> Content:
    """Return the JSON-able content of one day's report for ``Press.report``.

    Keys: ``kind, date, last, city, title, office_name, terminal, time_zone,
    printed_at, maker, practice, language`` · ``counts`` rows ``business, channel,
    effect, count, clerk, clerk_name, bank`` (the bank's name), from which the paper
    makes its tables · ``business``, ``clerks``, ``banks``, ``units``, ``persons``,
    ``sensitive``, ``exceptions``, ``stock``, ``movements`` and ``days`` rows ·
    ``blanks_left, numbers_left`` · ``uploaded, waiting, refused, doubtful,
    oldest_waiting_s`` · ``total``. A closed day is told as it was frozen, with
    ``closed_sha256``.
    """
    return report(Desk(store, pack, office, clock), day, day)


def report(desk: Desk, first: date, last: date) -> Content:
    """Return the content of a day or a period."""
    with desk.store.reading() as read:
        closed = read.days.get(first) if first == last else None
        span = span_of(read, desk.office, first, last)
        if closed is None:
            return figures(desk, read, span)
    frozen: Content = json.loads(closed.content)
    told: Content = frozen["report"]
    return told | {"closed_sha256": closed.sha256, "language": desk.language}


def figures(desk: Desk, uow: Reading, span: Span) -> Content:
    """Return the figures of a span as they are now."""
    with desk.store.queries() as queries:
        counts = queries.day_counts(span.start, span.end)
        stock = queries.stock_counts()
        content = _day_facts(queries, span)
    outbox = uow.operations.state()
    blanks, numbers = uow.allotments.left()
    names = {operator.login: operator.name for operator in uow.operators.all()}
    books = accounts.of_span(uow, desk.store, span)
    days = [span_of(uow, desk.office, day, day) for day in span.days()]
    now = desk.clock.now()
    return {
        **_head(desk, span, now),
        "total": sum(count.count for count in counts),
        "counts": [_count(row, desk.pack, names) for row in counts],
        "business": _business(counts),
        "clerks": [
            {"clerk": login, "clerk_name": names.get(login, login), "count": n}
            for login, n in _sums((c.clerk, c.count) for c in counts)
        ],
        "banks": [
            {"bank": bank, "bank_name": desk.pack.bank_name(bank), "count": n}
            for bank, n in _sums((c.bank, c.count) for c in counts)
        ],
        "stock": [{"state": s, "count": n} for s, n in sorted(stock.items())],
        "movements": [movement(ledger) for ledger in books.ledgers],
        "persons": [
            {"person": who, "person_name": names.get(who, ""), **row}
            for who, row in sorted(books.persons.items())
        ],
        "blanks_left": blanks,
        "numbers_left": numbers,
        "days": _days(desk.store, days) if len(days) > 1 else [],
        **content,
        **_sync(outbox, now),
    }


def movement(ledger: Ledger, counted: int | None = None) -> dict[str, object]:
    """Return one line of the stock account; ``closing`` is the count, if any."""
    closing = ledger.rows if counted is None else counted
    return {
        "kind": ledger.account.value,
        "opening": ledger.opening,
        "received": ledger.received,
        "issued": ledger.issued,
        "returned": ledger.returned,
        "voided": ledger.voided,
        "closing": ledger.closing if closing is None else closing,
    }


def _head(desk: Desk, span: Span, now: datetime) -> Content:
    office = desk.office
    one = span.first == span.last
    return {
        "kind": "daily" if one else "period",
        "date": span.first.isoformat(),
        "last": span.last.isoformat(),
        "city": desk.pack.city,
        "title": desk.pack.titles.get("daily_report", "") if one else "",
        "office_name": office.office_name,
        "terminal": office.terminal,
        "time_zone": office.time_zone,
        "printed_at": now.isoformat(),
        "maker": desk.maker,
        "practice": office.practice,
        "language": desk.language,
    }


def _day_facts(queries: Queries, span: Span) -> Content:
    exceptions = dict(queries.refusals(span.start, span.end))
    taken_back = queries.reversed_count(span.start, span.end)
    if taken_back:
        exceptions[REVERSED] = taken_back
    return {
        "units": [
            {"unit": row.unit, "cases": row.cases, "cards": row.cards}
            for row in queries.units(span.start, span.end)
        ],
        "exceptions": [{"code": c, "count": n} for c, n in exceptions.items()],
        "sensitive": [
            {
                "act": row.event.partition(".")[2],
                "checker": row.actor,
                "count": row.count,
            }
            for row in queries.sensitive(span.start, span.end)
        ],
        "uploaded": queries.uploaded(span.start, span.end),
    }


def _days(store: Store, spans: Iterable[Span]) -> list[dict[str, object]]:
    """Count each working day of a period, for its chart."""
    found = []
    with store.queries() as queries:
        for span in spans:
            counts = queries.day_counts(span.start, span.end)
            cards = sum(r.count for r in counts if r.business.value in CARDS)
            found.append(
                {
                    "day": span.first.isoformat(),
                    "cases": sum(row.count for row in counts),
                    "cards": cards,
                }
            )
    return found


def _count(row: DayCount, pack: RulePack, names: dict[str, str]) -> dict[str, object]:
    return {
        "business": row.business.value,
        "channel": row.channel,
        "effect": row.effect.value,
        "count": row.count,
        "clerk": row.clerk,
        "clerk_name": names.get(row.clerk, ""),
        "bank": pack.bank_name(row.bank),
    }


def _business(counts: Iterable[DayCount]) -> list[dict[str, object]]:
    tally: Tally[tuple[str, str]] = Tally()
    for count in counts:
        tally[count.business.value, count.effect.value] += count.count
    return [
        {"kind": kind, "effect": effect, "count": n}
        for (kind, effect), n in sorted(tally.items())
    ]


def _sums(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    tally: Tally[str] = Tally()
    for name, count in pairs:
        tally[name] += count
    return sorted(tally.items())


def _sync(outbox: OutboxState, now: datetime) -> dict[str, object]:
    oldest = outbox.oldest_waiting
    age = None if oldest is None else max(int((now - oldest).total_seconds()), 0)
    return {
        "waiting": outbox.waiting,
        "refused": outbox.refused,
        "doubtful": outbox.doubtful,
        "oldest_waiting_s": age,
    }


def merged(parts: Iterable[Mapping[str, Any]]) -> Content:
    """Add the reports of an office's windows up to the report of the office.

    Stock states and accounts are added as well: each window keeps its own book.

    Raises:
        ValueError: no reports, or of different days.
    """
    reports = [dict(part) for part in parts]
    if len({(r["date"], r["last"]) for r in reports}) != 1:
        raise ValueError("days")
    whole = dict(reports[0])
    whole["terminal"] = ", ".join(str(r["terminal"]) for r in reports)
    whole.pop("closed_sha256", None)
    for name, value in list(whole.items()):
        if isinstance(value, list):
            whole[name] = _added([r.get(name) or [] for r in reports])
        elif name in _ADDED:
            whole[name] = sum(r.get(name) or 0 for r in reports)
    ages = [r["oldest_waiting_s"] for r in reports if r["oldest_waiting_s"] is not None]
    whole["oldest_waiting_s"] = max(ages, default=None)
    return whole


_ADDED = frozenset(
    {
        "total",
        "uploaded",
        "waiting",
        "refused",
        "doubtful",
        "blanks_left",
        "numbers_left",
    }
)
_FIGURES = frozenset(
    {
        "count", "cases", "cards", "opening", "received", "issued", "returned",
        "voided", "closing", "cards_out", "blanks_good", "blanks_spoilt", "old_back",
        "opening_hand", "drawn", "good", "spoilt", "given_back", "closing_hand",
    }
)  # fmt: skip


def _added(lists: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Add rows that say the same but for their figures."""
    sums: dict[tuple[tuple[str, Any], ...], dict[str, int]] = {}
    for row in (row for rows in lists for row in rows):
        key = tuple((k, v) for k, v in row.items() if k not in _FIGURES)
        mine = sums.setdefault(key, {})
        for figure in _FIGURES & row.keys():
            mine[figure] = mine.get(figure, 0) + int(row[figure] or 0)
    return [{**dict(key), **figures} for key, figures in sums.items()]
