"""Whatever bytes come from a card or a reader: a value or a code, never a crash."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from card_io.core.folders import ALL_FILES
from card_io.core.inquiry import inquire
from card_io.core.model import CyclicFile
from card_io.core.pins import pin_state
from card_io.core.profile import Atr, algorithm_of
from card_io.core.reading import read_basic
from card_io.core.softkeys import SoftwareKeys
from card_io.core.tlv import parse_ber, parse_records
from card_io.core.values import decode_name
from counter_app.domain.errors import CardError
from tests.labs.cards import CardChannel, finished
from tests.labs.examples import tried
from tests.labs.raising import check_only

KEYS = SoftwareKeys()
ITEMS = [item for file in ALL_FILES for item in file.items]
RINGS = [file for file in ALL_FILES if issubclass(file, CyclicFile)]


@given(st.binary(max_size=300))
def test_tlv(raw: bytes) -> None:
    """Records and BER come apart or are refused with a code."""
    for parse in (parse_records, parse_ber):
        check_only(CardError, partial(parse, raw))


@given(st.binary(max_size=64))
def test_atr_and_fci(raw: bytes) -> None:
    """Any answer to reset and any FCI give something to go on with."""
    atr = Atr(raw)
    assert len(atr.historical) <= 15
    assert len(atr.factor) <= 8
    assert algorithm_of(raw) in (None, "DES", "SSF33", "SM4")


@given(st.sampled_from(ITEMS), st.binary(max_size=120))
def test_items(item: object, raw: bytes) -> None:
    """Codecs give a value or ValueError."""
    decode = item.codec.decode  # type: ignore[attr-defined]
    check_only(ValueError, partial(decode, raw))


@given(st.sampled_from(RINGS), st.binary(max_size=120))
def test_rings(file: type[CyclicFile], raw: bytes) -> None:
    """A ring's record of any length is cut without loss at the front."""
    cut = b"".join(part for _, part in file.split(raw))
    assert raw.startswith(cut)


@given(st.binary(max_size=30), st.binary(max_size=20))
def test_names(first: bytes, extension: bytes) -> None:
    """Names are text or ValueError."""
    check_only(ValueError, partial(decode_name, first, extension))


class Liar(CardChannel):
    """A card that gives made-up answers, in turn; then it is a proper card."""

    def __init__(self, answers: list[bytes], skip: int) -> None:
        super().__init__(finished("v2-des"))
        self._answers = answers
        self._skip = skip

    def exchange(self, apdu: bytes) -> bytes:
        proper = super().exchange(apdu)
        if self._skip:
            self._skip -= 1
            return proper
        return self._answers.pop(0) if self._answers else proper


STATUS = st.sampled_from(
    [
        bytes.fromhex(sw)
        for sw in ("9000", "6100", "6C05", "63C2", "6982", "6A83", "6F00")
    ]
)
ANSWER = st.one_of(
    st.binary(max_size=40),
    st.tuples(st.binary(max_size=300), STATUS).map(b"".join),
)


@settings(max_examples=tried(100))
@given(st.lists(ANSWER, max_size=12), st.integers(0, 40))
def test_lying_cards(answers: list[bytes], skip: int) -> None:
    """Reading, inquiring and asking for the PIN end with a result or a code."""
    for act in (read_basic, inquire):
        check_only(CardError, partial(act, Liar(list(answers), skip), KEYS))
    check_only(CardError, partial(pin_state, Liar(list(answers), skip)))


class Flood(CardChannel):
    """A card that always has more to say."""

    def exchange(self, apdu: bytes) -> bytes:
        return bytes.fromhex("FF0061FF")


def test_endless_answers_end() -> None:
    """61xx without end is an error, not a hang."""
    with pytest.raises(CardError):
        read_basic(Flood(finished("v2-des")), KEYS)
