"""The names of all readers that the PC/SC service knows now."""

from __future__ import annotations

from smartcard import scard

from card_io.pcsc.codes import card_error


def reader_names() -> tuple[str, ...]:
    """Ask the service once; no card is touched.

    Raises:
        CardError: ``card.no_service``.
    """
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if result != scard.SCARD_S_SUCCESS:
        raise card_error(result)
    try:
        result, names = scard.SCardListReaders(context, [])
    finally:
        scard.SCardReleaseContext(context)
    if result == scard.SCARD_E_NO_READERS_AVAILABLE:
        return ()
    if result != scard.SCARD_S_SUCCESS:
        raise card_error(result)
    return tuple(names)
