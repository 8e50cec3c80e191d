"""Watch PC/SC readers and open the card in one, surviving restarts of the service.

pyscard's own monitors die with the service, so this stands on SCardGetStatusChange
itself. One context serves watching and connecting; it belongs to the card thread.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from smartcard import scard

from card_io.core.apdu import Channel
from card_io.pcsc.codes import card_error
from card_io.pcsc.connection import PcscChannel, has_pad
from card_io.slot import SlotState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

_PNP = "\\\\?PnP?\\Notification"
_RETRY_SECONDS = 0.25
_EVENT_SHIFT = 16


@dataclass(frozen=True, slots=True)
class _Reader:
    """Last known state of one reader."""

    state: int

    @property
    def present(self) -> bool:
        return bool(self.state & scard.SCARD_STATE_PRESENT)

    @property
    def mute(self) -> bool:
        return bool(self.state & scard.SCARD_STATE_MUTE)

    @property
    def events(self) -> int:
        return self.state >> _EVENT_SHIFT


class PcscSlot:
    """:class:`~card_io.slot.CardSlot` over the readers of the PC/SC service.

    Args:
        reader: part of the name of the reader to use; None for the only one with
            a card. Two readers with a card are ``card.several_cards``.
        without: part of the name of a reader to leave alone: the SAM's.
    """

    channel = "pcsc"

    def __init__(self, reader: str | None = None, without: str | None = None) -> None:
        self._wanted = reader
        self._without = without
        self._context: int | None = None
        self._readers: dict[str, _Reader] = {}
        self._pads: dict[str, bool] = {}
        self._down = threading.Event()
        self._fault = str(CardCode.NO_SERVICE)

    def poll(self, timeout_s: float) -> SlotState:
        """Wait for readers or cards to change."""
        try:
            self._watch(timeout_s)
        except CardError as exc:
            fresh = self._context is not None
            self._drop()
            self._fault = _of_the_watch(exc)
            if not fresh:
                self._down.wait(min(timeout_s, _RETRY_SECONDS))
                self._down.clear()
        return self._state()

    def interrupt(self) -> None:
        """Cancel the wait; harmless when there is none."""
        self._down.set()
        context = self._context
        if context is not None:
            scard.SCardCancel(context)

    def open(self) -> Channel:
        """Connect to the chosen reader's card."""
        self._refresh()
        state = self._state()
        if state.fault is not None:
            raise CardError(state.fault)
        if state.reader is None or self._context is None:
            raise CardError(CardCode.NO_READER)
        if not state.card_present:
            raise CardError(CardCode.NO_CARD)
        try:
            return PcscChannel(self._context, state.reader)
        except CardError as exc:
            if exc.code == CardCode.NO_SERVICE:
                self._drop()
            raise

    def close(self) -> None:
        """Release the context."""
        self._drop()

    def _refresh(self) -> None:
        """Bring the state up to date without waiting."""
        try:
            self._watch(0.0)
        except CardError:
            self._drop()
            try:
                self._watch(0.0)
            except CardError as exc:
                self._drop()
                self._fault = _of_the_watch(exc)

    def _watch(self, timeout_s: float) -> None:
        context = self._context
        fresh = context is None
        if context is None:
            result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            if result != scard.SCARD_S_SUCCESS:
                raise CardError(CardCode.NO_SERVICE)
            self._context = context
        names = self._names(context)
        self._readers = {
            name: self._readers.get(name, _Reader(scard.SCARD_STATE_UNAWARE))
            for name in names
        }
        new = any(r.state == scard.SCARD_STATE_UNAWARE for r in self._readers.values())
        wait_ms = 0 if new or fresh else int(timeout_s * 1000)
        asked = [(name, reader.state) for name, reader in self._readers.items()]
        asked.append((_PNP, len(names) << _EVENT_SHIFT))
        result, states = scard.SCardGetStatusChange(context, wait_ms, asked)
        if result in (
            scard.SCARD_E_TIMEOUT,
            scard.SCARD_E_CANCELLED,
            scard.SCARD_E_UNKNOWN_READER,
        ):
            return
        if result != scard.SCARD_S_SUCCESS:
            raise card_error(result)
        for name, state, _ in states:
            if name != _PNP:
                self._readers[name] = _Reader(state & ~scard.SCARD_STATE_CHANGED)
        self._ask_for_pads(context)

    def _ask_for_pads(self, context: int) -> None:
        """Ask every reader once whether it has a pad; a taken one later."""
        self._pads = {n: pad for n, pad in self._pads.items() if n in self._readers}
        for name in self._readers:
            if name not in self._pads:
                pad = has_pad(context, name)
                if pad is not None:
                    self._pads[name] = pad

    def _names(self, context: int) -> list[str]:
        result, names = scard.SCardListReaders(context, [])
        if result == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        if result != scard.SCARD_S_SUCCESS:
            raise card_error(result)
        wanted, without = self._wanted or "", self._without
        return [
            name
            for name in names
            if wanted in name and (without is None or without not in name)
        ]

    def _state(self) -> SlotState:
        if self._context is None:
            return SlotState(
                service=False, reader=None, card_present=False, fault=self._fault
            )
        if not self._readers:
            return SlotState(
                service=True,
                reader=None,
                card_present=False,
                fault=CardCode.NO_READER,
            )
        with_card = [name for name, r in self._readers.items() if r.present]
        name = with_card[0] if with_card else next(iter(self._readers))
        reader = self._readers[name]
        fault: CardCode | None = None
        if len(with_card) > 1:
            fault = CardCode.SEVERAL_CARDS
        elif reader.mute:
            fault = CardCode.MUTE
        return SlotState(
            service=True,
            reader=name,
            card_present=bool(with_card),
            fault=fault,
            event=sum(r.events for r in self._readers.values()),
            has_pad=self._pads.get(name, False),
        )

    def _drop(self) -> None:
        context, self._context = self._context, None
        self._readers, self._pads = {}, {}
        if context is not None:
            scard.SCardReleaseContext(context)


def _of_the_watch(exc: CardError) -> str:
    """Return the fault of a failed watch.

    No card takes part in it: a break in communication is the service going away.
    """
    return CardCode.NO_SERVICE if exc.code == CardCode.COMM else exc.code
