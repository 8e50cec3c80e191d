"""The social PIN on the card (card.md 4.2, 7.4-7.6; business.md R-39)."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_io.core import pin_reset, pins
from card_io.core.pin_block import encode_pin
from card_io.core.pins import PinEntry
from card_io.core.processors import TRACE
from card_io.core.softkeys import PRACTICE_KEYS, RootKeys, SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from counter_app.domain.chip import PinState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import WriteStep
from counter_app.ports.keys import (
    CardKey,
    KeyRequest,
    PinAction,
    PinCommandRequest,
)
from tests.labs.cards import CardChannel, finished

KEYS = SoftwareKeys()
PIN, NEW = "258036", "314159"
PROFILES = ["v1-des", "v2-des", "v3-sm4", "v3-sm4-contactless"]


def card_with_pin(profile: str = "v2-des", tries: int = 6) -> VirtualCard:
    card = finished(profile)
    card.set_pin(PIN, tries)
    return card


def entry(card: VirtualCard, digits: str = PIN, *, last: bool = False) -> PinEntry:
    return PinEntry(card.card_uid, Secret(digits), last)


def code_of(act: object, *args: object) -> CardError:
    with pytest.raises(CardError) as caught:
        act(*args)  # type: ignore[operator]
    return caught.value


def spend(card: VirtualCard, left: int) -> None:
    card.image.pin_counter.left = left


def ignore(step: WriteStep) -> None:
    """Journal nothing."""


@pytest.mark.parametrize("profile", PROFILES)
def test_verify_and_state(profile: str) -> None:
    """A right PIN restores the counter, a wrong one costs a try (4.2)."""
    card = card_with_pin(profile)
    fault = code_of(pins.verify_pin, CardChannel(card), entry(card, NEW))
    assert (fault.code, fault.params) == (CardCode.PIN_WRONG, {"tries_left": 5})
    assert pins.pin_state(CardChannel(card), card.card_uid).tries_left == 5
    assert pins.verify_pin(CardChannel(card), entry(card)).tries_left == 6


@pytest.mark.parametrize("tries", [3, 6, 8])
def test_last_try_needs_a_word(tries: int) -> None:
    """The last try is spent only when confirmed; then the card locks (R-39)."""
    card = card_with_pin(tries=tries)
    for left in range(tries - 1, 0, -1):
        fault = code_of(pins.verify_pin, CardChannel(card), entry(card, NEW))
        assert fault.params == {"tries_left": left}
    fault = code_of(pins.verify_pin, CardChannel(card), entry(card, NEW))
    assert fault.code == CardCode.LAST_TRY
    assert card.image.pin_counter.left == 1
    fault = code_of(pins.verify_pin, CardChannel(card), entry(card, NEW, last=True))
    assert fault.code == CardCode.PIN_LOCKED
    fault = code_of(pins.verify_pin, CardChannel(card), entry(card, last=True))
    assert fault.code == CardCode.PIN_LOCKED


def test_last_try_with_the_right_pin() -> None:
    """Confirmed and right: the counter is whole again."""
    card = card_with_pin()
    spend(card, 1)
    state = pins.verify_pin(CardChannel(card), entry(card, last=True))
    assert state.tries_left == 6


def test_a_card_that_does_not_tell_its_tries() -> None:
    """Without an answer to the empty VERIFY every try counts as the last."""
    card = card_with_pin()

    def silent(apdu: bytes) -> int | None:
        return 0x6A86 if apdu[1] == 0x20 and len(apdu) == 4 else None

    fault = code_of(pins.verify_pin, CardChannel(card, silent), entry(card))
    assert fault.code == CardCode.LAST_TRY
    fault = code_of(
        pins.change_pin, CardChannel(card, silent), entry(card), Secret(NEW), ignore
    )
    assert fault.code == CardCode.LAST_TRY


def test_card_without_a_pin() -> None:
    """Nothing to verify, but a PIN can be set without an old one (4.2)."""
    card = finished("v2-des")
    fault = code_of(pins.verify_pin, CardChannel(card), entry(card))
    assert fault.code == CardCode.PIN_NONE
    pins.change_pin(CardChannel(card), entry(card), Secret(NEW), ignore)
    assert card.image.pin == bytes.fromhex(NEW)


@pytest.mark.parametrize("profile", PROFILES)
def test_change(profile: str) -> None:
    """CHANGE PIN checks the old one itself; journal before and after."""
    card = card_with_pin(profile)
    fault = code_of(
        pins.change_pin, CardChannel(card), entry(card, NEW), Secret(NEW), ignore
    )
    assert (fault.code, fault.outcome_unknown) == (CardCode.PIN_WRONG, False)
    steps: list[WriteStep] = []
    state = pins.change_pin(CardChannel(card), entry(card), Secret(NEW), steps.append)
    assert (state.state, state.tries_left) == (PinState.SET, 6)
    assert [(s.record, s.phase) for s in steps] == [
        ("PIN/change", "start"),
        ("PIN/change", "done"),
    ]
    assert card.image.pin == bytes.fromhex(NEW)


@pytest.mark.parametrize("profile", PROFILES)
def test_reset_and_unblock(profile: str) -> None:
    """84 24 sets a new PIN or restores the tries, DES and SM4 (5.5, 7.5, 7.6)."""
    card = card_with_pin(profile)
    spend(card, 0)
    assert pins.pin_state(CardChannel(card)).state is PinState.LOCKED
    state = pin_reset.unblock_pin(CardChannel(card), KEYS, card.card_uid, ignore)
    assert state.tries_left == 6
    assert card.image.pin == bytes.fromhex(PIN)
    spend(card, 0)
    pin_reset.reset_pin(CardChannel(card), KEYS, entry(card, NEW), ignore)
    assert card.image.pin == bytes.fromhex(NEW)
    assert card.image.pin_counter.left == 6


def test_another_card_keeps_its_tries() -> None:
    """No PIN act touches another card (card.md 7.8)."""
    card, other = card_with_pin(), card_with_pin()
    other.set_record("EF05", 0x01, bytes.fromhex("999901D15600000500000002FFFFFFFF"))
    channel = CardChannel(other)
    acts = [
        (pins.pin_state, channel, card.card_uid),
        (pins.verify_pin, channel, entry(card)),
        (pins.change_pin, channel, entry(card), Secret(NEW), ignore),
        (pin_reset.reset_pin, channel, KEYS, entry(card, NEW), ignore),
        (pin_reset.unblock_pin, channel, KEYS, card.card_uid, ignore),
    ]
    for act, *args in acts:
        assert code_of(act, *args).code == CardCode.ANOTHER_CARD
    assert other.image.pin_counter.left == 6
    assert other.image.pin == bytes.fromhex(PIN)


class NoPinCommands:
    """A provider for authentication only, as an older key service."""

    name = "older"

    def cryptogram(self, request: KeyRequest) -> bytes:
        return KEYS.cryptogram(request)


def test_providers_that_cannot() -> None:
    """Without a provider, or with one that cannot, nothing is sent to the card."""
    card = card_with_pin()
    for keys, code in (
        (None, CardCode.NO_KEY_PROVIDER),
        (NoPinCommands(), CardCode.PROVIDER_CANNOT),
    ):
        fault = code_of(
            pin_reset.reset_pin, CardChannel(card), keys, entry(card, NEW), ignore
        )
        assert fault.code == code
        assert not card.seen


def test_wrong_keys_cost_no_try() -> None:
    """Keys that fail INTERNAL AUTHENTICATE never reach the PUK's counter."""
    card = card_with_pin()
    foreign = RootKeys({key: bytes(range(16)) for key in PRACTICE_KEYS.keys})
    keys = SoftwareKeys(foreign)
    fault = code_of(
        pin_reset.reset_pin, CardChannel(card), keys, entry(card, NEW), ignore
    )
    assert fault.code == CardCode.NOT_GENUINE
    assert card.image.counters[CardKey.PUK].left == 6


@pytest.mark.parametrize("digits", ["", "123", "1" * 17, "12a456", "１２３４５６"])
def test_pins_that_are_none(digits: str) -> None:
    """Four to sixteen digits, checked before the card sees anything."""
    card = card_with_pin()
    for act, args in (
        (pins.verify_pin, (entry(card, digits),)),
        (pins.change_pin, (entry(card), Secret(digits), ignore)),
        (pin_reset.reset_pin, (KEYS, entry(card, digits), ignore)),
    ):
        assert code_of(act, CardChannel(card), *args).code == CardCode.PIN_FORMAT
    assert card.image.pin_counter.left == 6


@given(st.text("0123456789", min_size=4, max_size=16))
def test_encoding(digits: str) -> None:
    """Two digits a byte, an odd one filled with F (4.2)."""
    raw = encode_pin(Secret(digits)).hex()
    assert raw == digits + "f" * (len(digits) % 2)


@pytest.mark.parametrize(
    ("algorithm", "action", "wanted"),
    [
        ("DES", PinAction.SET, "18BD9809A66A2905DF1AF84E"),
        ("DES", PinAction.UNBLOCK, "73F90FD3"),
        ("SM4", PinAction.SET, "7DCC8E9034B7717EE6DA3486B792BB6784F74E2C"),
        ("SM4", PinAction.UNBLOCK, "365EC6E4"),
    ],
)
def test_pin_command_vectors(algorithm: str, action: PinAction, wanted: str) -> None:
    """Vectors made block by block with the openssl command line (card.md 5, 12)."""
    request = PinCommandRequest(
        action,
        algorithm,
        "639900",
        bytes.fromhex("8697159900BF7C7A"),
        bytes.fromhex("A1B2C3D4E5F60718"),
    )
    new = Secret("123456") if action is PinAction.SET else None
    assert KEYS.pin_command(request, new).hex().upper() == wanted


FAULTS = [
    Fault(FaultKind.PULLED),
    Fault(FaultKind.PULLED_AFTER),
    Fault(FaultKind.LOST_REPLY),
    Fault(FaultKind.STATUS_AFTER, sw=0x6581),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: str(f.kind))
@pytest.mark.parametrize("ins", [0x5E, 0x24])
def test_lost_answers_are_of_unknown_outcome(ins: int, fault: Fault) -> None:
    """After the command went out without an answer nobody claims to know."""
    card = card_with_pin()
    card.arm(Fault(fault.kind, ins=ins, sw=fault.sw))
    if ins == 0x5E:
        args = (CardChannel(card), entry(card), Secret(NEW), ignore)
        caught = code_of(pins.change_pin, *args)
    else:
        args = (CardChannel(card), KEYS, entry(card, NEW), ignore)
        caught = code_of(pin_reset.reset_pin, *args)
    assert caught.outcome_unknown


def test_pin_never_shows(caplog: pytest.LogCaptureFixture) -> None:
    """Not in the trace, not in an error, not in its traceback's text (G29)."""
    card = card_with_pin()
    texts: list[str] = []
    with caplog.at_level(TRACE, logger="card_io.apdu"):
        for digits in (NEW, PIN):
            try:
                pins.change_pin(
                    CardChannel(card), entry(card, digits), Secret(NEW), ignore
                )
            except CardError:
                texts.append(traceback.format_exc())
        pin_reset.reset_pin(CardChannel(card), KEYS, entry(card, PIN), ignore)
    texts.append(caplog.text)
    assert caplog.records
    assert not any(pin in text for pin in (PIN, NEW) for text in texts)


def test_blocking_commands_of_the_virtual_card() -> None:
    """84 1E locks the application (9303), 84 16 the card (6A81), for good (4.1)."""
    for ins, p2, answer in (
        (0x1E, 0x01, CardCode.APPLICATION_LOCKED),
        (0x16, 0, CardCode.CARD_BLOCKED),
    ):
        card = card_with_pin()
        _block(card, ins, p2)
        assert code_of(pins.pin_state, CardChannel(card)).code == answer


def _block(card: VirtualCard, ins: int, p2: int) -> None:
    from card_io.core import crypto
    from card_io.core.apdu import Command
    from card_io.core.session import CardSession

    session = CardSession(CardChannel(card))
    session.select_application()
    session.identify(card.card_uid, "2.0")
    refused = Command(0x84, ins, 0, p2, bytes(4))
    assert session.send(refused).sw == 0x6982
    session.authenticate(CardKey.BK, KEYS)
    assert session.send(refused).sw == 0x6984
    challenge = session.challenge()
    key = card.image.keys[CardKey.STKSSSE]
    seal = crypto.mac(
        "DES",
        crypto.session_key("DES", key, challenge),
        bytes((0x84, ins, 0, p2, 4)),
    )
    assert session.send(Command(0x84, ins, 0, p2, seal)).ok


def test_blocking_key_never_locks() -> None:
    """A wrong BK costs no try (card.md 13.6)."""
    from card_io.core.apdu import Command
    from card_io.core.session import CardSession

    card = card_with_pin()
    session = CardSession(CardChannel(card))
    session.select_application()
    for _ in range(8):
        session.challenge()
        assert session.send(Command(0, 0x82, 0, 5, bytes(16))).sw == 0x63C6
