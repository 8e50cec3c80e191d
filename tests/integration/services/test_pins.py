"""PIN acts are cases: rules, second operator, tries, crashes, and no PIN anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.domain.chip import PinState
from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.secret import Secret
from counter_app.domain.states import AppStatus, Collector, Effect, Kind
from counter_app.services.commands import Bearer, HandOut
from counter_app.services.pins import (
    InitialPin,
    VerifyPin,
)
from tests.integration.services.desk import (
    CHILD,
    FACE,
    ME,
    PASSWORD,
    SSN,
    Bench,
    cases_today,
    number,
)
from tests.integration.services.pinning import (
    NEW,
    OLD,
    OTHER,
    boss,
    change,
    lock,
    refused,
    reset,
    rows,
    unblock,
    with_pin,
)


def test_change_is_a_case_with_receipt_and_operation(bench: Bench) -> None:
    """密码修改: old PIN, no papers; case, operation, receipt, audit (R-39)."""
    card = with_pin(bench)
    done = bench.counter.pins.change(change(card))
    assert done.case.business is Kind.PIN_CHANGE
    assert done.case.effect is Effect.EFFECTIVE
    assert done.case.printed
    assert done.pin is not None
    assert (done.pin.state, done.pin.tries_left) == (PinState.SET, 6)
    again = bench.counter.pins.change(change(card))  # the same form once more (G31)
    assert again.case.repeated
    assert again.case.case_id == done.case.case_id
    seen = bench.counter.pins.verify(VerifyPin(str(card.card_uid), Secret(NEW)))
    assert seen.state is PinState.SET


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("111111", "all_same"),
        ("345678", "run"),
        ("654321", "run"),
        ("800229", "birth_date"),
        ("12345", "not_six_digits"),
        ("123456", "initial"),
    ],
)
def test_weak_pins_are_refused_with_the_reason(
    bench: Bench, new: str, reason: str
) -> None:
    """R-38: the reason is told, the card is not touched."""
    card = with_pin(bench)
    with pytest.raises(RuleError) as caught:
        bench.counter.pins.change(change(card, new=new))
    assert caught.value.code == "rule.weak_pin"
    assert caught.value.params == {"reason": reason}
    assert bench.counter.pins.weakness(SSN, Secret(new)) == reason
    assert bench.counter.pins.look().pin.tries_left == 6


def test_two_different_new_pins_change_nothing(bench: Bench) -> None:
    """Typed twice alike, or not at all."""
    card = with_pin(bench)
    command = change(card, again=Secret(OTHER))
    assert refused(bench.counter.pins.change, command) == "rule.pin_mismatch"


def test_wrong_old_pin_costs_a_try_and_makes_no_case(bench: Bench) -> None:
    """R-39: the chip counts; no case, no doubt, and the same form may try again."""
    card = with_pin(bench)
    with pytest.raises(CardError) as caught:
        bench.counter.pins.change(change(card, old=OTHER))
    assert caught.value.code == "card.pin_wrong"
    assert caught.value.params["tries_left"] == 5
    assert bench.counter.doubts() == ()
    assert cases_today(bench.counter) == ()
    assert not bench.counter.pins.change(change(card)).case.repeated


def test_last_try_only_after_confirmation(bench: Bench) -> None:
    """Card.md 10: at one try nothing is sent without an explicit confirmation."""
    card = with_pin(bench, tries=1)
    assert bench.counter.pins.look().last_try
    assert refused(bench.counter.pins.change, change(card)) == "card.last_try"
    assert bench.counter.pins.look().pin.tries_left == 1
    sure = change(card, confirm_last_try=True)
    assert bench.counter.pins.change(sure).pin is not None


def test_looking_never_sends_a_pin(bench: Bench) -> None:
    """Only the empty VERIFY is sent of the program's own accord (card.md 4.2)."""
    card = bench.live()
    chip = bench.lay(bench.chip(card))
    chip.set_pin(OLD, 1)
    for _ in range(5):
        assert bench.counter.pins.look().pin.tries_left == 1


def test_initial_pin_is_known_from_our_records_only(bench: Bench) -> None:
    """R-15: handed out here and never changed counts as not enabled."""
    card = bench.stock()
    chip = bench.lay(bench.chip(card))
    chip.set_pin("123456")
    assert bench.counter.pins.look().initial is InitialPin.UNKNOWN
    bench.counter.hand_out(HandOut("h", SSN, number(1), ME, FACE))
    looked = bench.counter.pins.look()
    assert looked.initial is InitialPin.UNCHANGED
    assert looked.not_enabled
    verify = VerifyPin(str(card.card_uid), Secret("123456"))
    assert refused(bench.counter.pins.verify, verify) == "rule.pin_not_enabled"
    bench.counter.pins.change(change(card, old="123456"))
    looked = bench.counter.pins.look()
    assert (looked.initial, looked.not_enabled) == (InitialPin.CHANGED, False)


def test_reset_needs_a_second_operator(bench: Bench) -> None:
    """R-50, 6.7-24: a supervisor, another person, own password, a reason."""
    card = with_pin(bench)
    pins = bench.counter.pins
    assert refused(pins.reset, reset(card, approval=None)) == "rule.approval_needed"
    own = reset(card, approval=boss("li"))
    assert refused(pins.reset, own) == "rule.approval_self"
    wrong = reset(card, approval=boss(password="Wrong-2026x"))
    assert refused(pins.reset, wrong) == "rule.login_wrong"
    mute = reset(card, approval=boss(reason=" "))
    assert refused(pins.reset, mute) == "rule.approval_reason"
    done = pins.reset(reset(card))
    assert done.case.operations[0].detail["approved_by"] == "boss"
    session = bench.counter.session()
    assert session is not None
    assert session.login == "li"  # the clerk's session went on
    events = [row[0] for row in rows(bench, "SELECT event FROM audit")]
    assert events.count("approval.pin_reset") == 1
    assert events.count("approval.refused.pin_reset") == 3


def test_a_clerk_approves_nothing(bench: Bench) -> None:
    """R-50: the second operator is a supervisor."""
    card = with_pin(bench)
    bench.counter.login("boss", PASSWORD)
    command = reset(card, approval=boss("li"))
    assert refused(bench.counter.pins.reset, command) == "rule.approval_role"


@pytest.mark.parametrize("profile", ["v1-des", "v2-des", "v3-sm4"])
def test_a_locked_pin_is_unblocked_and_kept(bench: Bench, profile: str) -> None:
    """84 24 under DES and SM4: tries come back, the PIN stays (card.md 7.6)."""
    card = bench.live()
    chip = bench.chip(card)
    chip = type(chip).personalised(profile, bench.face(card))
    chip.set_pin(OLD)
    bench.lay(chip)
    pins = bench.counter.pins
    assert refused(pins.unblock, unblock(card)) == "rule.pin_not_locked"
    lock(chip)
    kinds = {p.kind: p.allowed for p in pins.look().possible}
    assert kinds[Kind.PIN_UNLOCK]
    done = pins.unblock(unblock(card))
    assert done.case.business is Kind.PIN_UNLOCK
    assert pins.verify(VerifyPin(str(card.card_uid), Secret(OLD))).tries_left == 6
    pins.reset(reset(card))
    assert pins.verify(VerifyPin(str(card.card_uid), Secret(NEW))).tries_left == 6


def test_agents_have_no_pin_reset_by_default(bench: Bench) -> None:
    """3.2, 6.7-21: agents are refused unless the pack allows; children by guardian."""
    card = with_pin(bench)
    agent = Bearer(
        Collector.AGENT, "张代办", "999901197001010015", "13900000000",
        papers_checked=True,
    )  # fmt: skip
    pins = bench.counter.pins
    assert refused(pins.reset, reset(card, bearer=agent)) == "rule.agent_forbidden"
    assert refused(pins.change, change(card, bearer=agent)) == "rule.agent_forbidden"
    bare = replace(ME, papers_checked=False)
    assert refused(pins.reset, reset(card, bearer=bare)) == "rule.papers_incomplete"


def test_a_child_comes_with_a_guardian(bench: Bench) -> None:
    """R-04: below sixteen the guardian acts, with papers."""
    card = bench.live(2)
    card = replace(card, ssn=CHILD)
    with bench.store.unit_of_work() as uow:
        uow.cards.put(card)
        uow.commit()
    bench.line.know(card)
    chip = bench.chip(card, "王𠮷")
    chip.set_pin(OLD)
    bench.lay(chip)
    pins = bench.counter.pins
    assert refused(pins.reset, reset(card)) == "rule.guardian_missing"
    parent = Bearer(
        Collector.GUARDIAN, "王父", "999901198002290013", papers_checked=True
    )
    assert pins.reset(reset(card, bearer=parent)).case.business is Kind.PIN_RESET


def test_another_card_is_refused(bench: Bench) -> None:
    """Card.md 7.8: the act binds to the card that was looked at."""
    card = with_pin(bench)
    second = bench.live(2)
    other = bench.chip(second)
    other.set_pin(OLD)
    bench.lay(other)
    assert refused(bench.counter.pins.change, change(card)) == "card.another_card"


def test_a_lost_card_gets_no_pin(bench: Bench) -> None:
    """A card reported lost is not served."""
    card = bench.live(1, AppStatus.LOST_FORMAL)
    chip = bench.chip(card)
    chip.set_pin(OLD)
    bench.lay(chip)
    codes = {p.code for p in bench.counter.pins.look().possible}
    assert "rule.card_lost" in codes
    assert refused(bench.counter.pins.reset, reset(card)) == "rule.card_lost"


def test_without_keys_reset_is_refused_and_change_works(bench: Bench) -> None:
    """Offline rule: reset and unlock need a key provider that answers."""
    card = with_pin(bench)
    bench.cards._keys = None  # the provider goes away
    bench.line.held = True
    assert refused(bench.counter.pins.reset, reset(card)) == "card.no_key_provider"
    assert bench.counter.doubts() == ()
    assert bench.counter.pins.change(change(card)).case.effect is Effect.PENDING
