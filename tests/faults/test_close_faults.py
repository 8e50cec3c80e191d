"""Generated days with planted discrepancies: all found, none invented (G23)."""

from __future__ import annotations

import random

from counter_app.domain.closing import reconcile
from counter_app.domain.codes.closing import ClosingCode
from scripts.fault_runs import close, close_store


def test_a_thousand_days_are_told_exactly() -> None:
    """G23: every planted discrepancy is named by its code and key, and nothing else."""
    planted, failed, seen = close.run(days=1000, seed=7)
    assert failed == []
    assert planted > 1000
    assert seen == {str(code) for code in ClosingCode}


def test_true_days_have_no_difference() -> None:
    """G23: 200 days on which everything fits give no difference at all."""
    for number in range(200):
        day = close.true_day(random.Random(number))
        assert reconcile(day.books()) == ()


def test_a_blind_check_would_be_caught() -> None:
    """The run notices a reconciliation that leaves something out."""
    day = close.true_day(random.Random(3))
    close.open_write(day)
    verdict = close.judge(day)
    assert (verdict.missed, verdict.invented) == (frozenset(), frozenset())
    day.planted.add((ClosingCode.RECEIPT_GAP, "never"))
    assert close.judge(day).missed
    day.planted.clear()
    assert close.judge(day).invented


def test_days_in_a_real_store_are_told_exactly_and_stay_frozen() -> None:
    """G23: what one day explained the next does not tell again; closed days hold."""
    told, whole = close_store.run(days=6, seed=2)
    assert sum(one.planted for one in told) > 5
    assert [one for one in told if one.missed or one.invented] == []
    assert whole == 6
