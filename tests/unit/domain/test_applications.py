"""Numbers by the kind of paper, the way of a card, promised days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.applications import (
    ENDED,
    RUNNING,
    Applicant,
    Progress,
    check_applicant,
    may_follow,
    promised_day,
)
from counter_app.domain.errors import RuleError
from counter_app.domain.packfile import SHIPPED
from counter_app.domain.packs import load_pack, read_pack
from tests.unit.domain.test_packs import text_of

PACK = load_pack("cn-js-taizhou")
TODAY = date(2026, 11, 20)
BORN = date(1990, 1, 1)
OTHER = Applicant(
    "SMITH", "C", "E12345678", ssn="USA199001010012345"[:18], sex="male",
    birth_date=BORN, bank="95580",
)  # fmt: skip


@pytest.mark.parametrize(
    ("paper", "good", "bad"),
    [
        ("C", "E12345678", "E1"),
        ("D", "USA123456789012", "USA12"),
        ("D", "912345199001011234", "812345199001011234"),
        ("J", "H1234567801", "X12345678"),
        ("K", "12345678", "1234567"),
        ("M", "810000199001011234", "110000199001011234"),
    ],
)
@pytest.mark.parametrize("pack", SHIPPED)
def test_each_paper_has_its_own_number(
    pack: str, paper: str, good: str, bad: str
) -> None:
    """3.1: the rule of a number is data of the city's pack."""
    rules = load_pack(pack)
    known = check_applicant(replace(OTHER, id_type=paper, paper_no=good), rules, TODAY)
    assert known.ssn == OTHER.ssn
    with pytest.raises(RuleError) as caught:
        check_applicant(replace(OTHER, id_type=paper, paper_no=bad), rules, TODAY)
    assert caught.value.code == "apply.paper_number"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ssn": ""}, "apply.number"),
        ({"birth_date": None}, "apply.field_missing"),
        ({"sex": ""}, "apply.field_missing"),
        ({"name": ""}, "apply.field_missing"),
        ({"name": "x" * 51}, "apply.field_missing"),
        ({"birth_date": TODAY + timedelta(days=1)}, "apply.birth_date"),
    ],
)
def test_what_a_form_must_say(changes: dict[str, object], code: str) -> None:
    """4.1: what a citizen's number says, others have to say themselves."""
    with pytest.raises(RuleError) as caught:
        check_applicant(replace(OTHER, **changes), PACK, TODAY)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_citizens_number_says_the_rest() -> None:
    """GB 11643: birthday and sex come from the number; x is X."""
    person = Applicant("王", "A", "99990119900101001x")
    known = check_applicant(person, PACK, TODAY)
    assert (known.birth_date, known.sex) == (BORN, "male")
    assert known.ssn == "99990119900101001X"


@given(st.sampled_from(Progress), st.sampled_from(Progress))
def test_the_way_of_a_card_has_an_end(before: Progress, after: Progress) -> None:
    """6.2: nothing follows on an end, nothing goes back or stands still."""
    if before in ENDED or before is Progress.ACCEPTED or before is after:
        assert not may_follow(before, after)
    if may_follow(before, after) and after in RUNNING:
        assert not may_follow(after, before)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_promised_days_are_working_days(day: date) -> None:
    """R-44: as many working days as the pack says, and never a weekend."""
    promised = promised_day(day, PACK)
    span = [day + timedelta(days=n) for n in range(1, (promised - day).days + 1)]
    assert sum(one.weekday() < 5 for one in span) == PACK.make_days_ordinary
    assert promised.weekday() < 5


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("photo_least_kb = 5 ", "photo_least_kb = 50 "),
        ('number = "[A-Z0-9]{5,17}"', 'number = "[A-Z"'),
    ],
)
def test_a_pack_with_a_slip_is_refused(line: str, fault: str) -> None:
    """A window without room and a pattern that is none are named."""
    text = text_of("cn-js-taizhou")
    assert line in text
    with pytest.raises(RuleError):
        read_pack(text.replace(line, fault))
