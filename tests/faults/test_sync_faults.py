"""The short set of ``scripts/faults_sync.py``: real processes, a real bad line."""

from __future__ import annotations

import pytest

from scripts.faults_sync import BAD, _out_of_order, one_run


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_nothing_is_lost_doubled_or_stuck(seed: int) -> None:
    """Killed center, broken line, wrong clock: both sides agree (G6, G7, G8, G11)."""
    found = one_run(seed, acts=120)
    assert {name: found[name] for name in BAD} == dict.fromkeys(BAD, 0)
    assert found["acts"] >= 120


def test_a_wrong_order_would_be_seen() -> None:
    """The comparison can fail."""
    assert _out_of_order([("c", "op-2"), ("d", "op-1"), ("c", "op-1")]) == 1
