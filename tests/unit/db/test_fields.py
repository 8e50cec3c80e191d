"""Column types refuse what they cannot keep exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.states import AppStatus, Kind
from db.fields import (
    CodeField,
    DayField,
    Flag,
    JsonField,
    PlainText,
    StrictField,
    UtcField,
    WholeNumber,
    WordField,
)

ZONES = st.timezones() | st.integers(-840, 840).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - naive on purpose
EARLY, LATE = NAIVE.replace(year=1000), NAIVE.replace(year=9999)
MOMENTS = st.datetimes(EARLY, LATE, timezones=ZONES)


@given(MOMENTS, MOMENTS)
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    """Stored text has one width and sorts by time, whatever the zones were."""
    field = UtcField()
    stored, second = field.db_value(one), field.db_value(other)
    # As instants: an hour that a zone repeats equals nothing in another zone.
    assert field.python_value(stored) == one.astimezone(UTC)
    assert len(stored) == len(second)
    assert (stored < second) == (one.astimezone(UTC) < other.astimezone(UTC))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (UtcField(), NAIVE),
        (UtcField(), "2026-01-01"),
        (UtcField(), date(2026, 1, 1)),
        (DayField(), datetime(2026, 1, 1, tzinfo=UTC)),
        (DayField(), "2026-01-01"),
        (PlainText(), 7),
        (PlainText(), b"7"),
        (WholeNumber(), True),
        (WholeNumber(), "7"),
        (WholeNumber(), 7.0),
        (Flag("flag"), 1),
        (WordField("kind", Kind), "hand_out"),
        (CodeField("status", AppStatus), 1),
        (JsonField("detail"), []),
        (JsonField("detail"), {"a": float("nan")}),
        (JsonField("detail"), {"a": date(2026, 1, 1)}),
    ],
)
def test_other_types_are_refused(field: StrictField, value: object) -> None:
    """A value of another type is an error, never a conversion."""
    field.name = "column"
    with pytest.raises(StoreError) as caught:
        field.db_value(value)
    assert caught.value.code == StoreCode.BAD_VALUE
    assert caught.value.params == {"what": "column"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (DayField(), date(2026, 2, 28)),
        (PlainText(), "𠮷 '\n"),
        (WholeNumber(), -(2**40)),
        (Flag("flag"), False),
        (WordField("kind", Kind), Kind.REPLACE),
        (CodeField("status", AppStatus), AppStatus.CANCELLED),
        (JsonField("detail"), {"b": None, "a": True, "名": "值"}),
        (UtcField(), None),
    ],
)
def test_values_come_back_the_same(field: StrictField, value: object) -> None:
    """What is stored is read back equal and of the same type."""
    back = field.python_value(field.db_value(value))
    assert back == value
    assert type(back) is type(value)
