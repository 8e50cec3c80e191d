"""The bytes of a secured PIN command, alike for every key provider (card.md 5)."""

from __future__ import annotations

from card_io.core import crypto
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.keys import PinAction

_MIN_DIGITS, _MAX_DIGITS = 4, 16
_HEADER = bytes.fromhex("842400")


def encode_pin(pin: Secret) -> bytearray:
    """Return a PIN as the card takes it: two digits a byte, an odd one filled with F.

    Raises:
        CardError: ``card.pin_format`` unless there are 4 to 16 digits.
    """
    digits = pin.reveal()
    if not (_MIN_DIGITS <= len(digits) <= _MAX_DIGITS and digits.isdigit()):
        raise CardError(CardCode.PIN_FORMAT)
    half = [digit & 0x0F for digit in digits]
    if len(half) % 2:
        half.append(0x0F)
    pairs = zip(half[::2], half[1::2], strict=True)
    return bytearray(high << 4 | low for high, low in pairs)


def pin_block(new_pin: Secret | None, size: int) -> bytes:
    """Return length, PIN and padding, ready to be encrypted (5.5)."""
    if new_pin is None:
        raise CardError(CardCode.PIN_FORMAT)
    encoded = encode_pin(new_pin)
    try:
        return crypto.pad_command(bytes(encoded), size)
    finally:
        encoded[:] = bytes(len(encoded))


def pin_message(action: PinAction, body: bytes) -> bytes:
    """Return what the MAC covers: header, Lc with the MAC, data sent (5.4)."""
    length = len(body) + crypto.MAC_BYTES
    return _HEADER + bytes((action, length)) + body
