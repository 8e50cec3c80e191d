"""Records copied without their constructor are what ``replace`` would make."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, astuple, replace
from datetime import date

import pytest

from counter_app.domain.copies import changed, filled
from counter_app.domain.records import Card, CardNo, Ssn
from counter_app.domain.states import AppStatus, StockState

CARD = Card(
    card_no=CardNo("P0000001X"),
    region="999901",
    card_uid=None,
    ssn=Ssn("999901198001010011"),
    app_status=AppStatus.NORMAL,
    stock_state=StockState.HANDED_OUT,
    issue_date=date(2026, 3, 2),
)


def test_a_changed_copy_equals_the_usual_one() -> None:
    """Same values, another object; the first one stays as it was."""
    made = changed(CARD, app_status=AppStatus.LOST_TEMP, version=7)
    assert made == replace(CARD, app_status=AppStatus.LOST_TEMP, version=7)
    assert (CARD.app_status, CARD.version) == (AppStatus.NORMAL, 0)
    assert hash(made) != hash(CARD)


def test_a_record_made_of_its_values_is_as_frozen_as_any() -> None:
    """Nothing of the class is lost on the short way."""
    made = filled(Card, astuple(CARD))
    assert made == CARD
    with pytest.raises(FrozenInstanceError):
        made.version = 3  # type: ignore[misc]  # that is the point


def test_a_wrong_field_or_count_is_refused() -> None:
    """A misspelt field changes nothing silently."""
    with pytest.raises(TypeError):
        changed(CARD, verson=3)
    with pytest.raises(ValueError, match="zip"):
        filled(Card, astuple(CARD)[:-1])
