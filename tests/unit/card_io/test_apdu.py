"""Commands, answers and the stacked senders."""

from __future__ import annotations

import logging

import pytest

from card_io.core.apdu import Answer, Command
from card_io.core.processors import TRACE, stack
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError


class Scripted:
    """A channel that gives prepared answers."""

    pad = None

    def __init__(self, *answers: str, contactless: bool = False) -> None:
        self.atr = b""
        self.contactless = contactless
        self.sent: list[str] = []
        self._answers = [bytes.fromhex(answer) for answer in answers]

    def exchange(self, apdu: bytes) -> bytes:
        self.sent.append(apdu.hex().upper())
        return self._answers.pop(0)

    def close(self) -> None:
        self._answers.clear()


SELECT = Command(0x00, 0xA4, 0x04, 0x00, b"\xd1\x56", le=256)


def test_t0_sends_no_le_with_data() -> None:
    """Under T=0 a case 4 command ends with its data (ISO 7816-3)."""
    assert SELECT.encode(t0=True).hex().upper() == "00A4040002D156"
    assert SELECT.encode(t0=False).hex().upper() == "00A4040002D15600"


def test_empty_verify_is_four_bytes() -> None:
    """VERIFY with no data is the bare header (card.md 4.2)."""
    for t0 in (True, False):
        assert Command(0x00, 0x20, 0, 0).encode(t0=t0) == bytes.fromhex("00200000")


def test_61xx_is_fetched() -> None:
    """61xx makes the driver send GET RESPONSE with that length."""
    channel = Scripted("6102", "AABB9000")
    assert stack(channel).send(SELECT) == Answer(b"\xaa\xbb", 0x9000)
    assert channel.sent[1] == "00C0000002"


def test_61xx_in_parts_is_joined() -> None:
    """Data that comes in parts is joined in order."""
    channel = Scripted("6101", "AA6101", "BB9000")
    assert stack(channel).send(SELECT) == Answer(b"\xaa\xbb", 0x9000)


def test_6cxx_is_repeated_with_the_right_le() -> None:
    """6Cxx makes the driver repeat the command with Le = xx."""
    channel = Scripted("6C03", "0201339000")
    answer = stack(channel).send(Command(0x00, 0xB2, 0x02, 0x28, le=0x40))
    assert answer == Answer(bytes.fromhex("020133"), 0x9000)
    assert channel.sent == ["00B2022840", "00B2022803"]


def test_endless_follow_ups_end() -> None:
    """A card that announces data for ever is a communication fault."""
    channel = Scripted(*["6101"] * 100)
    with pytest.raises(CardError) as caught:
        stack(channel).send(SELECT)
    assert caught.value.code == CardCode.COMM


def test_short_answer_is_a_communication_fault() -> None:
    """An answer without status word is no answer."""
    with pytest.raises(CardError) as caught:
        stack(Scripted("90")).send(SELECT)
    assert caught.value.code == CardCode.COMM


def test_nothing_is_sent_after_the_stop() -> None:
    """Once the caller gave up, no further command reaches the card."""
    channel = Scripted("9000")
    with pytest.raises(CardError) as caught:
        stack(channel, lambda: True).send(SELECT)
    assert caught.value.code == CardCode.CLOSED
    assert channel.sent == []


def test_trace_shows_no_data(caplog: pytest.LogCaptureFixture) -> None:
    """The trace holds headers and lengths, never data but that of SELECT."""
    caplog.set_level(TRACE, logger="card_io.apdu")
    secret = bytes.fromhex("C0DEC0DEC0DE")
    for cla, ins in ((0, 0x20), (0x80, 0x5E), (0x84, 0x24), (0, 0xDC), (0, 0x82)):
        stack(Scripted("C0DEC0DE9000")).send(Command(cla, ins, 0, 0, secret))
    stack(Scripted("9000")).send(SELECT)
    assert "C0DE" not in caplog.text
    assert "D156" in caplog.text
    assert len(caplog.records) == 6


def test_debug_does_not_switch_the_trace_on(caplog: pytest.LogCaptureFixture) -> None:
    """The trace has a level of its own below DEBUG."""
    caplog.set_level(logging.DEBUG, logger="card_io.apdu")
    stack(Scripted("9000")).send(SELECT)
    assert caplog.records == []
