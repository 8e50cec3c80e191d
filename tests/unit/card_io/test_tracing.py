"""The trace for support: everything but secrets and people."""

from __future__ import annotations

import logging

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import Fault, FaultKind
from card_io.simulator.slot import DirectSlot
from card_io.tracing import TracedSlot, logged
from card_io.worker import CardWorker
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.logs import APDU
from counter_app.ports.cards import PinUse
from tests.labs.cards import HOLDER, finished
from tests.labs.examples import tried

PIN, NEW = "258036", "314159"


def worked(profile: str, *, values: bool = False) -> str:
    """Return the trace of reading, verifying, changing, resetting, writing."""
    lines: list[str] = []
    slot = DirectSlot()
    desk = CardWorker(TracedSlot(slot, lines.append, values=values), SoftwareKeys())
    card = finished(profile)
    card.set_pin(PIN)
    slot.insert(card)
    uid = card.card_uid
    desk.inquire(wait_s=30)
    desk.verify_pin(uid, PinUse(Secret(PIN)))
    desk.change_pin(uid, PinUse(Secret(PIN)), Secret(NEW), lambda _: None)
    desk.reset_pin(uid, Secret(PIN), lambda _: None)
    slot.insert(VirtualCard.blank())
    desk.read(wait_s=30)
    desk.close()
    return "\n".join(lines)


@pytest.mark.parametrize(
    "profile", ["v1-des", "v2-des", "v3-sm4", "v3-sm4-contactless"]
)
def test_no_person_and_no_secret(profile: str) -> None:
    """Neither a PIN nor a holder's data stand in a trace, in no encoding."""
    text = worked(profile)
    hidden = [
        PIN,
        NEW,
        HOLDER.ssn.encode().hex().upper(),
        HOLDER.name.encode("gbk").hex().upper(),
        HOLDER.card_no.encode().hex().upper(),
        "19800229",
    ]
    assert not [word for word in hidden if word in text]
    assert "00A40400 0F 7378312E73682EC9E7BBE1B1A3D5CF" in text
    assert "< 9000" in text
    assert "0812[18 masked]" in text


@pytest.mark.parametrize("profile", ["v2-des", "v3-sm4-contactless"])
def test_values_on_request_but_never_secrets(profile: str) -> None:
    """With values, records show; challenges, proofs and PINs do not."""
    text = worked(profile, values=True)
    assert HOLDER.ssn.encode().hex().upper() in text
    assert PIN not in text
    assert NEW not in text
    for line in text.splitlines():
        if line.startswith(("> 0082", "> 0088", "> 8424", "> 805E")):
            assert "masked" in line
    after_challenge = text.split("> 00840000 08")[1].splitlines()[1]
    assert "masked" in after_challenge


DIGITS = st.text("0123456789", min_size=6, max_size=6)


@settings(max_examples=tried(20))
@given(pins=st.tuples(DIGITS, DIGITS, DIGITS), values=st.booleans())
@example(pins=("842400", "000000", "000001"), values=False)
def test_no_pin_in_any_log_or_trace(pins: tuple[str, str, str], values: bool) -> None:
    """Whatever the PIN: not in the trace, the log at its lowest level, the faults."""
    # Headers and bytes open by design may hold the same six digits by chance: they
    # stand in the trace of other PINs as well.
    assume(not [pin for pin in pins if pin in _told(OTHERS, values=values)])
    text = _told(pins, values=values)
    assert "8424" in text
    for pin in pins:
        assert pin not in text
        assert pin.encode().hex() not in text.lower()


OTHERS = ("918273", "645371", "827364")


def _told(pins: tuple[str, str, str], *, values: bool) -> str:
    """Return trace, log and faults of verifying, changing and resetting a PIN."""
    old, new, wrong = pins
    lines: list[str] = []
    log = _Lines()
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(1)
    slot, card = DirectSlot(), finished("v2-des")
    card.set_pin(old, 6)
    slot.insert(card)
    desk = CardWorker(TracedSlot(slot, lines.append, values=values), SoftwareKeys())
    uid = card.card_uid
    try:
        for act in (
            lambda: desk.verify_pin(uid, PinUse(Secret(wrong))),
            lambda: desk.verify_pin(uid, PinUse(Secret(old))),
            lambda: desk.change_pin(uid, PinUse(Secret(old)), Secret(new), _ignore),
            lambda: desk.reset_pin(uid, Secret(old), _ignore),
        ):
            try:
                act()
            except CardError as exc:
                lines.append(f"{exc!r} {exc.params}")
    finally:
        desk.close()
        root.removeHandler(log)
        root.setLevel(level)
    return "\n".join(lines + log.lines)


class _Lines(logging.Handler):
    """Keep what is logged."""

    def __init__(self) -> None:
        super().__init__(1)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _ignore(step: object) -> None:
    """Journal nothing."""


def test_faults_are_written_down() -> None:
    """A trace shows where a card went silent."""
    lines: list[str] = []
    slot = DirectSlot()
    card = finished("v2-des")
    card.arm(Fault(FaultKind.PULLED, at=4))
    slot.insert(card)
    channel = TracedSlot(slot, lines.append).open()
    for _ in range(3):
        channel.exchange(bytes.fromhex("0084000008"))
    with pytest.raises(CardError):
        channel.exchange(bytes.fromhex("0084000008"))
    channel.close()
    assert "! card.removed" in lines


@pytest.mark.parametrize("on", [False, True])
def test_the_log_has_a_level_of_its_own_for_apdus(
    caplog: pytest.LogCaptureFixture, *, on: bool
) -> None:
    """Below debug, masked as a trace is; at debug nothing of a card is written."""
    caplog.set_level(APDU if on else logging.DEBUG, "card_io.apdu")
    slot = DirectSlot()
    desk = CardWorker(logged(slot), SoftwareKeys())
    try:
        slot.insert(finished("v2-des"))
        desk.read()
    finally:
        desk.close()
    lines = [r.getMessage() for r in caplog.records if r.name == "card_io.apdu"]
    assert any(line.startswith("> 00A4") for line in lines) is on
    assert HOLDER.ssn.encode().hex().upper() not in "".join(lines)
