"""Figures of the daily issuance report 发放日报 (business.md 9.2)."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from counter_app.domain.records import Office
from counter_app.domain.rulepack import RulePack
from counter_app.ports.clock import Clock
from counter_app.ports.store import DayCount, OutboxState, Store


def daily(
    store: Store, pack: RulePack, office: Office, day: date, clock: Clock
) -> dict[str, object]:
    """Return the JSON-able content of one day's report for ``Press.daily_report``.

    Keys: ``date, city, title, office_name, terminal, time_zone, printed_at, practice,
    language`` · ``counts`` rows ``business, effect, count, clerk, clerk_name, bank``
    (the bank's name), from which the paper makes its tables · ``business`` rows
    ``kind, effect, count`` · ``clerks`` rows ``clerk, clerk_name, count`` · ``banks``
    rows ``bank, bank_name, count`` · ``stock`` rows ``state, count`` ·
    ``blanks_left, numbers_left`` · ``waiting, refused, doubtful, oldest_waiting_s`` ·
    ``total``.
    """
    zone = ZoneInfo(office.time_zone)
    start = datetime.combine(day, time(), tzinfo=zone)
    with store.queries() as queries:
        counts = queries.day_counts(start, start + timedelta(days=1))
        stock = queries.stock_counts()
    with store.unit_of_work() as uow:
        outbox = uow.operations.state()
        blanks, numbers = uow.allotments.left()
        names = {operator.login: operator.name for operator in uow.operators.all()}
    now = clock.now()
    return {
        "date": day.isoformat(),
        "city": pack.city,
        "title": pack.titles.get("daily_report", ""),
        "office_name": office.office_name,
        "terminal": office.terminal,
        "time_zone": office.time_zone,
        "printed_at": now.isoformat(),
        "practice": office.practice,
        "language": "zh_CN",
        "total": sum(count.count for count in counts),
        "counts": [_count(row, pack, names) for row in counts],
        "business": _business(counts),
        "clerks": [
            {"clerk": login, "clerk_name": names.get(login, login), "count": n}
            for login, n in _sums((c.clerk, c.count) for c in counts)
        ],
        "banks": [
            {"bank": bank, "bank_name": pack.bank_name(bank), "count": n}
            for bank, n in _sums((c.bank, c.count) for c in counts)
        ],
        "stock": [{"state": s, "count": n} for s, n in sorted(stock.items())],
        "blanks_left": blanks,
        "numbers_left": numbers,
        **_sync(outbox, now),
    }


def _count(row: DayCount, pack: RulePack, names: dict[str, str]) -> dict[str, object]:
    return {
        "business": row.business.value,
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
