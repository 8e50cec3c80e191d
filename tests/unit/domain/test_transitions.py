"""The transition table of business.md 6.6."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.errors import RuleError
from counter_app.domain.states import AppStatus, Event
from counter_app.domain.transitions import TRANSITIONS, after


@given(st.sampled_from(Event))
def test_cancelled_is_final(event: Event) -> None:
    """R-43: nothing leads out of status 9."""
    with pytest.raises(RuleError) as refused:
        after(AppStatus.CANCELLED, event)
    assert refused.value.code == "rule.card_cancelled"


@given(st.sampled_from(AppStatus), st.sampled_from(Event))
def test_unknown_pairs_raise(status: AppStatus, event: Event) -> None:
    """A pair that the table does not name is refused, never ignored."""
    special = {
        (AppStatus.LOST_FORMAL, Event.LIFT),
        (AppStatus.LOST_TEMP, Event.TEMP_EXPIRED),
    }
    if (status, event) in TRANSITIONS or (status, event) in special:
        assert isinstance(after(status, event), AppStatus)
    else:
        with pytest.raises(RuleError):
            after(status, event)


@pytest.mark.parametrize(
    "before", [AppStatus.DORMANT, AppStatus.NORMAL, AppStatus.LOCKED]
)
def test_lift_gives_back_the_status_before_the_loss(before: AppStatus) -> None:
    """6.6, line 2 解挂: a card never enabled does not become enabled by a lift."""
    assert after(AppStatus.LOST_FORMAL, Event.LIFT, before_loss=before) is before


def test_end_of_temporary_loss_is_the_citys_choice() -> None:
    """R-22: back to normal, or cancelled."""
    assert after(AppStatus.LOST_TEMP, Event.TEMP_EXPIRED) is AppStatus.NORMAL
    ended = after(AppStatus.LOST_TEMP, Event.TEMP_EXPIRED, temp_end_cancels=True)
    assert ended is AppStatus.CANCELLED
