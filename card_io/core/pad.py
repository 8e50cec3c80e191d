"""PIN pad of a reader: the orders of PC/SC part 10, built and taken apart.

The pad puts what the holder types into a command template and sends that to the card
itself; the program sees the status word only.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag

from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

#: Number of the control request for features; the system makes its code of it.
GET_FEATURE_REQUEST = 3400
PIN_DIGITS = 6
PIN_BYTES = 3
#: Seconds until the first key, and between two keys.
FIRST_KEY_S, NEXT_KEY_S = 30, 10

Control = Callable[[int, bytes], bytes]

_CODE_BYTES = 4
_VERIFY = struct.Struct("<5BHBBHB3sI")
_MODIFY = struct.Struct("<7BHBBBH3B3sI")
#: Bytes as unit, PIN at the start of its block, left-aligned, two digits a byte.
_FORMAT_BCD = 0x81
_LANGUAGE = 0x0804  # Chinese (China), for readers with a display
_BY_ENTER_KEY = 0x02


class PadFeature(IntEnum):
    """Features of part 10 that matter here."""

    VERIFY_PIN_DIRECT = 0x06
    MODIFY_PIN_DIRECT = 0x07


class Asks(IntFlag):
    """``bConfirmPIN``: what the pad asks for besides the new PIN."""

    NEW = 0x00
    CONFIRMATION = 0x01
    PRESENT = 0x02


class PadStatus(IntEnum):
    """What the pad itself answers; no try was spent (part 10, 2.5)."""

    TIMEOUT = 0x6400
    CANCELLED = 0x6401
    MISMATCH = 0x6402
    LENGTH = 0x6403
    BAD_ORDER = 0x6B80


PAD_CODES: dict[int, CardCode] = {
    PadStatus.TIMEOUT: CardCode.PAD_TIMEOUT,
    PadStatus.CANCELLED: CardCode.PAD_CANCELLED,
    PadStatus.MISMATCH: CardCode.PAD_MISMATCH,
    PadStatus.LENGTH: CardCode.PAD_LENGTH,
}


def parse_features(raw: bytes) -> dict[int, int]:
    """Return control code by feature; ends quietly at bytes that make no sense."""
    found: dict[int, int] = {}
    at = 0
    while at + 2 + _CODE_BYTES <= len(raw) and raw[at + 1] == _CODE_BYTES:
        found[raw[at]] = int.from_bytes(raw[at + 2 : at + 6], "big")
        at += 2 + _CODE_BYTES
    return found


def encode_features(features: dict[int, int]) -> bytes:
    """Return the answer of a reader with these features."""
    return b"".join(
        bytes((tag, _CODE_BYTES)) + code.to_bytes(_CODE_BYTES, "big")
        for tag, code in features.items()
    )


@dataclass(frozen=True, slots=True)
class PinOrder:
    """One order to the pad, without the PIN.

    Attributes:
        apdu: command template; FF where digits go.
        shortest, longest: number of digits the pad takes.
        block: bytes of one PIN in the template.
    """

    apdu: bytes
    shortest: int = PIN_DIGITS
    longest: int = PIN_DIGITS
    block: int = PIN_BYTES
    first_key_s: int = FIRST_KEY_S
    next_key_s: int = NEXT_KEY_S

    @property
    def digits(self) -> int:
        """Return ``wPINMaxExtraDigit``: shortest in the high byte, longest low."""
        return self.shortest << 8 | self.longest


@dataclass(frozen=True, slots=True)
class ModifyOrder:
    """An order to replace a PIN.

    Attributes:
        old_at, new_at: where the PINs go, counted from the first data byte.
        asks: what the pad asks for; without ``PRESENT`` the old one stands in the
            template already, or there is none.
    """

    order: PinOrder
    old_at: int
    new_at: int
    asks: Asks


def encode_verify(order: PinOrder) -> bytes:
    """Return PIN_VERIFY of part 10."""
    head = _VERIFY.pack(
        order.first_key_s,
        order.next_key_s,
        _FORMAT_BCD,
        order.block,
        0,
        order.digits,
        _BY_ENTER_KEY,
        1,
        _LANGUAGE,
        0,
        bytes(3),
        len(order.apdu),
    )
    return head + order.apdu


def encode_modify(modify: ModifyOrder) -> bytes:
    """Return PIN_MODIFY of part 10; one message for every PIN that is asked for."""
    order = modify.order
    messages = 1 + modify.asks.bit_count()
    first = 0 if modify.asks & Asks.PRESENT else 1
    head = _MODIFY.pack(
        order.first_key_s,
        order.next_key_s,
        _FORMAT_BCD,
        order.block,
        0,
        modify.old_at,
        modify.new_at,
        order.digits,
        int(modify.asks),
        _BY_ENTER_KEY,
        messages,
        _LANGUAGE,
        first,
        first + 1,
        first + 2,
        bytes(3),
        len(order.apdu),
    )
    return head + order.apdu


def parse_verify(raw: bytes) -> PinOrder:
    """Take PIN_VERIFY apart.

    Raises:
        CardError: ``card.bad_data`` when it is not one.
    """
    return _taken_apart(_VERIFY, 5, raw)[1]


def parse_modify(raw: bytes) -> ModifyOrder:
    """Take PIN_MODIFY apart.

    Raises:
        CardError: ``card.bad_data`` when it is not one.
    """
    fields, order = _taken_apart(_MODIFY, 7, raw)
    old_at, new_at, asks = fields[5], fields[6], fields[8]
    if asks > Asks.CONFIRMATION | Asks.PRESENT:
        raise CardError(CardCode.BAD_DATA)
    return ModifyOrder(order, old_at, new_at, Asks(asks))


def _taken_apart(
    form: struct.Struct, digits_at: int, raw: bytes
) -> tuple[tuple[int, ...], PinOrder]:
    """Return all fields of an order, and what both kinds have in common."""
    if len(raw) < form.size:
        raise CardError(CardCode.BAD_DATA)
    fields = form.unpack_from(raw)
    first, following, bcd, block, length_format = fields[:5]
    apdu, digits = raw[form.size :], fields[digits_at]
    if len(apdu) != fields[-1] or bcd != _FORMAT_BCD or length_format:
        raise CardError(CardCode.BAD_DATA)
    common = PinOrder(apdu, digits >> 8, digits & 0xFF, block, first, following)
    return fields, common


@dataclass(frozen=True, slots=True)
class PinPad:
    """The pad of the reader the card lies in.

    Attributes:
        control: sends a control code with data and returns the answer.
        features: control code by feature.
    """

    control: Control
    features: dict[int, int]

    def verify(self, order: PinOrder) -> bytes:
        """Have the holder type a PIN and the card verify it; return the status."""
        return self._do(PadFeature.VERIFY_PIN_DIRECT, encode_verify(order))

    def modify(self, order: ModifyOrder) -> bytes:
        """Have the holder type the PINs and the card replace one; return the status."""
        return self._do(PadFeature.MODIFY_PIN_DIRECT, encode_modify(order))

    def over(self, control: Control) -> PinPad:
        """Return the same pad behind another way to it, e.g. a trace."""
        return replace(self, control=control)

    def _do(self, feature: PadFeature, data: bytes) -> bytes:
        return self.control(self.features[feature], data)


def find_pad(control: Control, request: int) -> PinPad | None:
    """Ask a reader for its features; None when it has no pad that does both acts.

    Args:
        control: way to the reader.
        request: control code of GET_FEATURE_REQUEST on this system.
    """
    try:
        features = parse_features(control(request, b""))
    except CardError:
        return None
    if not set(PadFeature) <= features.keys():
        return None
    return PinPad(control, features)
