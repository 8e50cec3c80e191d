"""A unit day on four offline laptops with mistakes: totals equal to the person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from counter_app.domain.errors import CounterError
from counter_app.services import unit_laptops, unit_merging
from counter_app.services.closing import look
from tests.labs import unitday
from tests.labs.unitday import Day

PEOPLE = 400


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day that was played to its end, before the network came back."""
    folder = tmp_path_factory.mktemp("unit-day")
    made = unitday.play(folder, unitday.Wishes(PEOPLE))
    yield made
    made.close()


def test_totals_agree_to_the_person(day: Day) -> None:
    """What was played, what the job says and what the center holds are equal (G36)."""
    found = unitday.report(day)
    assert unitday.wrong_totals(found) == []
    assert found["doubles"], "the swapped box was meant to be noticed"
    assert day.refusals["units.not_on_list"] == len(day.laptops)
    assert day.refusals["units.box_away"] == 1


def test_the_days_books_agree_at_the_office(day: Day) -> None:
    """8, 9.2: boxes that were served by laptops leave the stock as 补录, no more."""
    parts = day.office.parts
    found = look(parts, parts.today())
    assert [one.code for one in found.differences] == []


def test_a_sealed_file_opens_with_its_code_only(day: Day) -> None:
    """Another code, a changed byte, the other way round: nothing is opened."""
    laptop = day.laptops[0]
    made = unit_laptops.results(laptop.parts, unitday.CLERK, day.job_id, "laptop1")
    name = day.people[0].name.encode()
    assert name not in made.data
    broken = made.data[:-1] + bytes([made.data[-1] ^ 1])
    other = laptop.parts.unit_files.new_code()
    for data, code in ((made.data, other), (broken, made.code), (b"", made.code)):
        with pytest.raises(CounterError) as caught:
            unit_merging.merge(day.office.parts, unitday.BOSS, data, code)
        assert caught.value.code == "units.file_unreadable"
    with pytest.raises(CounterError) as caught:
        unit_laptops.take_boxes(laptop.parts, unitday.CLERK, made.data, made.code)
    assert caught.value.code == "units.file_kind"
