"""An open card in a PC/SC reader: one exclusive transaction from open to close."""

from __future__ import annotations

import threading

from smartcard import scard

from card_io.core.pad import GET_FEATURE_REQUEST, PinPad, find_pad
from card_io.core.profile import Atr
from card_io.pcsc.codes import card_error, check
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

_TRIES = 20
_PAUSE_S = 0.1
#: Right after a swap the service still powers the old card; it notices in 0.4 s.
_PASSING = (CardCode.SHARING, CardCode.MUTE)


class PcscChannel:
    """:class:`~card_io.core.apdu.Channel` over one SCard handle.

    The protocol is chosen by us: T=0 for contact cards, T=1 for contactless ones
    (card.md 1), by the ATR of the card that lies there now.
    """

    def __init__(self, context: int, reader: str) -> None:
        either = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        self._handle, active = _connect(context, reader, either)
        self.atr = _atr(self._handle)
        self.contactless = Atr(self.atr).contactless
        wanted = scard.SCARD_PROTOCOL_T0
        if self.contactless:
            wanted = scard.SCARD_PROTOCOL_T1
        if active != wanted:
            self._disconnect()
            self._handle, _ = _connect(context, reader, wanted)
        self._header = _header(contactless=self.contactless)
        self._pad: PinPad | None = None
        result = scard.SCardBeginTransaction(self._handle)
        if result != scard.SCARD_S_SUCCESS:
            self._disconnect()
            raise card_error(result)

    def exchange(self, apdu: bytes) -> bytes:
        """Transmit. Blocks without limit while the card is silent."""
        result, answer = scard.SCardTransmit(self._handle, self._header, list(apdu))
        check(result)
        return bytes(byte & 0xFF for byte in answer)

    @property
    def pad(self) -> PinPad | None:
        """The reader's PIN pad; asked for at the first use only."""
        if self._pad is None:
            self._pad = pad_behind(self._handle)
        return self._pad

    def close(self) -> None:
        """End the transaction and power the card down.

        Powering down matters: rights opened by keys must not outlive us.
        """
        scard.SCardEndTransaction(self._handle, scard.SCARD_LEAVE_CARD)
        self._disconnect()

    def _disconnect(self) -> None:
        # A handle that is not given back leaks inside the service and blocks
        # exclusive users later on.
        scard.SCardDisconnect(self._handle, scard.SCARD_UNPOWER_CARD)


def pad_behind(handle: int) -> PinPad | None:
    """Return the PIN pad of the reader behind a handle (PC/SC part 10)."""

    def control(code: int, data: bytes) -> bytes:
        # Blocks while the holder types; the pad's own time limits end it.
        result, answer = scard.SCardControl(handle, code, list(data))
        check(result)
        return bytes(byte & 0xFF for byte in answer)

    return find_pad(control, scard.SCARD_CTL_CODE(GET_FEATURE_REQUEST))


def has_pad(context: int, reader: str) -> bool | None:
    """Tell whether a reader has a pad, card or no card; None when it is taken."""
    result, handle, _ = scard.SCardConnect(
        context, reader, scard.SCARD_SHARE_DIRECT, scard.SCARD_PROTOCOL_UNDEFINED
    )
    if result != scard.SCARD_S_SUCCESS:
        return None
    try:
        return pad_behind(int(handle)) is not None
    finally:
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)


def _connect(context: int, reader: str, protocols: int) -> tuple[int, int]:
    """Connect, giving other programs and a fresh card two seconds."""
    pause = threading.Event()
    error = CardError(CardCode.NO_CARD)
    for _ in range(_TRIES):
        result, handle, active = scard.SCardConnect(
            context, reader, scard.SCARD_SHARE_SHARED, protocols
        )
        if result == scard.SCARD_S_SUCCESS:
            return int(handle), int(active)
        error = card_error(result)
        if error.code not in _PASSING:
            break
        pause.wait(_PAUSE_S)
    if error.code == CardCode.REMOVED:
        raise CardError(CardCode.NO_CARD)
    raise error


def _atr(handle: int) -> bytes:
    result, _, _, _, atr = scard.SCardStatus(handle)
    check(result)
    return bytes(byte & 0xFF for byte in atr)


def _header(*, contactless: bool) -> int:
    return int(scard.SCARD_PCI_T1 if contactless else scard.SCARD_PCI_T0)
