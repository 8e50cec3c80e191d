"""Every fault of card.md 13.10 at the n-th APDU, flaws, and leniencies by name."""

from __future__ import annotations

from contextlib import closing

import pytest

from card_io.core.reading import read_basic
from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from card_io.simulator.flaws import Flaw, spoil
from card_io.simulator.image import Leniency, dump, parse
from card_io.worker import DirectDesk
from counter_app.domain.codes.card import CardCode, CardWarning
from counter_app.domain.errors import CardError
from tests.labs.cards import HOLDER, CardChannel, finished

KEYS = SoftwareKeys()
SELECT = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
#: What a desk says of a fault while it writes, and whether it knows the outcome.
TOLD = {
    FaultKind.PULLED: CardCode.REMOVED,
    FaultKind.PULLED_AFTER: CardCode.REMOVED,
    FaultKind.LOST_REPLY: CardCode.COMM,
    FaultKind.STATUS: CardCode.STATUS_WORD,
    FaultKind.STATUS_AFTER: CardCode.STATUS_WORD,
    FaultKind.READER_GONE: CardCode.NO_READER,
    FaultKind.SWAPPED: CardCode.REMOVED,
}


def test_every_kind_is_proved() -> None:
    """No kind of fault stands without a case; a slow card is proved with the desk."""
    assert set(TOLD) | {FaultKind.SLOW} == set(FaultKind)


@pytest.mark.parametrize("kind", TOLD)
@pytest.mark.parametrize("sw", [0x6581, 0x6F00])
def test_fault_in_the_middle_of_a_write(kind: FaultKind, sw: int) -> None:
    """At the third UPDATE the write ends with its code, its outcome unknown."""
    card = VirtualCard.blank()
    with closing(DirectDesk(KEYS)) as desk:
        desk.insert(card)
        desk.read(wait_s=30)
        card.arm(Fault(kind, at=3, ins=0xDC, sw=sw))
        with pytest.raises(CardError) as caught:
            desk.personalise(card.card_uid, HOLDER, lambda _: None)
        assert (caught.value.code, caught.value.outcome_unknown) == (TOLD[kind], True)
        desk.fail(None)
        if kind is FaultKind.SWAPPED:
            with pytest.raises(CardError) as caught:
                desk.personalise(card.card_uid, HOLDER, lambda _: None)
            assert caught.value.code == CardCode.ANOTHER_CARD
        desk.insert(card)
        desk.read(wait_s=30)
        desk.personalise(card.card_uid, HOLDER, lambda _: None)
    assert card.holds(HOLDER)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("pulled@3", Fault(FaultKind.PULLED, 3)),
        ("status@12:6581", Fault(FaultKind.STATUS, 12, sw=0x6581)),
        ("status_after@1", Fault(FaultKind.STATUS_AFTER, 1, sw=0x6F00)),
        ("slow@4:6.5", Fault(FaultKind.SLOW, 4, seconds=6.5)),
    ],
)
def test_faults_by_name(text: str, fault: Fault) -> None:
    """A script names kind, number of the command and status or seconds."""
    assert Fault.parse(text) == fault


@pytest.mark.parametrize("text", ["", "pulled", "pulled@0", "no@1", "status@2:XYZ"])
def test_scripts_that_are_none(text: str) -> None:
    """A misspelt fault is refused, not ignored."""
    with pytest.raises(ValueError, match=r"|.+"):
        Fault.parse(text)


FLAWS = {
    Flaw.HOLDER_FF: CardWarning.INCOMPLETE,
    Flaw.HOLDER_EMPTY: CardWarning.INCOMPLETE,
    Flaw.NAME_NOT_TEXT: CardWarning.NAME_UNREADABLE,
    Flaw.CHECK_DIGITS: CardWarning.SSN_CHECK,
    Flaw.HISTORICAL_BYTES: CardWarning.HISTORICAL_BYTES,
}


@pytest.mark.parametrize("flaw", Flaw)
def test_flawed_cards_are_read_with_a_warning(flaw: Flaw) -> None:
    """An odd card is odd, never a crash and never silently right (card.md 2.4)."""
    card = finished("v2-des")
    spoil(card, flaw)
    reading = read_basic(CardChannel(card), KEYS)
    assert FLAWS[flaw] in reading.warnings
    assert reading.card_uid == card.card_uid
    if flaw is Flaw.CHECK_DIGITS:
        assert CardWarning.CARD_NO_CHECK in reading.warnings
        assert reading.ssn == "999901198002290010", "a warning, never a block"


def opened(*leniencies: Leniency) -> VirtualCard:
    card = finished("v3-sm4")
    card.image.leniencies = frozenset(leniencies)
    card.power_on()
    return card


def send(card: VirtualCard, apdu: str) -> str:
    return card.exchange(bytes.fromhex(apdu)).hex().upper()


def test_strict_unless_named() -> None:
    """Each leniency changes its own behaviour and no other."""
    assert send(opened(), SELECT) == "611E"
    assert send(opened(Leniency.AT_ONCE), SELECT).endswith("9000")
    assert send(opened(Leniency.LE_ZERO), SELECT) == "611E"
    for leniencies, answer in (((), "6C06"), ((Leniency.LE_ZERO,), "9000")):
        card = opened(*leniencies)
        send(card, SELECT)
        assert send(card, "00B2052800").endswith(answer)


@pytest.mark.parametrize("stay", [False, True])
def test_selecting_again(stay: bool) -> None:
    """Rights fall when the DF is selected again, unless the card is lenient (13.3)."""
    card = opened(*([Leniency.RIGHTS_STAY] if stay else []))
    send(card, SELECT)
    card._memory.state.rights.add(0x0A)
    send(card, SELECT)
    assert (0x0A in card.powered_rights) == stay
    assert finished("v3-sm4").image.leniencies == frozenset()


def test_leniencies_are_kept() -> None:
    """They are part of the card's file."""
    card = opened(*Leniency)
    assert parse(dump(card.image)).leniencies == frozenset(Leniency)
