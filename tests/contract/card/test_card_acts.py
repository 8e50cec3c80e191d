"""Inquiry, PIN, rewriting: what every card desk does, direct or through pcscd."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.card_files import FileAccess
from counter_app.domain.chip import PinState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import CardDesk, PinUse, WriteStep
from tests.labs.cards import HOLDER, OTHER, finished
from tests.labs.desks import Bench, MakeBench

WAIT = 10.0
PIN, NEW = "258036", "314159"
CHANGED = replace(HOLDER, name="张三丰", ethnicity="05", birth_place="999902")


def laid(bench: Bench, card: VirtualCard) -> VirtualCard:
    """Lay a card on and wait until the desk can read it."""
    bench.insert(card)
    assert bench.desk.read(wait_s=WAIT).card_uid == card.card_uid
    return card


def with_pin(profile: str = "v2-des") -> VirtualCard:
    card = finished(profile)
    card.set_pin(PIN)
    return card


def use(digits: str = PIN, *, last: bool = False) -> PinUse:
    return PinUse(Secret(digits), last)


def ignore(step: WriteStep) -> None:
    """Journal nothing."""


@pytest.mark.parametrize("profile", ["v2-des", "v3-sm4", "v3-sm4-contactless"])
def test_inquiry(bench: Bench, profile: str) -> None:
    """Folders and files come with or without the holder's PIN."""
    card = with_pin(profile)
    bench.insert(card)
    closed = bench.desk.inquire(wait_s=WAIT)
    assert [f.name for f in closed.folders if f.present] == [
        "SSSE", "DF01", "DF02", "DF03", "DF04", "DF07",
    ]  # fmt: skip
    opened = bench.desk.inquire(expected_uid=card.card_uid, pin=use())
    household = opened.folders[1].files[0]
    assert closed.folders[1].files[0].access is FileAccess.NEEDS_PIN
    assert household.access is FileAccess.READ
    assert household.items[0].value == "10"


def test_inquiry_with_a_pin_names_its_card(bench: Bench) -> None:
    """A PIN without an expected card is not spent."""
    card = laid(bench, with_pin())
    with pytest.raises(CardError) as caught:
        bench.desk.inquire(pin=use(NEW))
    assert caught.value.code == CardCode.ANOTHER_CARD
    assert card.image.pin_counter.left == 6


@pytest.mark.parametrize("profile", ["v2-des", "v3-sm4", "v3-sm4-contactless"])
def test_whole_life_of_a_pin(bench: Bench, profile: str) -> None:
    """State, verify, change, lock, unblock, reset on one card."""
    card = laid(bench, with_pin(profile))
    desk, uid = bench.desk, card.card_uid
    assert desk.pin_state(uid).state is PinState.SET
    assert desk.verify_pin(uid, use()).tries_left == 6
    desk.change_pin(uid, use(), Secret(NEW), ignore)
    assert desk.verify_pin(uid, use(NEW)).tries_left == 6
    lock(desk, uid)
    assert desk.pin_state(uid).state is PinState.LOCKED
    assert desk.unblock_pin(uid, ignore).tries_left == 6
    assert desk.verify_pin(uid, use(NEW)).tries_left == 6
    desk.reset_pin(uid, Secret(PIN), ignore)
    assert desk.verify_pin(uid, use()).tries_left == 6


def lock(desk: CardDesk, uid: str) -> None:
    for left in (5, 4, 3, 2, 1):
        with pytest.raises(CardError) as caught:
            desk.verify_pin(uid, use("000000"))
        assert caught.value.params == {"tries_left": left}
    with pytest.raises(CardError) as caught:
        desk.verify_pin(uid, use("000000"))
    assert caught.value.code == CardCode.LAST_TRY
    with pytest.raises(CardError) as caught:
        desk.verify_pin(uid, use("000000", last=True))
    assert caught.value.code == CardCode.PIN_LOCKED


@pytest.mark.parametrize("profile", ["v1-des", "v2-des", "v3-sm4"])
def test_rewrite_after_a_change(bench: Bench, profile: str) -> None:
    """Only what differs is written; every record is journalled and read back."""
    card = laid(bench, finished(profile))
    steps: list[WriteStep] = []
    reading = bench.desk.rewrite(card.card_uid, CHANGED, steps.append)
    assert (reading.name, reading.ethnicity) == (CHANGED.name, "05")
    assert card.holds(CHANGED)
    assert [s.record for s in steps if s.phase == "done"] == [
        "EF06/09", "EF06/0B", "EF06/0C",
    ]  # fmt: skip
    steps.clear()
    bench.desk.rewrite(card.card_uid, CHANGED, steps.append)
    assert steps == []


def test_rewrite_can_correct_the_number_of_a_person(bench: Bench) -> None:
    """A corrected 社会保障号码 may be written, under the same card number."""
    card = laid(bench, finished("v2-des"))
    fixed = replace(HOLDER, ssn=OTHER.ssn)
    assert bench.desk.rewrite(card.card_uid, fixed, ignore).ssn == OTHER.ssn


def test_rewrite_needs_this_holders_card(bench: Bench) -> None:
    """A blank card and one with another number are refused untouched."""
    blank = laid(bench, VirtualCard.blank())
    with pytest.raises(CardError) as caught:
        bench.desk.rewrite(blank.card_uid, CHANGED, ignore)
    assert caught.value.code == CardCode.NOT_PERSONALISED
    other = finished("v2-des", OTHER)
    bench.insert(other)
    bench.desk.read(wait_s=WAIT)
    with pytest.raises(CardError) as caught:
        bench.desk.rewrite(other.card_uid, CHANGED, ignore)
    assert caught.value.code == CardCode.ANOTHER_CARD
    assert other.holds(OTHER)


def test_rewrite_resumes(bench: Bench) -> None:
    """A pulled card is finished by the same call on the same card."""
    card = laid(bench, finished("v2-des"))
    card.arm(Fault(FaultKind.PULLED_AFTER, at=2, ins=0xDC))
    with pytest.raises(CardError) as caught:
        bench.desk.rewrite(card.card_uid, CHANGED, ignore)
    assert caught.value.outcome_unknown
    bench.remove()
    laid(bench, card)
    bench.desk.rewrite(card.card_uid, CHANGED, ignore)
    assert card.holds(CHANGED)


@pytest.mark.parametrize("profile", ["v1-des", "v3-sm4-contactless"])
def test_update_expiry(bench: Bench, profile: str) -> None:
    """One record is written and read back; a wrong number is refused."""
    card = laid(bench, finished(profile))
    later = date(2044, 1, 2)
    steps: list[WriteStep] = []
    desk, uid = bench.desk, card.card_uid
    reading = desk.update_expiry(uid, HOLDER.card_no, later, steps.append)
    assert reading.expiry_date == later
    assert [(s.record, s.phase) for s in steps] == [
        ("EF05/06", "start"),
        ("EF05/06", "done"),
    ]
    with pytest.raises(CardError) as caught:
        desk.update_expiry(uid, OTHER.card_no, later, ignore)
    assert caught.value.code == CardCode.ANOTHER_CARD


def test_acts_without_keys(make_bench: MakeBench) -> None:
    """Without a provider the PIN can be changed but not reset."""
    bench = make_bench(None)
    card = laid(bench, with_pin())
    desk, uid = bench.desk, card.card_uid
    desk.change_pin(uid, use(), Secret(NEW), ignore)
    for act in (
        lambda: desk.reset_pin(uid, Secret(PIN), ignore),
        lambda: desk.unblock_pin(uid, ignore),
        lambda: desk.rewrite(uid, CHANGED, ignore),
    ):
        with pytest.raises(CardError) as caught:
            act()
        assert caught.value.code == CardCode.NO_KEY_PROVIDER
