"""Days of the city: the calendar its offices work by."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from center.rows import from_ms, to_ms

ZONE = ZoneInfo("Asia/Shanghai")


def day_of(now_ms: int) -> date:
    """Return the city's day of a moment."""
    return from_ms(now_ms).astimezone(ZONE).date()


def bounds(day: date) -> tuple[int, int]:
    """Return first millisecond of a day and of the next."""
    return _start(day), _start(day + timedelta(days=1))


def _start(day: date) -> int:
    return to_ms(datetime.combine(day, time(), ZONE).astimezone(UTC))


def local(value: int) -> datetime:
    """Return a moment in the city's time."""
    return from_ms(value).astimezone(ZONE)
