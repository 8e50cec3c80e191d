"""The short set of ``scripts/faults sync``: real processes, a real bad line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scripts.fault_runs import poison
from scripts.fault_runs.leaks import CLERK, count, person, planted
from scripts.fault_runs.sync_books import out_of_order, unlike
from scripts.fault_runs.sync_run import Healing
from scripts.fault_runs.zygote import Zygote
from scripts.faults_sync import BAD, Calm, calm_run, drain, one_run
from tests.labs.postgres import PrivatePostgres


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Warm processes for all runs."""
    made = Zygote()
    yield made
    made.close()


@pytest.fixture(scope="module")
def calm(zygote: Zygote) -> Calm:
    """The same acts on a whole line under a right clock."""
    return calm_run(zygote, 120)


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_nothing_is_lost_doubled_or_stuck(
    zygote: Zygote, calm: Calm, seed: int
) -> None:
    """Both killed, a bad line, carry files, a wrong clock: as if none was (G6-G15)."""
    found = one_run(zygote, seed, 120, calm)
    asked = [name for name in BAD if name != "late"]  # no wall clock in the suite
    assert {name: found[name] for name in asked} == dict.fromkeys(asked, 0)
    assert found["acts"] == 120


def test_a_long_queue_through_losses_and_kills(zygote: Zygote) -> None:
    """30 % of messages lost, both sides killed again and again: each act once (G6)."""
    found = drain(zygote, 5, 1200, 0.6)
    assert {name: found[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert found["acts"] == 1200
    assert found["kills"] > 0


def test_a_center_of_several_processes_loses_no_more() -> None:
    """On PostgreSQL the whole instance is killed at once, and comes back (G6, G7)."""
    warm = Zygote(PrivatePostgres(durable=True).start())
    try:
        found = drain(warm, 21, 600, 0.6)
    finally:
        warm.close()
    assert {name: found[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert found["acts"] == 600
    assert found["kills"] > 0


def test_one_poisoned_act_stops_no_other(zygote: Zygote) -> None:
    """It is listed with its reason; all others are done, downloads go on (G9)."""
    found = poison.one_run(zygote, 3, acts=200, people=30)
    asked = [name for name in poison.BAD if name != "download_stopped"]
    assert {name: found[name] for name in asked} == dict.fromkeys(asked, 0)
    assert found["others_done"] == 200
    assert found["came_down_s"] > 0


def test_a_difference_would_be_seen() -> None:
    """The comparisons can fail: an order, a card, and a limit."""
    assert out_of_order([("c", "op-2"), ("d", "op-1"), ("c", "op-1")]) == 1
    assert unlike({"c": (1, 2)}, {"c": (4, 2)}) == 1
    assert unlike({"c": (1, 2)}, {"c": (1, 2), "d": (1, 1)}) == 1
    texts = f"... {person(3).name} ... {CLERK}"
    assert count(texts, planted(5)) == 2
    assert count("refused: center.revoked", planted(5)) == 0
    slow = Healing(200, took_s=7.5, idle_s=5.5)
    assert Calm(100.0, {}).is_late(slow)
    assert not Calm(100.0, {}).is_late(Healing(200, took_s=6.9, idle_s=5.5))
    assert not Calm(100.0, {}).is_late(Healing(200, took_s=60.0, idle_s=0.5))
