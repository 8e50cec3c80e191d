"""The receipt's seal: true papers pass, forged ones do not (issue: receipts verify)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.mac import Checked, check, qr_text, short_mac

KEY = bytes(range(32))
NUMBER = "321200012026112131011A2B000042B"


def test_a_true_receipt_is_recognised() -> None:
    """The QR text of a receipt of this workstation is genuine."""
    text = qr_text(NUMBER, short_mac(KEY, NUMBER))
    assert check(text, KEY) == Checked(NUMBER, genuine=True)


def test_typing_is_forgiven() -> None:
    """Spaces, lower case and lookalike digits do not make a paper false."""
    seal = short_mac(KEY, NUMBER)
    typed = NUMBER[:8] + " " + NUMBER[8:].lower() + "\n" + seal[:4] + " " + seal[4:]
    assert check(typed, KEY).genuine
    looks = seal.translate(str.maketrans({"O": "0", "I": "1", "B": "8"}))
    assert check(f"{NUMBER}/{looks}", KEY).genuine


@given(st.integers(0, len(NUMBER) - 1), st.sampled_from("0123456789ABCDEFGHXYZ"))
def test_another_number_under_the_same_seal_is_forged(at: int, char: str) -> None:
    """Changing any character of the number breaks the seal."""
    forged = NUMBER[:at] + char + NUMBER[at + 1 :]
    found = check(qr_text(forged, short_mac(KEY, NUMBER)), KEY)
    assert found == Checked(forged, genuine=forged == NUMBER)


@given(st.binary(min_size=16, max_size=48))
def test_another_key_makes_another_seal(key: bytes) -> None:
    """A paper of another workstation is not genuine here."""
    text = qr_text(NUMBER, short_mac(key, NUMBER))
    assert check(text, KEY).genuine == (key == KEY)


@given(st.text(max_size=60))
def test_any_text_can_be_checked(text: str) -> None:
    """A scanner may deliver anything; nothing but a seal passes."""
    assert not check(text, KEY).genuine


def test_a_short_key_is_refused() -> None:
    """Fewer than 128 bits of key are a set-up fault."""
    with pytest.raises(ValueError, match="15"):
        short_mac(bytes(15), NUMBER)
