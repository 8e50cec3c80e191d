"""The next chunk of a first load comes while the last is written: one, never more."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from counter_app.domain.codes.center import CenterCode
from sync.ahead import Ahead, Wish
from sync.transport import LineFault
from sync.wire import RollChunk, holder_row
from tests.labs.centers import holder

PEOPLE = [holder(n) for n in range(1, 8)]
ROWS = [holder_row(one) for one in PEOPLE]


class Roll:
    """A center's roll in chunks of one; it counts who asked for what."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.came = threading.Event()
        self.fault = False

    def roll(self, after: str, since: str, limit: int) -> RollChunk:
        """Answer as the center does."""
        del limit
        self.asked.append(after)
        self.came.set()
        if self.fault:
            raise LineFault(CenterCode.INTERRUPTED)
        rest = [row for row in ROWS if row.ssn > after]
        return RollChunk(
            holders=tuple(rest[:1]),
            cards=(),
            after=rest[0].ssn,
            place=since or "e.5",
            more=len(rest) > 1,
        )


def through(roll: Any, ahead: Ahead) -> list[RollChunk]:
    """Take all chunks."""
    found = [ahead.take(roll, Wish("", ""), 5)]
    while found[-1].more:
        chunk = found[-1]
        found.append(ahead.take(roll, Wish(chunk.after, chunk.place), 5))
    return found


def test_every_chunk_is_asked_for_once_and_in_order() -> None:
    """What was fetched ahead is what comes next."""
    roll = Roll()
    ready = through(roll, Ahead())
    assert [one.holders[0] for one in ready] == ROWS
    assert roll.asked == ["", *(one.ssn for one in PEOPLE[:-1])]


def test_the_next_is_asked_for_before_the_last_is_written() -> None:
    """It comes by itself, and no second one follows until it is taken."""
    roll, ahead = Roll(), Ahead()
    first = ahead.take(roll, Wish("", ""), 5)  # type: ignore[arg-type]  # a roll is all it needs
    roll.came.clear()
    assert roll.came.wait(10) or len(roll.asked) == 2
    second = ahead.take(roll, Wish(first.after, "e.5"), 5)  # type: ignore[arg-type]  # as above
    assert second.holders == (ROWS[1],)
    assert roll.asked[:2] == ["", PEOPLE[0].ssn]
    assert len(roll.asked) <= 3


def test_what_was_fetched_for_another_place_is_thrown_away() -> None:
    """A chunk that could not be stored is asked for again."""
    roll, ahead = Roll(), Ahead()
    ahead.take(roll, Wish("", ""), 5)  # type: ignore[arg-type]  # as above
    again = ahead.take(roll, Wish("", ""), 5)  # type: ignore[arg-type]  # as above
    assert again.holders == (ROWS[0],)


def test_a_fault_while_fetching_ahead_is_told_and_forgotten() -> None:
    """The line broke meanwhile: the next turn hears of it, the one after goes on."""
    roll, ahead = Roll(), Ahead()
    real, wish = roll.roll, Wish(PEOPLE[0].ssn, "e.5")
    roll.fault = False

    def breaks(after: str, since: str, limit: int) -> RollChunk:
        if after == wish.after and not roll.fault:
            roll.fault = True
            raise LineFault(CenterCode.INTERRUPTED)
        roll.fault = False
        return real(after, since, limit)

    roll.roll = breaks  # type: ignore[method-assign]  # a line that breaks once
    ahead.take(roll, Wish("", ""), 5)  # type: ignore[arg-type]  # as above
    with pytest.raises(LineFault):
        ahead.take(roll, wish, 5)  # type: ignore[arg-type]  # as above
    assert ahead.take(roll, wish, 5).holders == (ROWS[1],)  # type: ignore[arg-type]  # as above


def test_chunks_fit_a_third_of_a_second() -> None:
    """Slow writing makes them smaller, within bounds; the last one tells nothing."""
    ahead = Ahead()
    full = ahead.most
    for _ in range(20):
        ahead.took(ahead.most, ahead.most / 5000)  # 0.2 ms a holder
    assert 1400 <= ahead.most <= 1600
    ahead.took(3, 2.0)
    assert ahead.most >= 1400
    for _ in range(20):
        ahead.took(ahead.most, 0.01)
    assert ahead.most == full
    for _ in range(20):
        ahead.took(ahead.most, 60.0)
    assert ahead.most == 1000


def test_slow_commits_make_units_of_work_shorter() -> None:
    """Down to one chunk, and back when the disk is quick again."""
    ahead = Ahead()
    full = ahead.together
    assert full > 1
    for _ in range(5):
        ahead.ended(1.0)
    assert ahead.together == 1
    ahead.ended(0.2)
    assert ahead.together == 1
    for _ in range(10):
        ahead.ended(0.01)
    assert ahead.together == full


def test_what_is_at_hand_has_come_and_is_meant() -> None:
    """Not what still travels, not another place, not a fault."""
    roll, ahead = Roll(), Ahead()
    real, gate = roll.roll, threading.Event()

    def slow(after: str, since: str, limit: int) -> RollChunk:
        if after:
            gate.wait(30)
        return real(after, since, limit)

    roll.roll = slow  # type: ignore[method-assign]  # a slow line
    line: Any = roll
    first = ahead.take(line, Wish("", ""), 5)
    wish = Wish(first.after, "e.5")
    assert not ahead.at_hand(line, wish)
    gate.set()
    coming = ahead._next
    assert coming is not None
    coming[2].result(30)
    assert ahead.at_hand(line, wish)
    assert not ahead.at_hand(line, Wish("", ""))
    roll.fault = True
    ahead.take(line, wish, 5)
    coming = ahead._next
    assert coming is not None
    coming[2].exception(30)
    assert not ahead.at_hand(line, Wish(ROWS[1].ssn, "e.5"))
