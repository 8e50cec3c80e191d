"""The PIN commands as the reader's pad sends them (PC/SC part 10; card.md 4.2)."""

from __future__ import annotations

from card_io.core.apdu import Answer
from card_io.core.pad import (
    PAD_CODES,
    PIN_BYTES,
    Asks,
    ModifyOrder,
    PinOrder,
    PinPad,
)
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

_VERIFY = bytes.fromhex("00200000")
_CHANGE = bytes.fromhex("805E0100")
_EMPTY = b"\xff" * PIN_BYTES
_SEPARATOR = b"\xff"
_STATUS_BYTES = 2


def verify_on_pad(pad: PinPad) -> Answer:
    """Have the holder type the PIN and the card verify it.

    Raises:
        CardError: ``card.pad_timeout``, ``card.pad_cancelled``, ``card.pad_length``;
            then the card was asked nothing.
    """
    return _answer(pad.verify(PinOrder(_template(_VERIFY, _EMPTY))))


def change_on_pad(pad: PinPad, present: bytes | None) -> Answer:
    """Have the holder type a new PIN twice and the card take it.

    Args:
        pad: the pad of the reader.
        present: the PIN the card has, empty for none; None asks the holder for it.

    Raises:
        CardError: as :func:`verify_on_pad`, and ``card.pad_mismatch``.
    """
    old = _EMPTY if present is None else present
    asks = Asks.CONFIRMATION
    if present is None:
        asks |= Asks.PRESENT
    template = _template(_CHANGE, old + _SEPARATOR + _EMPTY)
    new_at = len(old) + len(_SEPARATOR)
    return _answer(pad.modify(ModifyOrder(PinOrder(template), 0, new_at, asks)))


def _template(header: bytes, data: bytes) -> bytes:
    return header + bytes((len(data),)) + data


def _answer(raw: bytes) -> Answer:
    if len(raw) < _STATUS_BYTES:
        raise CardError(CardCode.COMM)
    answer = Answer.parse(raw)
    code = PAD_CODES.get(answer.sw)
    if code is not None:
        raise CardError(code)
    return answer
