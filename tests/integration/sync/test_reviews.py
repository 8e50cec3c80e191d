"""The review list: a refusal holds its holder's acts back, and nobody else's."""

from __future__ import annotations

import pytest

from counter_app.domain.states import Effect, Kind
from sync.line import sync_once
from tests.integration.sync.conftest import Town
from tests.labs.centers import NOON


@pytest.mark.parametrize("refused_at", [0, 5, 11])
def test_only_the_same_holders_later_acts_wait(town: Town, refused_at: int) -> None:
    """A person settles the refusal; only then the holder's next act goes (G9)."""
    counter = town.counter()
    sync_once(counter.parts)
    stuck = town.people[refused_at][1]
    again = counter.act(Kind.HAND_OUT, stuck, handed_out_on="2026-03-02")
    later = counter.act(Kind.LOSS_LIFT, stuck, found_card_uid=stuck.card_uid)
    others = [
        counter.act(Kind.LOSS_TEMP, one)
        for n, (_, one) in enumerate(town.people)
        if n != refused_at
    ]
    for _ in range(3):
        sync_once(counter.parts)
    assert counter.effects(again) == [(Effect.REFUSED, "rule.already_handed_out")]
    assert counter.effects(*others) == [(Effect.EFFECTIVE, None)] * 11
    assert counter.effects(later) == [(Effect.PENDING, None)]
    with counter.parts.store.unit_of_work() as uow:
        uow.operations.settle(again.op_id, by="chief", at=NOON, note="withdrawn")
        uow.commit()
    sync_once(counter.parts)
    assert counter.effects(later) == [(Effect.EFFECTIVE, None)]
    assert counter.effects(again) == [(Effect.REFUSED, "rule.already_handed_out")]
