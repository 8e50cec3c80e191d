"""Invented holders with their cards: the roll of the practice office.

Nobody here exists: every number lies in the unassigned divisions 9999xx. The cast
comes first, one person for each situation a clerk must know; the crowd after it is
drawn by the seed. The same seed and day give the same roll.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from stdnum.iso7064 import mod_11_2

from counter_app.domain.identity import card_no_check_character
from counter_app.domain.records import BlankCard, Card, CardNo, CardUid, Holder, Ssn
from counter_app.domain.states import AppStatus, StockState
from counter_app.practice import names

REGION = "999901"  # of the practice office; unassigned in GB/T 2260
DIVISIONS = ("999901", "999902", "999981")
BANKS = ("95580", "95533", "95599", "95559", "96008")
BLANKS = 60
FIRST_NUMBER_OF_STOCK = 1
FIRST_NUMBER_OF_ALLOTMENT = 9000001


class Story(StrEnum):
    """The situation a practice person is in when the day begins."""

    NO_CARD = "no_card"  # first card may be written now
    WAITING = "waiting"  # a finished card lies in stock
    LIVE = "live"
    LOST_TEMP = "lost_temp"
    LOST_FORMAL = "lost_formal"
    EXPIRED = "expired"  # live, printed validity over
    PROBLEM = "problem"  # wrong data on the card: never handed out
    RETAINED = "retained"
    UNCOLLECTED = "uncollected"  # more than a year in stock
    DEAD = "dead"
    APPLYING = "applying"  # an application runs elsewhere


WITH_CHIP = frozenset(Story) - {Story.NO_CARD, Story.APPLYING}


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person, the card that goes with them, and their story."""

    story: Story
    holder: Holder
    card: Card | None


@dataclass(frozen=True, slots=True)
class Roll:
    """Everything the practice center is filled with."""

    people: tuple[Person, ...]
    blanks: tuple[BlankCard, ...]
    numbers: tuple[CardNo, ...]

    def of(self, story: Story) -> tuple[Person, ...]:
        """Return the people of one story in the order of the roll."""
        return tuple(p for p in self.people if p.story is story)

    def for_training(self) -> tuple[Ssn, ...]:
        """Return whom a random clerk may serve.

        A problem card is offered for nothing but a loss; lifting that needs the card,
        whose wrong name then refuses it.
        """
        return tuple(p.holder.ssn for p in self.people if p.story is not Story.PROBLEM)


def make_roll(
    today: date, *, seed: int = 1, crowd: int = 100, blanks: int = BLANKS
) -> Roll:
    """Return the roll as of ``today``; the cast always comes whole.

    Args:
        today: the office's date; ages, arrivals and losses count from it.
        seed: draws the crowd.
        crowd: people beyond the cast.
        blanks: blank cards and card numbers of the allotment, each.
    """
    rng = random.Random(seed)  # noqa: S311 - practice people, no secret
    makers = (*names.CAST, *_crowd(rng, crowd))
    people = tuple(
        _person(Story(sketch.story), sketch, at, today, rng)
        for at, sketch in enumerate(makers, 1)
    )
    return Roll(
        people,
        tuple(BlankCard(card_uid(0x70000000 + n)) for n in range(1, blanks + 1)),
        tuple(card_no(FIRST_NUMBER_OF_ALLOTMENT + n) for n in range(blanks)),
    )


def citizen_number(division: str, birth: date, order: int) -> Ssn:
    """Return an invented citizen number with a right check digit (GB 11643)."""
    body = f"{division}{birth:%Y%m%d}{order:03d}"
    return Ssn(body + mod_11_2.calc_check_digit(body))


def card_no(running: int) -> CardNo:
    """Return the practice card number ``P`` + seven digits + check (card.md 3.2)."""
    body = f"P{running:07d}"
    return CardNo(body + card_no_check_character(body))


def card_uid(serial: int) -> CardUid:
    """Return a card identification code of the practice region (card.md 3.1)."""
    return CardUid(f"{REGION}D156000005{serial:08X}FFFFFFFF")


def years_before(today: date, years: int) -> date:
    """Return the same day ``years`` ago; 29 February becomes 28 February."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def _crowd(rng: random.Random, count: int) -> Iterator[names.Sketch]:
    stories = ("no_card", "waiting", "live", "lost_temp", "lost_formal", "expired")
    for _ in range(count):
        story = rng.choices(stories, weights=(22, 24, 34, 6, 8, 6))[0]
        name, sex, ethnicity = names.draw(rng)
        yield names.Sketch(story, name, sex, rng.randrange(17, 88), ethnicity)


def _person(
    story: Story, sketch: names.Sketch, at: int, today: date, rng: random.Random
) -> Person:
    birth = years_before(today, sketch.age) - timedelta(days=1 + rng.randrange(300))
    division = DIVISIONS[at % len(DIVISIONS)]
    order = (at * 2 - (sketch.sex == "male")) % 1000  # odd is male (GB 11643)
    holder = Holder(
        ssn=citizen_number(division, birth, order),
        name=sketch.name,
        sex=sketch.sex,
        ethnicity=sketch.ethnicity,
        birth_date=birth,
        birth_place=division,
        alive=story is not Story.DEAD,
        phone=f"199{at:08d}",
        unit=rng.choice(names.UNITS),
        address=f"练习区样例路{at}号",
        bank=BANKS[at % len(BANKS)],
        application_running=story is Story.APPLYING,
        version=1,
    )
    if sketch.guardian:
        guardian = citizen_number(REGION, years_before(birth, 30), 500 + at % 400)
        holder = replace(holder, guardian_name=sketch.guardian, guardian_id=guardian)
    card = _card(story, holder, at, today) if story in WITH_CHIP else None
    return Person(story, holder, card)


_STATES: dict[Story, tuple[AppStatus, StockState]] = {
    Story.WAITING: (AppStatus.DORMANT, StockState.WAITING),
    Story.PROBLEM: (AppStatus.DORMANT, StockState.PROBLEM),
    Story.RETAINED: (AppStatus.DORMANT, StockState.RETAINED),
    Story.UNCOLLECTED: (AppStatus.DORMANT, StockState.WAITING),
    Story.LOST_TEMP: (AppStatus.LOST_TEMP, StockState.HANDED_OUT),
    Story.LOST_FORMAL: (AppStatus.LOST_FORMAL, StockState.HANDED_OUT),
}
_IN_STOCK = {Story.WAITING, Story.PROBLEM, Story.RETAINED, Story.UNCOLLECTED}


def _card(story: Story, holder: Holder, at: int, today: date) -> Card:
    status, stock = _STATES.get(story, (AppStatus.NORMAL, StockState.HANDED_OUT))
    in_stock = story in _IN_STOCK
    issued = _issue_day(story, holder.birth_date, today)
    number = FIRST_NUMBER_OF_STOCK + at
    return Card(
        card_no=card_no(number),
        region=REGION,
        card_uid=card_uid(number),
        ssn=holder.ssn,
        app_status=status,
        stock_state=stock,
        bank=holder.bank,
        issue_date=issued,
        expiry_date=years_before(issued, -10),
        spec_version="3.00" if at % 4 == 0 else "2.00",
        box_position=f"26-1-{at // 20 + 1}-{at % 20 + 1}" if in_stock else "",
        arrived_on=issued + timedelta(days=3),
        handed_out_on=None if in_stock else issued + timedelta(days=9),
        status_before_loss=AppStatus.NORMAL if status in _LOST else None,
        loss_expires_at=_loss_end(story, today),
        version=1,
    )


_LOST = {AppStatus.LOST_TEMP, AppStatus.LOST_FORMAL}


def _issue_day(story: Story, birth: date, today: date) -> date:
    days = {Story.WAITING: 30, Story.PROBLEM: 40, Story.RETAINED: 200}
    if story is Story.UNCOLLECTED:
        return today - timedelta(days=420)
    if story is Story.EXPIRED:
        return years_before(today, 10) - timedelta(days=45)
    return max(today - timedelta(days=days.get(story, 1200)), birth)


def _loss_end(story: Story, today: date) -> datetime | None:
    if story is not Story.LOST_TEMP:
        return None
    return datetime.combine(today + timedelta(days=12), time(15), UTC)
