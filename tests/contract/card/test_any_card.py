"""What holds for whatever card lies on whatever reader: also on a real one.

    COUNTER_TEST_READER="ACS ACR39U" pytest -m hardware tests/contract/card

runs these cases on the reader whose name contains that text, with the card on it; no
try of the PIN is spent and nothing is written. With ``COUNTER_TEST_KEYS=FILE``, root
keys of a test card, writing back what the card holds is tried as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from card_io.core.softkeys import SoftwareKeys, load_root_keys
from card_io.worker import DirectDesk, PcscDesk
from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import CardDesk, PinUse, WriteStep
from tests.labs.cards import finished
from tests.labs.pcsc import running_lab

READER = os.environ.get("COUNTER_TEST_READER", "")
KEYS_FILE = os.environ.get("COUNTER_TEST_KEYS", "")
WAIT = 10.0
STRANGER = "F" * 32
VIRTUAL = ("v1-des", "v2-des", "v3-sm4", "v3-sm4-contactless")
FORMS = [
    *(pytest.param(("direct", name), id=f"direct-{name}") for name in VIRTUAL),
    *(
        pytest.param(("pcsc", name), id=f"pcsc-{name}", marks=pytest.mark.pcsc)
        for name in VIRTUAL
    ),
]
if READER:
    FORMS.append(pytest.param(("real", ""), id="hardware", marks=pytest.mark.hardware))


def on_real_reader() -> CardDesk:
    keys = SoftwareKeys(load_root_keys(Path(KEYS_FILE))) if KEYS_FILE else None
    return PcscDesk(keys, reader=READER)


@pytest.fixture(scope="module", params=FORMS)
def desk(request: pytest.FixtureRequest) -> Iterator[CardDesk]:
    """A desk with a card on its reader, all cases of one form on the same."""
    form, profile = request.param
    with ExitStack() as stack:
        if form == "real":
            yield stack.enter_context(closing(on_real_reader()))
            return
        card = finished(profile)
        card.set_pin("258036")
        if form == "direct":
            made = stack.enter_context(closing(DirectDesk(SoftwareKeys())))
            made.insert(card)
            yield made
        else:
            real = stack.enter_context(closing(PcscDesk(SoftwareKeys())))
            stack.enter_context(running_lab().inserted(card))
            yield real


@pytest.fixture
def first(desk: CardDesk) -> ChipReading:
    """The card as it reads."""
    return desk.read(wait_s=WAIT)


def code_of(act: object, *args: object) -> str:
    with pytest.raises(CardError) as caught:
        act(*args)  # type: ignore[operator]
    return caught.value.code


def uid_of(reading: ChipReading) -> str:
    assert reading.card_uid is not None
    return reading.card_uid


def test_reading_is_steady(desk: CardDesk, first: ChipReading) -> None:
    """Two readings of one card agree in everything."""
    assert desk.read(wait_s=WAIT) == first
    assert first.line.count("|") == 11
    assert len(uid_of(first)) == 32
    state = desk.state()
    assert (state.service, state.card_present, state.fault) == (True, True, None)


def test_state_of_the_pin_costs_nothing(desk: CardDesk, first: ChipReading) -> None:
    """Asking ten times leaves the tries as they are (card.md 4.2)."""
    states = {desk.pin_state(first.card_uid) for _ in range(10)}
    assert states == {first.pin}


def test_inquiry_spends_nothing(desk: CardDesk, first: ChipReading) -> None:
    """Every folder is answered for; without a PIN none is verified."""
    found = desk.inquire(wait_s=WAIT)
    assert [folder.name for folder in found.folders] == [
        "SSSE", *(f"DF0{number}" for number in range(1, 8))
    ]  # fmt: skip
    assert not found.pin_verified
    assert found.reading == first
    assert desk.pin_state() == first.pin


def test_strangers_are_left_alone(desk: CardDesk, first: ChipReading) -> None:
    """No PIN act touches a card other than the expected one (card.md 7.8)."""
    use, steps = PinUse(Secret("000000")), list[WriteStep]()
    for act in (
        lambda: desk.verify_pin(STRANGER, use),
        lambda: desk.change_pin(STRANGER, use, Secret("314159"), steps.append),
        lambda: desk.inquire(expected_uid=STRANGER, pin=use),
    ):
        assert code_of(act) == CardCode.ANOTHER_CARD
    assert steps == []
    assert desk.pin_state() == first.pin


def test_a_reader_without_pad_says_so(desk: CardDesk, first: ChipReading) -> None:
    """The pad is offered where there is one; elsewhere it has its own code."""
    if not desk.state().has_pad:
        code = code_of(desk.verify_pin, uid_of(first), PinUse.on_pad())
        assert code == CardCode.PAD_ABSENT
    assert desk.pin_state() == first.pin


def test_callers_queue(desk: CardDesk, first: ChipReading) -> None:
    """Several callers at once get the same card, one after the other."""
    with ThreadPoolExecutor(3) as pool:
        readings = list(pool.map(lambda _: desk.read(wait_s=WAIT), range(6)))
    assert set(readings) == {first}


def test_what_is_there_is_not_written_again(desk: CardDesk, first: ChipReading) -> None:
    """A date of expiry the card has already is read back, not written."""
    if first.genuine is None or first.card_no is None or first.expiry_date is None:
        return  # no keys at hand, or a card without those records
    steps = list[WriteStep]()
    uid, number, expiry = uid_of(first), first.card_no, first.expiry_date
    again = desk.update_expiry(uid, number, expiry, steps.append)
    assert (again, steps) == (first, [])
