"""Ways out of a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.review import Way, ways
from counter_app.domain.states import Kind

CODES = st.sampled_from([*RuleCode, *CenterCode]).map(str) | st.text(max_size=20)


@given(kind=st.sampled_from(list(Kind)), code=CODES)
def test_every_refusal_has_a_way_out(kind: Kind, code: str) -> None:
    """Nobody is stuck: withdrawing and escalating are always open, none twice."""
    found = ways(kind, code)
    assert {Way.WITHDRAW, Way.ESCALATE} <= set(found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "code", [RuleCode.HOLDER_DEAD, RuleCode.CARD_CANCELLED, RuleCode.LIFT_NEVER]
)
def test_what_the_law_forbids_is_not_sent_again(code: RuleCode) -> None:
    """R-03, R-24, R-43: no correction makes it lawful."""
    assert Way.RESEND not in ways(Kind.LOSS_LIFT, code)


def test_a_card_given_in_vain_is_called_back_first() -> None:
    """First applied stands: the other card is recalled (R-01)."""
    assert ways(Kind.INSTANT, RuleCode.HAS_LIVE_CARD)[0] is Way.RECALL
    assert Way.RECALL not in ways(Kind.LOSS_TEMP, RuleCode.NO_SUCH_CARD)
