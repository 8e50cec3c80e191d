"""The window killed in mid-form (G34); two hundred kills: ``scripts/faults desk``."""

from __future__ import annotations

import pytest

from scripts.fault_runs import desk


@pytest.mark.gui
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("form", "kills"), [(desk.LOSS, 2), (desk.APPLY, 1)])
def test_kills_lose_no_more_than_a_second(form: str, kills: int) -> None:
    """SIGKILL while keys are typed: the draft holds all but the last second."""
    outcome = desk.run(kills, seed=34, form=form)
    assert outcome.kills == kills
    assert outcome.failed == []


def test_a_draft_that_came_too_late_is_noticed() -> None:
    """The judge sees a lost second, and a text nobody typed."""
    typed = desk.Typed("abc", [10.0, 10.5, 12.0])
    assert typed.lost("abc", 12.1) == 0.0
    assert typed.lost("ab", 12.5) == 0.5
    assert typed.lost("a", 12.5) == 2.0
    assert typed.lost("x", 12.5) is None
