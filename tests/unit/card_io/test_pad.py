"""PIN entry on the reader's pad (PC/SC part 10; card.md 4.2, 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_io.core.pad import (
    Asks,
    ModifyOrder,
    PinOrder,
    encode_features,
    encode_modify,
    encode_verify,
    find_pad,
    parse_features,
    parse_modify,
    parse_verify,
)
from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from card_io.simulator.pad import PadKey, VirtualPad
from card_io.tracing import TracedSlot
from card_io.worker import CardWorker, DirectDesk
from counter_app.domain.chip import Pin, PinState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import PinUse, WriteStep
from tests.labs.cards import finished

PIN, NEW, SHORT = "258036", "314159", "2580"
NOBODY = Secret(b"")
FINISHED = Pin(PinState.SET, 6)


def card_with_pin(profile: str = "v2-des") -> VirtualCard:
    card = finished(profile)
    card.set_pin(PIN, 6)
    return card


class Stand:
    """A direct desk with a pad, a card and the journal of what it did."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card
        self.pad = VirtualPad()
        self.desk = DirectDesk(SoftwareKeys(), self.pad)
        self.desk.insert(card)
        self.steps: list[WriteStep] = []

    def verify(self, *typed: str, last: bool = False) -> Pin:
        self.pad.type(*typed)
        return self.desk.verify_pin(
            self.card.card_uid, PinUse.on_pad(confirm_last_try=last)
        )

    def change(self, *typed: str) -> Pin:
        self.pad.type(*typed)
        return self.desk.change_pin(
            self.card.card_uid, PinUse.on_pad(), NOBODY, self.steps.append
        )

    def reset(self, *typed: str) -> Pin:
        self.pad.type(*typed)
        return self.desk.reset_pin(self.card.card_uid, None, self.steps.append)

    @property
    def pin(self) -> str:
        return self.card.image.pin.hex()


@pytest.fixture(params=["v2-des", "v3-sm4", "v3-sm4-contactless"])
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    made = Stand(card_with_pin(request.param))
    yield made
    made.desk.close()


def fault_of(act: Callable[[], object]) -> CardError:
    with pytest.raises(CardError) as caught:
        act()
    return caught.value


def test_verify_structure() -> None:
    """PIN_VERIFY field by field (part 10, 2.5.2): six digits, BCD, by enter key."""
    wanted = (
        "1E 0A"  # 30 s to the first key, 10 s between keys
        "81 03 00"  # BCD in bytes from position 0; block of 3; no length inserted
        "0606 02 01 0408 00"  # 6 to 6 digits, enter key, one message, zh-CN
        "000000 08000000"  # T=1 prologue, length of the template
        "00200000 03 FFFFFF"
    )
    order = PinOrder(bytes.fromhex("0020000003FFFFFF"))
    assert encode_verify(order) == bytes.fromhex(wanted)


def test_modify_structure() -> None:
    """PIN_MODIFY field by field (part 10, 2.5.3): old at 0, new behind the FF."""
    wanted = (
        "1E 0A 81 03 00"
        "00 04 0606"  # old PIN at data byte 0, new one at 4
        "03 02 03 0408 00 01 02"  # confirm and ask for the old one; three messages
        "000000 0C000000"
        "805E0100 07 FFFFFF FF FFFFFF"
    )
    order = PinOrder(bytes.fromhex("805E010007FFFFFFFFFFFFFF"))
    asks = Asks.CONFIRMATION | Asks.PRESENT
    assert encode_modify(ModifyOrder(order, 0, 4, asks)) == bytes.fromhex(wanted)


@given(
    apdu=st.binary(min_size=5, max_size=40),
    digits=st.tuples(st.integers(4, 6), st.integers(6, 16)),
    places=st.tuples(st.integers(0, 20), st.integers(0, 20)),
    asks=st.sampled_from([Asks(number) for number in range(4)]),
)
def test_orders_survive_their_bytes(
    apdu: bytes, digits: tuple[int, int], places: tuple[int, int], asks: Asks
) -> None:
    """What is built is taken apart again, unchanged."""
    order = PinOrder(apdu, *digits)
    assert parse_verify(encode_verify(order)) == order
    modify = ModifyOrder(order, *places, asks)
    assert parse_modify(encode_modify(modify)) == modify


@given(raw=st.binary(max_size=64))
def test_any_bytes_are_an_order_or_bad_data(raw: bytes) -> None:
    """A foreign program's order never breaks the pad: a coded error at most."""
    for parse in (parse_verify, parse_modify):
        codes: list[str] = []
        try:
            parse(raw)
        except CardError as exc:
            codes.append(exc.code)
        assert codes in ([], [CardCode.BAD_DATA])
    parse_features(raw)


def test_features_of_a_reader() -> None:
    """Tag, length 4, control code, big endian (part 10, 2.2)."""
    answer = bytes.fromhex("0604 42330006 0704 42330007 0A04 4233000A")
    features = parse_features(answer)
    assert features == {6: 0x42330006, 7: 0x42330007, 10: 0x4233000A}
    assert encode_features(features) == answer
    assert find_pad(lambda *_: answer, 3400) is not None
    # A pad that cannot modify would leave half of the flows without it.
    assert find_pad(lambda *_: answer[:6], 3400) is None
    assert find_pad(lambda *_: b"", 3400) is None


def test_reader_state_tells_of_the_pad(stand: Stand) -> None:
    """The window offers the pad where there is one (``ReaderState.has_pad``)."""
    stand.desk.pin_state()
    assert stand.desk.state().has_pad
    plain = DirectDesk()
    try:
        plain.insert(card_with_pin())
        assert plain.read().pin == FINISHED
        assert not plain.state().has_pad
    finally:
        plain.close()


def test_pad_verifies(stand: Stand) -> None:
    """The right PIN typed on the pad is verified; the program never has it."""
    assert stand.verify(PIN) == FINISHED
    assert stand.pad.asked == ["present"]


def test_wrong_pin_on_the_pad(stand: Stand) -> None:
    """A wrong one costs one try, as typed in the field."""
    fault = fault_of(lambda: stand.verify(NEW))
    assert (fault.code, fault.params) == (CardCode.PIN_WRONG, {"tries_left": 5})
    assert stand.verify(PIN) == FINISHED


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (PadKey.NOTHING, CardCode.PAD_TIMEOUT),
        (PadKey.CANCEL, CardCode.PAD_CANCELLED),
        (SHORT, CardCode.PAD_LENGTH),
    ],
)
def test_pad_gives_up(stand: Stand, typed: str, code: CardCode) -> None:
    """6400, 6401 and 6403 are the pad's: no try is spent, nothing changed."""
    assert fault_of(lambda: stand.verify(typed)).code == code
    fault = fault_of(lambda: stand.change(PIN, typed))
    assert (fault.code, fault.outcome_unknown) == (code, False)
    assert stand.desk.pin_state() == FINISHED
    assert stand.pin == PIN


def test_two_new_pins_differ(stand: Stand) -> None:
    """6402: the PIN stays as it was."""
    fault = fault_of(lambda: stand.change(PIN, NEW, PIN))
    assert (fault.code, fault.outcome_unknown) == (CardCode.PAD_MISMATCH, False)
    assert (stand.pin, [s.phase for s in stand.steps]) == (PIN, ["start"])


def test_pad_changes(stand: Stand) -> None:
    """Old, new and the new one again are typed; the change is journalled."""
    assert stand.change(PIN, NEW, NEW) == FINISHED
    assert stand.pin == NEW
    assert stand.pad.asked == ["present", "new", "again"]
    assert [(s.record, s.phase) for s in stand.steps] == [
        ("PIN/change", "start"),
        ("PIN/change", "done"),
    ]


def test_pad_sets_the_first_pin(stand: Stand) -> None:
    """Without a PIN on the card the pad asks for the new one only."""
    stand.card.set_pin("")
    assert stand.change(NEW, NEW) == FINISHED
    assert (stand.pin, stand.pad.asked) == (NEW, ["new", "again"])


def test_last_try_on_the_pad_wants_a_word(stand: Stand) -> None:
    """The last try goes only when confirmed; the pad is not even lit before."""
    stand.card.image.pin_counter.left = 1
    assert fault_of(stand.verify).code == CardCode.LAST_TRY
    assert stand.pad.asked == []
    assert fault_of(lambda: stand.verify(NEW, last=True)).code == CardCode.PIN_LOCKED
    assert fault_of(lambda: stand.change(PIN)).code == CardCode.PIN_LOCKED


def test_another_card_gets_no_pad(stand: Stand) -> None:
    """The card is identified before the pad asks (card.md 7.8)."""
    act = stand.desk.verify_pin
    fault = fault_of(lambda: act("F" * 32, PinUse.on_pad()))
    assert (fault.code, stand.pad.asked) == (CardCode.ANOTHER_CARD, [])


def test_reset_on_the_pad(stand: Stand) -> None:
    """The holder types the new PIN at a reset too; a locked PIN serves again."""
    stand.card.image.pin_counter.left = 0
    assert stand.reset(NEW, NEW) == FINISHED
    assert (stand.pin, stand.pad.asked) == (NEW, ["new", "again"])
    assert [(s.number, s.record, s.phase) for s in stand.steps] == [
        (1, "PIN/reset", "start"),
        (1, "PIN/reset", "done"),
        (2, "PIN/pad", "start"),
        (2, "PIN/pad", "done"),
    ]


def test_reset_given_up_on_the_pad(stand: Stand) -> None:
    """Given up half-way the outcome is unknown: nobody knows the PIN; reset again."""
    fault = fault_of(lambda: stand.reset(NEW, PadKey.CANCEL))
    assert (fault.code, fault.outcome_unknown) == (CardCode.PAD_CANCELLED, True)
    assert stand.pin != PIN
    assert stand.reset(NEW, NEW) == FINISHED
    assert stand.pin == NEW


def test_lost_answer_on_the_pad(stand: Stand) -> None:
    """A change whose answer was lost is of unknown outcome, on the pad as well."""
    stand.card.arm(Fault(FaultKind.LOST_REPLY, ins=0x5E))
    fault = fault_of(lambda: stand.change(PIN, NEW, NEW))
    assert (fault.code, fault.outcome_unknown) == (CardCode.COMM, True)


def test_reader_unplugged_while_the_pad_waits(stand: Stand) -> None:
    """The reader may go while the holder types; the change is of unknown outcome."""
    fault = fault_of(lambda: stand.change(PIN, PadKey.UNPLUG))
    assert (fault.code, fault.outcome_unknown) == (CardCode.NO_READER, True)
    assert not stand.desk.state().has_pad


def test_reader_without_pad() -> None:
    """Asked for a pad that is not there, the desk says so before a try is spent."""
    card = card_with_pin()
    desk = DirectDesk(SoftwareKeys())
    desk.insert(card)
    uid = card.card_uid
    steps: list[WriteStep] = []
    try:
        for act in (
            lambda: desk.verify_pin(uid, PinUse.on_pad()),
            lambda: desk.change_pin(uid, PinUse.on_pad(), NOBODY, steps.append),
            lambda: desk.reset_pin(uid, None, steps.append),
        ):
            assert fault_of(act).code == CardCode.PAD_ABSENT
    finally:
        desk.close()
    assert (card.image.pin.hex(), steps) == (PIN, [])


@given(pins=st.lists(st.from_regex("[0-9]{6}", fullmatch=True), min_size=3, max_size=3))
def test_no_digit_on_the_pad_reaches_a_trace(pins: list[str]) -> None:
    """No PIN typed, kept or passing shows in the trace, nor in a fault's text."""
    old, new, wrong = pins
    card = finished("v2-des")
    card.set_pin(old, 6)
    lines: list[str] = []
    stand = Stand(card)
    slot = TracedSlot(stand.desk.slot, lines.append)
    stand.desk.close()
    desk = CardWorker(slot, SoftwareKeys())
    uid, use = card.card_uid, PinUse.on_pad()
    stand.pad.type(wrong, old, new, new, new, new)
    texts: list[str] = []
    try:
        for act in (
            lambda: desk.verify_pin(uid, use),
            lambda: desk.change_pin(uid, use, NOBODY, stand.steps.append),
            lambda: desk.reset_pin(uid, None, stand.steps.append),
        ):
            try:
                act()
            except CardError as exc:
                texts.append(repr(exc))
    finally:
        desk.close()
    assert any("control 42330006 [" in line for line in lines)
    # SELECT, status words and times are open, and digits occur in them by chance.
    shown = [
        line.partition(" (")[0]
        for line in lines
        if "control" in line or line.startswith("> 00 20")
    ]
    for secret in (old, new, wrong):
        assert not [line for line in [*shown, *texts] if secret in line]
