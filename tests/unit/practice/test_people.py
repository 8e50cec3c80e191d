"""The invented roll."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.domain.identity import (
    NumberCheck,
    age_on,
    card_no_check_character,
    check_citizen_number,
)
from counter_app.domain.states import AppStatus, StockState
from counter_app.practice.people import Story, make_roll, years_before
from tests.labs.examples import tried

TODAY = date(2026, 11, 22)


@settings(max_examples=tried(15))
@given(
    today=st.dates(date(2025, 1, 1), date(2040, 12, 31)),
    seed=st.integers(0, 2**16),
)
def test_everybody_is_invented_and_well_formed(today: date, seed: int) -> None:
    """Regions are 9999xx, check digits hold, numbers are unique (issue: people)."""
    roll = make_roll(today, seed=seed, crowd=150)
    holders = [person.holder for person in roll.people]
    for holder in holders:
        check = check_citizen_number(holder.ssn)
        assert check == NumberCheck(None, ("region",))
        assert holder.ssn.startswith("9999")
        assert int(holder.ssn[16]) % 2 == (holder.sex == "male")
    cards = [person.card for person in roll.people if person.card]
    assert all(
        card_no_check_character(card.card_no[:8]) == card.card_no[8:] for card in cards
    )
    assert len({holder.ssn for holder in holders}) == len(holders)
    numbers = [card.card_no for card in cards] + list(roll.numbers)
    uids = [card.card_uid for card in cards] + [b.card_uid for b in roll.blanks]
    assert len(set(numbers)) == len(numbers)
    assert len(set(uids)) == len(uids)


def test_the_cast_holds_every_situation() -> None:
    """Each story has somebody even without a crowd; minors and rare names too."""
    roll = make_roll(TODAY, crowd=0)
    assert all(roll.of(story) for story in Story)
    names = {person.holder.name for person in roll.people}
    assert {"王𠮷祥", "李䶮"} <= names
    assert any("·" in name and len(name) > 15 for name in names)
    minors = [p for p in roll.people if age_on(p.holder.birth_date, TODAY) < 16]
    assert {bool(p.holder.guardian_name) for p in minors} == {True, False}


def test_the_same_seed_gives_the_same_roll() -> None:
    """A practice office can be made again as it was."""
    assert make_roll(TODAY, seed=7) == make_roll(TODAY, seed=7)
    assert make_roll(TODAY, seed=7) != make_roll(TODAY, seed=8)


def test_stories_agree_with_their_cards() -> None:
    """Status, stock and dates of a card tell the story it stands for."""
    roll = make_roll(TODAY)
    waiting = roll.of(Story.WAITING)[0].card
    assert waiting is not None
    assert waiting.app_status is AppStatus.DORMANT
    assert waiting.stock_state is StockState.WAITING
    expired = roll.of(Story.EXPIRED)[0].card
    assert expired is not None
    assert expired.expiry_date is not None
    assert expired.expiry_date < TODAY
    old = roll.of(Story.UNCOLLECTED)[0].card
    assert old is not None
    assert old.arrived_on is not None
    assert TODAY - old.arrived_on > timedelta(days=365)
    assert all(p.card is None for p in roll.of(Story.NO_CARD))


def test_a_leap_day_has_a_day_before_it_in_other_years() -> None:
    """29 February has no anniversary in a common year."""
    assert years_before(date(2028, 2, 29), 1) == date(2027, 2, 28)
