"""Which PINs a holder may choose (business.md R-15, R-38)."""

from __future__ import annotations

import pickle
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.pin_rules import (
    PinFacts,
    WeakPin,
    require_strong,
    weakness,
)
from counter_app.domain.secret import Secret
from counter_app.i18n import LANGUAGES, Catalogue

BORN = date(1980, 2, 29)
FACTS = PinFacts(BORN, ("0523-86881234", "13912345678"), ("123456", "290013"))
six = st.text("0123456789", min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("digits", "reason"),
    [
        ("12345", WeakPin.NOT_SIX_DIGITS),
        ("1234567", WeakPin.NOT_SIX_DIGITS),
        ("12345a", WeakPin.NOT_SIX_DIGITS),
        ("一二三四五六", WeakPin.NOT_SIX_DIGITS),
        ("123456", WeakPin.INITIAL),
        ("290013", WeakPin.INITIAL),
        ("777777", WeakPin.ALL_SAME),
        ("456789", WeakPin.RUN),
        ("987654", WeakPin.RUN),
        ("890123", WeakPin.RUN),
        ("800229", WeakPin.BIRTH_DATE),
        ("290280", WeakPin.BIRTH_DATE),
        ("022980", WeakPin.BIRTH_DATE),
        ("198002", WeakPin.BIRTH_DATE),
        ("345678", WeakPin.RUN),
        ("391234", WeakPin.PHONE),
        ("386881", WeakPin.PHONE),
        ("258036", None),
        ("314159", None),
    ],
)
def test_reasons(digits: str, reason: WeakPin | None) -> None:
    """Each rule of R-38 has its reason; the policy's initial PINs come first."""
    assert weakness(Secret(digits), FACTS) is reason


def test_initial_pin_may_be_allowed() -> None:
    """Where the policy allows it, an initial PIN is judged like any other (R-15)."""
    assert weakness(Secret("290013"), PinFacts(BORN)) is None


@given(six, six)
def test_a_pin_inside_a_phone_number_is_weak(pin: str, rest: str) -> None:
    """Wherever it stands in the number."""
    facts = PinFacts(phones=(rest[:3] + pin + rest[3:],))
    assert weakness(Secret(pin), facts) is not None


@given(st.dates(), st.sampled_from(["%y%m%d", "%d%m%y", "%m%d%y"]))
def test_a_date_of_birth_is_weak(day: date, shape: str) -> None:
    """In each order the digits are written."""
    assert weakness(Secret(day.strftime(shape)), PinFacts(day)) is not None


@given(six)
def test_only_patterns_are_refused(pin: str) -> None:
    """Without facts about the holder, only repeats and runs are weak."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    plain = weakness(Secret(pin), PinFacts())
    assert (plain is not None) == (steps in ({0}, {1}, {9}))


@given(st.text(max_size=12))
def test_the_refusal_never_shows_the_pin(text: str) -> None:
    """Error texts and parameters hold the reason only."""
    reason = weakness(Secret(text), FACTS)
    if reason is None:
        require_strong(Secret(text), FACTS)
        return
    with pytest.raises(RuleError) as caught:
        require_strong(Secret(text), FACTS)
    assert caught.value.code == RuleCode.WEAK_PIN
    assert caught.value.params == {"reason": reason}


def test_reasons_have_words() -> None:
    """Both languages say why."""
    for language in LANGUAGES:
        words = Catalogue(language, strict=True)
        assert all(words.has(f"card.pin.reason.{reason}") for reason in WeakPin)


def test_secrets_do_not_show() -> None:
    """Neither printing nor formatting nor pickling gives a PIN away; wiping ends it."""
    secret = Secret("258036")
    assert "258036" not in f"{secret!r}{secret}{[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    kept = secret.reveal()
    secret.wipe()
    assert not kept
    assert len(secret) == 0
