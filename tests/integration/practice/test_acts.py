"""The random clerk on real services: everything it does is lawful and counted once."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.domain.errors import SystemFaultError
from counter_app.domain.states import Effect, Kind
from counter_app.practice.acts import WEIGHTS, RandomClerk, Reader
from counter_app.practice.cards import CardBox, card_id, make_cards
from counter_app.practice.people import Roll, make_roll
from counter_app.practice.tray import Tray
from counter_app.services.results import CaseResult
from tests.integration.services.conftest import bench
from tests.integration.services.desk import Bench

__all__ = ["bench"]


def fill(bench: Bench, folder: Path, *, crowd: int = 20, blanks: int = 12) -> Roll:
    """Put a practice roll into the office, the center and the card box."""
    today = bench.clock.now().date()
    roll = make_roll(today, crowd=crowd, blanks=blanks)
    with bench.store.unit_of_work() as uow:
        uow.holders.put_many([person.holder for person in roll.people])
        cards = [person.card for person in roll.people if person.card]
        uow.cards.put_many(cards)
        uow.allotments.add_blanks(roll.blanks)
        uow.allotments.add_numbers(roll.numbers)
        uow.commit()
    bench.line.know(*cards)
    make_cards(folder, roll)
    return roll


def clerk(bench: Bench, folder: Path, roll: Roll, seed: int) -> RandomClerk:
    """A clerk with a tray of virtual cards that are plugged in directly."""
    tray = Tray(CardBox(folder), bench.cards)
    reader = Reader(lambda uid: tray.lay(card_id(uid)), tray.lay_blank, tray.take_off)
    return RandomClerk(bench.counter, reader, roll.for_training(), seed)


@pytest.mark.parametrize("offline", [False, True])
def test_random_acts_are_lawful(bench: Bench, tmp_path: Path, offline: bool) -> None:
    """Each act makes one receipt; online every one of them becomes effective."""
    roll = fill(bench, tmp_path / "cards")
    bench.line.hold(offline)
    done: list[CaseResult] = []
    clerk(bench, tmp_path / "cards", roll, seed=11).acts(20, done.append)
    assert len({result.receipt_no for result in done}) == 20
    wanted = Effect.PENDING if offline else Effect.EFFECTIVE
    assert {result.effect for result in done} == {wanted}
    bench.line.hold(False)
    with bench.store.unit_of_work() as uow:
        assert uow.operations.state().waiting == 0
        assert uow.operations.state().refused == 0
        assert uow.audit.verify()[1] is None


def test_every_kind_of_act_comes_up(bench: Bench, tmp_path: Path) -> None:
    """A long enough training meets all seven kinds."""
    roll = fill(bench, tmp_path / "cards", crowd=30, blanks=30)
    kinds: Tally[Kind] = Tally()
    hands = clerk(bench, tmp_path / "cards", roll, seed=3)
    while set(kinds) != set(WEIGHTS) and kinds.total() < 160:
        hands.acts(4, lambda result: kinds.update([result.business]))
    assert set(kinds) == set(WEIGHTS)


def test_the_last_number_of_an_allotment_is_used(bench: Bench, tmp_path: Path) -> None:
    """With three blanks three cards are written; the acts then go on without any."""
    roll = fill(bench, tmp_path / "cards", crowd=40, blanks=3)
    with bench.store.unit_of_work() as uow:
        while uow.allotments.left()[1] > 3:
            uow.allotments.take_number()
        uow.commit()
    done: list[CaseResult] = []
    clerk(bench, tmp_path / "cards", roll, seed=2).acts(24, done.append)
    writing = {Kind.INSTANT, Kind.REISSUE_LOST, Kind.REPLACE}
    assert len([result for result in done if result.business in writing]) == 3
    with bench.store.unit_of_work() as uow:
        assert uow.allotments.left() == (0, 0)


def test_the_same_seed_again_makes_new_acts(bench: Bench, tmp_path: Path) -> None:
    """A second run with one seed files new cases; nothing is told twice (G31)."""
    roll = fill(bench, tmp_path / "cards")
    done: list[CaseResult] = []
    for _ in range(2):
        clerk(bench, tmp_path / "cards", roll, seed=1).acts(8, done.append)
    assert not any(result.repeated for result in done)
    assert len({result.receipt_no for result in done}) == 16
    assert len({result.case_id for result in done}) == 16


class Repeating(RandomClerk):
    """A clerk who sends every second form twice."""

    def __init__(self, hands: RandomClerk) -> None:
        self._hands = hands
        self._last: CaseResult | None = None

    def _one(self) -> CaseResult | None:
        if self._last is not None:
            last, self._last = self._last, None
            return replace(last, repeated=True)
        self._last = self._hands._one()
        return self._last


def test_a_repeated_form_is_no_act(bench: Bench, tmp_path: Path) -> None:
    """What the services answer again is not counted."""
    roll = fill(bench, tmp_path / "cards")
    done: list[CaseResult] = []
    Repeating(clerk(bench, tmp_path / "cards", roll, seed=4)).acts(6, done.append)
    assert len({result.receipt_no for result in done}) == 6


def test_nobody_left_is_a_fault_of_its_own(bench: Bench, tmp_path: Path) -> None:
    """Where nothing may lawfully be done the clerk stops and says so."""
    (tmp_path / "cards").mkdir()
    stranger = make_roll(bench.clock.now().date(), seed=5).people[:1]
    hands = clerk(bench, tmp_path / "cards", Roll(stranger, (), ()), seed=1)
    with pytest.raises(SystemFaultError) as fault:
        hands.acts(1, lambda _result: None)
    assert fault.value.code == "practice.no_lawful_act"
