"""Result codes of PC/SC and the coded errors they become."""

from __future__ import annotations

from smartcard import scard

from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

_BITS = 0xFFFFFFFF
_KNOWN: dict[CardCode, tuple[int, ...]] = {
    CardCode.NO_SERVICE: (
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_E_INVALID_HANDLE,
        scard.SCARD_F_COMM_ERROR,
    ),
    CardCode.NO_READER: (
        scard.SCARD_E_NO_READERS_AVAILABLE,
        scard.SCARD_E_UNKNOWN_READER,
        scard.SCARD_E_READER_UNAVAILABLE,
    ),
    CardCode.NO_CARD: (scard.SCARD_E_NO_SMARTCARD,),
    CardCode.REMOVED: (scard.SCARD_W_REMOVED_CARD,),
    CardCode.SHARING: (scard.SCARD_E_SHARING_VIOLATION,),
    CardCode.MUTE: (
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_E_TIMEOUT,
    ),
    CardCode.FOREIGN: (
        scard.SCARD_W_UNSUPPORTED_CARD,
        scard.SCARD_E_PROTO_MISMATCH,
    ),
}
_CODES = {value & _BITS: code for code, values in _KNOWN.items() for value in values}


def card_error(result: int) -> CardError:
    """Return the coded error for a PC/SC result; an unknown one is ``card.comm``."""
    code = _CODES.get(result & _BITS, CardCode.COMM)
    return CardError(code, result=f"{result & _BITS:08X}")


def check(result: int) -> None:
    """Raise the coded error unless the result is success."""
    if result != scard.SCARD_S_SUCCESS:
        raise card_error(result)
