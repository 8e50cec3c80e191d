"""The practice day: who comes, what for, and what must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counter_app.domain.states import AppStatus, Kind
from counter_app.practice.cards import card_id
from counter_app.practice.people import Person, Roll, Story
from scripts.practice_day.clerk import Agent, Wish

NORMAL = AppStatus.NORMAL
AGENT = Agent("冯代办", "999901198002290013", "19900009999")


@dataclass(frozen=True, slots=True)
class Act:
    """One visit: the wish, the card status it must lead to, a picture to take."""

    wish: Wish
    after: AppStatus  # of the card named by the act, once the center applied it
    picture: str = ""


@dataclass(frozen=True, slots=True)
class PinAct:
    """A new PIN for a card in use: by the old one, or by key and two operators."""

    act: Act
    new: str


@dataclass(frozen=True, slots=True)
class Look:
    """F11: what a card tells, alone and beside record and center."""

    card_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something tried on purpose; ``code`` is what must be answered."""

    about: str
    ssn: str
    keys: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The line to the center is cut, or given back."""

    held: bool


Step = Act | PinAct | Look | Refusal | Cut


def day(roll: Roll) -> Iterator[Step]:
    """Yield the steps of the day in order."""
    yield from _morning(roll)
    yield Cut(held=True)
    yield from _without_network(roll)
    yield Cut(held=False)
    yield from _afternoon(roll)
    yield from _card_in_hand(roll)
    yield from _refusals(roll)


def _morning(roll: Roll) -> Iterator[Step]:
    waiting, live = roll.of(Story.WAITING), roll.of(Story.LIVE)
    yield _act(Kind.HAND_OUT, waiting[0], NORMAL, brings=True, picture="hand-out")
    wish = _wish(Kind.HAND_OUT, waiting[2], brings=True, agent=AGENT)
    yield Act(wish, NORMAL, "hand-out-agent")
    yield _act(Kind.HAND_OUT, waiting[3], NORMAL, brings=True)
    yield _act(Kind.INSTANT, roll.of(Story.NO_CARD)[0], NORMAL, picture="instant")
    yield _act(Kind.LOSS_TEMP, live[0], AppStatus.LOST_TEMP)
    yield _act(Kind.LOSS_LIFT, live[0], NORMAL, picture="lift")
    yield _act(Kind.LOSS_FORMAL, live[1], AppStatus.LOST_FORMAL, picture="loss")
    yield _act(Kind.LOSS_LIFT, live[1], NORMAL, brings=True)
    yield _act(
        Kind.REISSUE_LOST, live[2], AppStatus.LOST_FORMAL, picture="loss-and-reissue"
    )


def _without_network(roll: Roll) -> Iterator[Step]:
    live = roll.of(Story.LIVE)
    waiting, no_card = roll.of(Story.WAITING), roll.of(Story.NO_CARD)
    yield _act(
        Kind.HAND_OUT, waiting[1], NORMAL, brings=True, picture="hand-out-pending"
    )
    yield _act(Kind.INSTANT, no_card[1], NORMAL)
    yield _act(Kind.LOSS_TEMP, live[3], AppStatus.LOST_TEMP, picture="loss-pending")
    yield _act(Kind.LOSS_FORMAL, live[5], AppStatus.LOST_FORMAL)
    yield _act(Kind.LOSS_LIFT, roll.of(Story.LOST_TEMP)[0], NORMAL)


def _afternoon(roll: Roll) -> Iterator[Step]:
    live, lost = roll.of(Story.LIVE), roll.of(Story.LOST_FORMAL)
    yield _act(Kind.REISSUE_LOST, live[5], AppStatus.LOST_FORMAL)
    yield _act(Kind.REISSUE_LOST, lost[0], AppStatus.LOST_FORMAL, picture="reissue")
    yield _act(Kind.REPLACE, live[4], NORMAL, brings=True, picture="replace")
    yield _act(Kind.REPLACE, roll.of(Story.EXPIRED)[0], NORMAL, brings=True)


def _card_in_hand(roll: Roll) -> Iterator[Step]:
    """A PIN is changed and, on an SM4 card, reset; that card is then looked at."""
    live = roll.of(Story.LIVE)
    change = _act(Kind.PIN_CHANGE, live[0], NORMAL, brings=True, picture="pin-change")
    yield PinAct(change, "314159")
    reset = _act(Kind.PIN_RESET, live[7], NORMAL, brings=True, picture="pin-reset")
    yield PinAct(reset, "602947")
    yield Look(reset.wish.card_id)


def _refusals(roll: Roll) -> Iterator[Step]:
    waiting, live = roll.of(Story.WAITING), roll.of(Story.LIVE)
    tries = (
        ("hand out a problem card", roll.of(Story.PROBLEM)[0], "F4", "problem_card"),
        ("hand out a retained card", roll.of(Story.RETAINED)[0], "F4", "retained_card"),
        (
            "hand out after a year",
            roll.of(Story.UNCOLLECTED)[0],
            "F4",
            "uncollected_expired",
        ),
        ("hand out twice", waiting[0], "F4", "already_handed_out"),
        ("lift where nothing is lost", live[7], "F6", "not_lost"),
        (
            "lift after the replacement",
            roll.of(Story.LOST_FORMAL)[0],
            "alt+2 F6",  # the old card, below the new one
            "lift_reissued",
        ),
        (
            "first card while one is made",
            roll.of(Story.APPLYING)[0],
            "F4",
            "application_runs",
        ),
    )
    for about, person, keys, code in tries:
        yield Refusal(about, person.holder.ssn, tuple(keys.split()), f"rule.{code}")


def _act(
    kind: Kind,
    person: Person,
    after: AppStatus,
    *,
    brings: bool = False,
    picture: str = "",
) -> Act:
    return Act(_wish(kind, person, brings=brings), after, picture)


def _wish(
    kind: Kind, person: Person, *, brings: bool = False, agent: Agent | None = None
) -> Wish:
    uid = person.card.card_uid if person.card and brings else None
    return Wish(kind, person.holder.ssn, card_id(uid) if uid else "", agent)
