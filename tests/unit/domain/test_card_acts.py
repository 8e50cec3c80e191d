"""PIN acts and new chip data: lawful here, and on record at the center."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from counter_app.domain import lawful
from counter_app.domain.decide import decide
from counter_app.domain.decision import Act, CenterView, Decision, Outcome
from counter_app.domain.errors import RuleError
from counter_app.domain.packfile import read_pack
from counter_app.domain.packs import load_pack
from counter_app.domain.records import Card, Json
from counter_app.domain.rulepack import InitialPinPolicy, OfflineRule
from counter_app.domain.states import (
    PIN_KINDS,
    REWRITE_KINDS,
    AppStatus,
    Event,
    Kind,
)
from tests.unit.domain.people import CARD, HOLDER, NOW, PACK, SSN, at

KINDS = sorted(PIN_KINDS | REWRITE_KINDS)


def decided(kind: Kind, card: Card, detail: Json | None = None) -> Decision:
    act = Act(kind, SSN, card.card_no, card.version, detail or {})
    view = CenterView(HOLDER, card, (card,), None, (), "321200")
    return decide(act, view, PACK, NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_the_center_records_what_was_done_at_a_counter(kind: Kind) -> None:
    """The chip has it already: applied, no status moves; cancelled cards refused."""
    done = decided(kind, CARD)
    assert (done.outcome, done.cards, done.events) == (Outcome.APPLIED, (), ())
    gone = decided(kind, replace(CARD, app_status=AppStatus.CANCELLED))
    assert (gone.outcome, gone.code) == (Outcome.REFUSED, "rule.card_cancelled")


def test_reset_and_unlock_free_a_locked_application() -> None:
    """6.6, 3 to 1: a PIN set or unlocked at the window ends the lock."""
    locked = replace(CARD, app_status=AppStatus.LOCKED)
    for kind in (Kind.PIN_RESET, Kind.PIN_UNLOCK):
        done = decided(kind, locked)
        assert done.cards[0].app_status is AppStatus.NORMAL
        assert done.events == ((CARD.card_no, Event.UNLOCK),)
    assert decided(Kind.PIN_CHANGE, locked).cards == ()


def test_a_new_expiry_reaches_the_record() -> None:
    """The center keeps the date that was written to the chip."""
    done = decided(Kind.EXPIRY, CARD, {"expiry_date": "2040-01-02"})
    assert done.cards[0].expiry_date == date(2040, 1, 2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (AppStatus.LOST_TEMP, "rule.card_lost"),
        (AppStatus.LOST_FORMAL, "rule.card_lost"),
        (AppStatus.CANCELLED, "rule.card_cancelled"),
    ],
)
def test_lost_and_cancelled_cards_are_not_served(
    kind: Kind, status: AppStatus, code: str
) -> None:
    """A card that may not be used gets neither PIN nor data."""
    card = replace(CARD, app_status=status)
    check = lawful.check_pin if kind in PIN_KINDS else lawful.check_rewrite
    with pytest.raises(RuleError) as caught:
        check(at(card), card, kind)
    assert caught.value.code == code
    check(at(CARD), CARD, kind)


def test_a_strict_city_resets_online_only() -> None:
    """The pack may refuse a reset without the network; a change never needs it."""
    strict = replace(PACK, offline={**PACK.offline, Kind.PIN_RESET: OfflineRule.REFUSE})
    here = replace(at(CARD), pack=strict, online=False)
    with pytest.raises(RuleError) as caught:
        lawful.check_pin(here, CARD, Kind.PIN_RESET)
    assert caught.value.code == "rule.offline_refused"
    lawful.check_pin(here, CARD, Kind.PIN_CHANGE)


@pytest.mark.parametrize("name", ["cn-js-taizhou", "cn-jl", "cn-gd-sg"])
def test_packs_say_what_a_pin_needs(name: str) -> None:
    """R-15, R-50, 3.2 are values of every shipped pack."""
    pack = load_pack(name)
    assert "pin_reset" in pack.dual_control
    assert pack.initial_pins == ("123456",)
    assert pack.initial_pin_policy is InitialPinPolicy.NOT_ENABLED
    assert pack.pin_agent is False


def test_a_pack_with_an_unknown_act_is_refused() -> None:
    """A misspelt act under dual control would protect nothing."""
    from importlib import resources

    folder = resources.files("counter_app.domain.packs")
    text = (folder / "cn-jl.toml").read_text("utf-8")
    with pytest.raises(RuleError) as caught:
        read_pack(text.replace('"pin_reset", ', '"pin_rest", ', 1))
    assert "dual_control" in str(caught.value.params["faults"])
