"""A virtual reader inside the program: the direct form of the card desk."""

from __future__ import annotations

import threading
from typing import cast

from card_io.core.apdu import Channel
from card_io.core.pad import PinPad, find_pad
from card_io.simulator.chip import Chip
from card_io.simulator.faults import (
    CardPulledError,
    CardSwappedError,
    PadUnpluggedError,
    ReaderGoneError,
    ReplyLostError,
)
from card_io.simulator.pad import FEATURE_REQUEST, VirtualPad
from card_io.slot import SlotState
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

READER = "Virtual Reader (direct)"


class DirectSlot:
    """:class:`~card_io.slot.CardSlot` for a card that is plugged in by hand.

    ``insert`` and ``remove`` may be called from any thread; ``pad`` is the PIN pad
    of the reader, if it has one.
    """

    channel = "direct"

    def __init__(self, pad: VirtualPad | None = None) -> None:
        self.virtual_pad = pad
        self._changed = threading.Condition()
        self._card: Chip | None = None
        self._event = 0
        self._reported = -1
        self._interrupted = False
        self._fault: CardCode | None = None

    def fail(self, code: CardCode | None) -> None:
        """Take the reader away (``card.no_reader``) or its service; None mends it.

        A card that lies on the reader stays where it is.
        """
        with self._changed:
            self._fault = code
            self._event += 1
            self._changed.notify_all()

    def insert(self, card: Chip) -> None:
        """Lay a card on the reader; one that lies there is taken off first."""
        with self._changed:
            self._card = card
            self._event += 1
            self._changed.notify_all()

    def remove(self) -> None:
        """Take the card off the reader."""
        with self._changed:
            if self._card is not None:
                self._event += 1
            self._card = None
            self._changed.notify_all()

    def poll(self, timeout_s: float) -> SlotState:
        """Wait for a card to come or go."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._interrupted or self._event != self._reported, timeout_s
            )
            self._interrupted = False
            self._reported = self._event
            fault = self._fault
            return SlotState(
                service=fault is not CardCode.NO_SERVICE,
                reader=READER if fault is None else None,
                card_present=self._card is not None and fault is None,
                fault=fault,
                event=self._event,
                has_pad=self.virtual_pad is not None and fault is None,
            )

    def interrupt(self) -> None:
        """End a wait early."""
        with self._changed:
            self._interrupted = True
            self._changed.notify_all()

    def open(self) -> Channel:
        """Power the card up."""
        with self._changed:
            if self._fault is not None:
                raise CardError(self._fault)
            if self._card is None:
                raise CardError(CardCode.NO_CARD)
            self._card.power_on()
            return _DirectChannel(self, self._card, self._event)

    def close(self) -> None:
        """Nothing is held."""

    def need_reader(self) -> None:
        """Raise the reader's fault, if it has one."""
        with self._changed:
            if self._fault is not None:
                raise CardError(self._fault)

    def lies_here(self, event: int) -> bool:
        """Tell whether the card of that insertion is still on the reader."""
        with self._changed:
            return self._card is not None and self._event == event


class _DirectChannel:
    """The card of one insertion; gone for good once it was taken out."""

    def __init__(self, slot: DirectSlot, card: Chip, event: int) -> None:
        self.atr = card.atr
        self.contactless = card.contactless
        self._slot = slot
        self._card = card
        self._event = event

    @property
    def pad(self) -> PinPad | None:
        """The pad of the virtual reader."""
        if self._slot.virtual_pad is None:
            return None
        return find_pad(self._control, FEATURE_REQUEST)

    def _control(self, code: int, data: bytes) -> bytes:
        pad = self._slot.virtual_pad
        if pad is None:
            raise CardError(CardCode.PAD_ABSENT)
        self._need_card()
        try:
            return pad.control(code, data, self.exchange)
        except PadUnpluggedError as exc:
            self._slot.fail(CardCode.NO_READER)
            raise CardError(CardCode.NO_READER) from exc

    def exchange(self, apdu: bytes) -> bytes:
        self._need_card()
        try:
            answer = self._card.exchange(apdu)
        except CardPulledError as exc:
            self._slot.remove()
            raise CardError(CardCode.REMOVED) from exc
        except CardSwappedError as exc:
            self._slot.insert(cast("Chip", exc.other))
            raise CardError(CardCode.REMOVED) from exc
        except ReaderGoneError as exc:
            self._slot.fail(CardCode.NO_READER)
            raise CardError(CardCode.NO_READER) from exc
        except ReplyLostError as exc:
            raise CardError(CardCode.COMM) from exc
        self._need_card()
        return answer

    def _need_card(self) -> None:
        self._slot.need_reader()
        if not self._slot.lies_here(self._event):
            raise CardError(CardCode.REMOVED)

    def close(self) -> None:
        """Forget what the card was opened for."""
        if self._slot.lies_here(self._event):
            self._card.power_off()
