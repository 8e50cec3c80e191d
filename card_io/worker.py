"""The card thread: it alone touches readers; everybody else asks it.

Calls come from the work thread and are queued. Journal callbacks run in the
*caller's* thread, between two steps of the card thread, because they write to the
caller's database connection.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from card_io.calls import CardCall, Waiting
from card_io.core.apdu import Channel
from card_io.core.inquiry import inquire
from card_io.core.reading import read_basic
from card_io.core.writing import WriteJob, compare
from card_io.desk import CardWriting, pin_entry
from card_io.pcsc.slot import PcscSlot
from card_io.simulator.card import VirtualCard
from card_io.simulator.pad import VirtualPad
from card_io.simulator.slot import DirectSlot
from card_io.slot import CardSlot, SlotState
from card_io.tracing import logged
from counter_app.domain.card_files import CardInquiry
from counter_app.domain.chip import ChipReading, Personalisation
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.cards import PinUse, Progress, ReaderState, WriteStep
from counter_app.ports.keys import KeyProvider

_log = logging.getLogger(__name__)
_POLL_SECONDS = 5.0
_NUDGE_SECONDS = 0.01
_FIRST_STATE_SECONDS = 2.0
_CLOSE_SECONDS = 5.0
_NOTICE_SECONDS = 1.0
#: Silence of the card thread after which a caller gives up, in seconds.
READ_SECONDS = 30.0
INQUIRY_SECONDS = 120.0

#: The card was taken off while it was being read: wait for the next one.
_GONE = frozenset((CardCode.NO_CARD, CardCode.REMOVED, CardCode.COMM))

T = TypeVar("T")


class CardWorker(CardWriting):
    """:class:`~counter_app.ports.cards.CardDesk` over any slot."""

    def __init__(self, slot: CardSlot, keys: KeyProvider | None = None) -> None:
        self.channel = slot.channel
        self._slot = slot
        self._keys = keys
        self._calls: queue.SimpleQueue[CardCall] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._polling = threading.Event()
        self._changed = threading.Condition()
        self._state: ReaderState | None = None
        self._event = -1
        self._watchers: list[Callable[[ReaderState], None]] = []
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)
        self._thread.start()

    def state(self) -> ReaderState:
        """Return the last known state without touching the reader."""
        with self._changed:
            return self._state or ReaderState(
                service=False, reader=None, card_present=False
            )

    def watch(self, on_change: Callable[[ReaderState], None]) -> None:
        """Call ``on_change`` from the card thread whenever the state changes."""
        with self._changed:
            self._watchers.append(on_change)

    def read(self, *, wait_s: float = 0.0) -> ChipReading:
        """Read the basic data, waiting up to ``wait_s`` seconds for a card.

        Raises:
            CardError: ``card.no_service``, ``card.no_reader``, ``card.no_card``
                after the wait; ``card.foreign`` and others from the card.
        """
        deadline = time.monotonic() + wait_s
        return self._with_card(self._read, deadline, READ_SECONDS)

    def inquire(
        self,
        *,
        wait_s: float = 0.0,
        expected_uid: str | None = None,
        pin: PinUse | None = None,
        progress: Progress | None = None,
    ) -> CardInquiry:
        """Read every readable file; see the port."""
        entry = None if pin is None else pin_entry(expected_uid or "", pin)

        def work(call: CardCall, channel: Channel) -> CardInquiry:
            return inquire(channel, self._keys, entry, call.stopped, progress)

        if entry is not None:  # one VERIFY at most: no second attempt
            return self._call(work, INQUIRY_SECONDS)
        return self._with_card(work, time.monotonic() + wait_s, INQUIRY_SECONDS)

    def _with_card(
        self,
        work: Callable[[CardCall, Channel], T],
        deadline: float,
        patience_s: float,
    ) -> T:
        """Wait for a card and read it, once more when it was taken off meanwhile."""
        while True:
            serial = self._await_card(deadline)
            try:
                return self._call(work, patience_s)
            except CardError as exc:
                if exc.code not in _GONE or not self._await_change(serial, deadline):
                    raise

    def compare(self, expected_uid: str, data: Personalisation) -> str:
        """Tell how far the card is: ``untouched``, ``partial``, ``complete``."""
        job = WriteJob(expected_uid, data)

        def work(call: CardCall, channel: Channel) -> str:
            return compare(channel, self._keys, job, call.stopped)

        return self._call(work, READ_SECONDS)

    def close(self) -> None:
        """Stop the card thread and release every handle."""
        self._stop.set()
        deadline = time.monotonic() + _CLOSE_SECONDS
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._slot.interrupt()
            self._thread.join(_NUDGE_SECONDS)

    def _read(self, call: CardCall, channel: Channel) -> ChipReading:
        return read_basic(channel, self._keys, call.stopped)

    def _await_card(self, deadline: float) -> int:
        """Wait for a usable card and return the serial of the state.

        A fault that stays is left for the call itself to raise.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._state is not None, _FIRST_STATE_SECONDS
            )
            self._changed.wait_for(
                lambda: self._stop.is_set() or self._usable(), _left(deadline)
            )
            return self._state.serial if self._state else 0

    def _await_change(self, serial: int, deadline: float) -> bool:
        """Wait for the reader to notice what the call ran into.

        Returns False when the time is over, or when nothing changed and the card
        still lies there: then the fault is the card's own.
        """
        with self._changed:
            moved = self._changed.wait_for(
                lambda: self._state is not None and self._state.serial != serial,
                min(_left(deadline), _NOTICE_SECONDS),
            )
            return _left(deadline) > 0 and (moved or not self._usable())

    def _usable(self) -> bool:
        state = self._state
        return state is not None and state.card_present and state.fault is None

    def _call(
        self,
        work: Callable[[CardCall, Channel], T],
        patience_s: float,
        journal: Callable[[WriteStep], None] | None = None,
    ) -> T:
        """Queue work for the card thread and wait for its result."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("card desk called from the card thread")
        result: list[T] = []
        call = CardCall(lambda call, channel: result.append(work(call, channel)))
        self._calls.put(call)
        call.wait(Waiting(patience_s, self._nudge, self._stop.is_set, journal))
        return result[0]

    def _nudge(self) -> None:
        """Wake the card thread if it is waiting for its reader."""
        if self._polling.is_set():
            self._slot.interrupt()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._polling.set()  # before the look, or a call might be overslept
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                self._publish(self._slot.poll(_POLL_SECONDS))
            else:
                self._polling.clear()
                call.run(self._slot)
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait().refuse()
        self._slot.close()
        with self._changed:
            self._changed.notify_all()

    def _publish(self, seen: SlotState) -> None:
        """Store a changed state, wake who waits, tell who watches."""
        with self._changed:
            old = self._state
            serial = old.serial if old else 0
            fresh = ReaderState(
                seen.service,
                seen.reader,
                seen.card_present,
                seen.fault,
                serial,
                seen.has_pad,
            )
            if fresh == old and seen.event == self._event:
                return
            self._event = seen.event
            self._state = state = replace(fresh, serial=serial + 1)
            self._changed.notify_all()
            watchers = tuple(self._watchers)
        for watcher in watchers:
            try:
                watcher(state)
            except Exception:  # noqa: BLE001 -- a watcher's fault must not end the card thread
                _log.exception("reader watcher failed")


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.0)


class PcscDesk(CardWorker):
    """A card desk on a real reader; ``sam`` names a reader it leaves alone."""

    def __init__(
        self,
        keys: KeyProvider | None = None,
        reader: str | None = None,
        sam: str | None = None,
    ) -> None:
        super().__init__(logged(PcscSlot(reader, sam)), keys)


class DirectDesk(CardWorker):
    """A card desk on a virtual card that is plugged in directly.

    ``pad`` gives the virtual reader a PIN pad.
    """

    def __init__(
        self, keys: KeyProvider | None = None, pad: VirtualPad | None = None
    ) -> None:
        self._direct = DirectSlot(pad)
        super().__init__(logged(self._direct), keys)

    def insert(self, card: VirtualCard) -> None:
        """Lay a card on the reader."""
        self._direct.insert(card)

    def remove(self) -> None:
        """Take the card off."""
        self._direct.remove()

    @property
    def slot(self) -> DirectSlot:
        """The virtual reader, for a trace between it and another desk."""
        return self._direct

    def fail(self, code: CardCode | None) -> None:
        """Unplug the reader or stop its service; None mends it."""
        self._direct.fail(code)
