"""Identifiers of persons, cards and receipts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain import hlc
from counter_app.domain.identity import (
    age_on,
    card_no_check_character,
    check_citizen_number,
    normal_ssn,
)
from counter_app.domain.receipt_no import Series, grouped, is_valid, receipt_no
from counter_app.domain.states import Kind


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("A0000000", "3"), ("A0000001", "1"), ("B1234567", "1"), ("C0000123", "8"),
        ("Z9999999", "7"), ("D2143569", "X"), ("X0000001", "9"),
    ],
)  # fmt: skip
def test_card_number_check_character(body: str, check: str) -> None:
    """card.md 3.2: weights of GB 11714, 10 is X, 11 is 0."""
    assert card_no_check_character(body) == check


@pytest.mark.parametrize(
    ("number", "fault", "warnings"),
    [
        ("999901198002290013", None, ("region",)),
        ("99990119900307005X", None, ("region",)),
        ("111111198101011110", None, ()),
        ("111111198101011111", None, ("check_digit",)),
        ("999901198102290013", "date", ()),
        ("99990119800229001", "length", ()),
        ("99990119800229001Y", "shape", ()),
    ],
)
def test_citizen_number(number: str, fault: str, warnings: tuple[str, ...]) -> None:
    """GB 11643: shape and date stop, check digit and region only warn."""
    checked = check_citizen_number(number)
    assert (checked.fault, checked.warnings) == (fault, warnings)


def test_typed_numbers_are_folded() -> None:
    """A number from an input method or a scanner is stored in one form."""
    assert normal_ssn(" 99990119900307005x ") == "99990119900307005X"
    assert normal_ssn("９９９９０１ １９９００３０７００５ｘ") == "99990119900307005X"


def test_leap_day_birthday_counts_on_the_first_of_march() -> None:
    """R-04 counts full years of age."""
    born = date(2012, 2, 29)
    assert age_on(born, date(2028, 2, 28)) == 15
    assert age_on(born, date(2028, 2, 29)) == 16
    assert age_on(born, date(2029, 2, 28)) == 16


_series = st.builds(
    Series,
    st.from_regex(r"[0-9]{8}", fullmatch=True),
    st.from_regex(r"[0-9A-Z]{2}", fullmatch=True),
    st.from_regex(r"[A-Z2-7]{16}", fullmatch=True),
)


@given(
    _series,
    st.dates(min_value=date(2000, 1, 1)),
    st.sampled_from(Kind),
    st.integers(1, 999_999),
)
def test_receipt_numbers_check(
    series: Series, day: date, kind: Kind, running: int
) -> None:
    """9.3: every number passes its own check and shows its parts."""
    number = receipt_no(series, day, kind, running)
    assert is_valid(number)
    assert grouped(number).replace(" ", "") == number


@given(st.integers(1, 999_999), st.integers(0, 29), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_seen(running: int, place: int, digit: str) -> None:
    """9.3: the check character finds every single wrong character."""
    series = Series("32120001", "A1", "ABCD2345EFGH2345")
    number = receipt_no(series, date(2026, 11, 20), Kind.INSTANT, running)
    wrong = number[:place] + digit + number[place + 1 :]
    assert is_valid(wrong) == (wrong == number)


def test_numbers_of_two_series_never_meet() -> None:
    """G10: another terminal or another incarnation is another number."""
    day = date(2026, 11, 20)
    series = [
        Series("32120001", terminal, incarnation)
        for terminal in ("A1", "A2")
        for incarnation in ("AAAA", "BBBB")
    ]
    numbers = {
        receipt_no(s, day, Kind.INSTANT, n) for s in series for n in range(1, 99)
    }
    assert len(numbers) == 4 * 98


@given(st.lists(st.integers(-172_800, 172_800), min_size=1, max_size=50))
def test_hybrid_time_never_goes_back(jumps: list[int]) -> None:
    """G11: whatever the wall clock does, later acts sort later."""
    base = datetime(2026, 11, 20, tzinfo=UTC)
    last: str | None = None
    for jump in jumps:
        new = hlc.tick(last, base + timedelta(seconds=jump), "A1ABCD")
        assert last is None or new > last
        last = new
