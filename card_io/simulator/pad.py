"""A PIN pad on the virtual reader: answers PC/SC part 10, typed on by a script."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from enum import StrEnum

from card_io.core.pad import (
    Asks,
    PadFeature,
    PadStatus,
    PinOrder,
    encode_features,
    parse_modify,
    parse_verify,
)
from card_io.simulator.faults import PadUnpluggedError
from counter_app.domain.errors import CardError

#: Control codes of the virtual reader; a real one names its own.
FEATURE_REQUEST = 0x42000D48
_FEATURES = {
    PadFeature.VERIFY_PIN_DIRECT: 0x42330006,
    PadFeature.MODIFY_PIN_DIRECT: 0x42330007,
}
_LC, _HEADER = 4, 5

Send = Callable[[bytes], bytes]


class PadKey(StrEnum):
    """What a holder may do instead of typing digits."""

    CANCEL = "cancel"
    NOTHING = "nothing"  # until the time is over
    UNPLUG = "unplug"  # the reader goes away while the pad waits


class _GaveUpError(Exception):
    """The entry ended without a PIN."""

    def __init__(self, status: PadStatus) -> None:
        super().__init__(status)
        self.status = status


class VirtualPad:
    """What the holder types, entry by entry; when nothing is left, nothing is typed.

    ``asked`` lists what the display asked for: ``present``, ``new``, ``again``.
    """

    def __init__(self, typed: Iterable[str] = ()) -> None:
        self._typed = deque(typed)
        self._lock = threading.Lock()
        self.asked: list[str] = []

    def type(self, *entries: str) -> None:
        """Add entries: digits, or a :class:`PadKey`."""
        with self._lock:
            self._typed.extend(entries)

    def next_entry(self, what: str) -> str:
        """Return what the holder types when the display asks for ``what``."""
        with self._lock:
            self.asked.append(what)
            return self._typed.popleft() if self._typed else PadKey.NOTHING

    def control(self, code: int, data: bytes, send: Send) -> bytes:
        """Answer one control request; ``send`` reaches the card."""
        if code == FEATURE_REQUEST:
            return encode_features({int(f): c for f, c in _FEATURES.items()})
        try:
            if code == _FEATURES[PadFeature.VERIFY_PIN_DIRECT]:
                apdu = self._filled_verify(data)
            else:
                apdu = self._filled_modify(data)
        except _GaveUpError as gave_up:
            return _status(gave_up.status)
        except CardError:
            return _status(PadStatus.BAD_ORDER)
        return send(apdu)

    def _filled_verify(self, data: bytes) -> bytes:
        order = parse_verify(data)
        apdu = bytearray(order.apdu)
        _put(apdu, 0, self._entry("present", order), order)
        return bytes(apdu)

    def _filled_modify(self, data: bytes) -> bytes:
        modify = parse_modify(data)
        order, asks = modify.order, modify.asks
        apdu = bytearray(order.apdu)
        if asks & Asks.PRESENT:
            _put(apdu, modify.old_at, self._entry("present", order), order)
        new = self._entry("new", order)
        if asks & Asks.CONFIRMATION and self._entry("again", order) != new:
            raise _GaveUpError(PadStatus.MISMATCH)
        _put(apdu, modify.new_at, new, order)
        return bytes(apdu)

    def _entry(self, what: str, order: PinOrder) -> str:
        typed = self.next_entry(what)
        if typed == PadKey.UNPLUG:
            raise PadUnpluggedError
        if typed == PadKey.CANCEL:
            raise _GaveUpError(PadStatus.CANCELLED)
        if typed == PadKey.NOTHING:
            raise _GaveUpError(PadStatus.TIMEOUT)
        if not order.shortest <= len(typed) <= order.longest:
            raise _GaveUpError(PadStatus.LENGTH)
        return typed


def _put(apdu: bytearray, at: int, digits: str, order: PinOrder) -> None:
    """Put a PIN into the template, two digits a byte, the rest F."""
    start = _HEADER + at
    if start + order.block > len(apdu) or apdu[_LC] != len(apdu) - _HEADER:
        raise _GaveUpError(PadStatus.BAD_ORDER)
    filled = digits.ljust(2 * order.block, "F")
    if len(filled) != 2 * order.block:
        raise _GaveUpError(PadStatus.BAD_ORDER)
    apdu[start : start + order.block] = bytes.fromhex(filled)


def _status(status: PadStatus) -> bytes:
    return int(status).to_bytes(2, "big")
