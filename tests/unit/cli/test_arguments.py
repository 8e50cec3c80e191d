"""What the command line takes as a day, a number and a file."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

import pytest

from counter_app.cli.arguments import file_path, iso_day, number_from


def test_a_day_is_written_in_one_way() -> None:
    """``YYYY-MM-DD`` in plain digits is a day."""
    assert iso_day("2026-11-22") == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    ["20261122", "2026-W47-7", "2026-326", "2026-11-22 ", "2026-1-2", "２０２６-11-22",
     "2026-02-30", "0001-01-01", "9999-12-31", ""],
)  # fmt: skip
def test_other_forms_and_impossible_days_are_wrong_use(text: str) -> None:
    """Other spellings, no day of the calendar, or one no clock can reckon with."""
    with pytest.raises(ArgumentTypeError):
        iso_day(text)


@pytest.mark.parametrize("text", ["-1", "x", "1.5", str(10**18), "9" * 5000])
def test_numbers_have_two_ends(text: str) -> None:
    """A number beyond what a database can count is wrong use, not a fault."""
    with pytest.raises(ArgumentTypeError):
        number_from(0)(text)


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "n" * 5000])
def test_a_file_has_a_name_a_system_can_take(text: str) -> None:
    """No name, a name with NUL and one too long are wrong use."""
    with pytest.raises(ArgumentTypeError):
        file_path(text)


def test_a_file_need_not_be_there() -> None:
    """Whether the file is there is not a question of use."""
    assert file_path("no/such/file").name == "file"
