"""The working day of an office as a span of time.

A day that was closed ends at its close; what happens afterwards belongs to the next
day, so that a frozen day never changes (business.md 9.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from counter_app.domain.records import Office
from counter_app.ports.store import Reading

_ONE = timedelta(days=1)
_LOOK_BACK = 92  # days; older open days were left for good reasons or none at all


@dataclass(frozen=True, slots=True)
class Span:
    """Days ``first`` to ``last`` and the half-open time they cover."""

    first: date
    last: date
    start: datetime
    end: datetime

    def days(self) -> Iterator[date]:
        """Yield the days."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def midnight(day: date, office: Office) -> datetime:
    """Return when a calendar day begins at the office."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(office.time_zone))


def span_of(uow: Reading, office: Office, first: date, last: date) -> Span:
    """Return what the days cover, after and before the closes around them."""
    before = uow.days.get(first - _ONE)
    closed = uow.days.get(last)
    start = before.ends_at if before else midnight(first, office)
    end = closed.ends_at if closed else midnight(last + _ONE, office)
    return Span(first, last, start, end)


def open_days(uow: Reading, office: Office, today: date) -> tuple[date, ...]:
    """Return earlier days on which something was done and nobody closed."""
    newest = uow.days.last_before(today)
    if newest is not None:
        first = newest.day + _ONE
    else:
        made = uow.days.first_case()
        if made is None:
            return ()
        first = made.astimezone(ZoneInfo(office.time_zone)).date()
    first = max(first, today - timedelta(days=_LOOK_BACK))
    found = []
    while first < today:
        span = span_of(uow, office, first, first)
        if uow.days.active(span.start, span.end):
            found.append(first)
        first += _ONE
    return tuple(found)
