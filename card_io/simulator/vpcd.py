"""Serve a virtual card to vpcd, the virtual reader driver of a real pcscd.

Protocol of vpcd: two length bytes (big endian) and the payload. One byte is a
control: 0 power off, 1 power on, 2 reset (all unanswered), 4 asks for the ATR.
Anything longer is an APDU. Connecting is inserting, closing is taking out.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from enum import IntEnum
from queue import Empty, SimpleQueue
from typing import cast

from card_io.simulator.chip import Chip
from card_io.simulator.faults import (
    CardPulledError,
    CardSwappedError,
    ReaderGoneError,
    ReplyLostError,
)
from counter_app.domain.errors import CardError

DEFAULT_PORT = 35963
_RETRY_SECONDS = 0.2
_GAP_SECONDS = 0.5


class _Control(IntEnum):
    OFF = 0
    ON = 1
    RESET = 2
    ATR = 4


class Gap:
    """The time a hand needs to change cards on one reader.

    pcscd looks every 0.4 s. A card changed faster than that can leave it believing
    the reader empty for as long as the new card stays.
    """

    def __init__(self) -> None:
        self._until = 0.0

    def begin(self) -> None:
        """Note that a card was taken out just now."""
        self._until = time.monotonic() + _GAP_SECONDS

    def left(self) -> float:
        """Return the seconds until the next card may be laid on."""
        return max(self._until - time.monotonic(), 0.0)


class Bell:
    """A wish to stop that a signal handler may ring.

    An Event's lock is not reentrant: rung by a handler on the thread that is just
    beginning to wait for it, both would stand for ever. This queue's put may be
    called at any moment.
    """

    def __init__(self) -> None:
        self.rung = False
        self._queue: SimpleQueue[None] = SimpleQueue()

    def ring(self) -> None:
        """Ask to stop; wakes who waits."""
        self.rung = True
        self._queue.put(None)

    def wait(self, seconds: float) -> bool:
        """Wait, shorter when rung; tell whether it was rung."""
        if not self.rung:
            with contextlib.suppress(Empty):
                self._queue.get(timeout=seconds)
        return self.rung


class CardServer:
    """Keep one card in one virtual reader until told to stop.

    Args:
        card: the card to insert.
        connect: makes a connection to vpcd, or raises OSError or CardError.
        gap: shared by all cards of one reader.
    """

    def __init__(
        self,
        card: Chip,
        connect: Callable[[], socket.socket],
        gap: Gap | None = None,
    ) -> None:
        self.card = card
        self._connect = connect
        self._gap = gap or Gap()
        self._stop = Bell()
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def insert(self) -> None:
        """Put the card on the reader from a thread of its own; returns at once."""
        self._stop = Bell()
        self._thread = threading.Thread(
            target=self.run, name="virtual-card", daemon=True
        )
        self._thread.start()

    def remove(self) -> None:
        """Take the card out; returns when it is out."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def stop(self) -> None:
        """Ask :meth:`run` to end; safe in a signal handler."""
        self._stop.ring()
        served = self._socket
        if served is not None:
            with contextlib.suppress(OSError):
                served.shutdown(socket.SHUT_RDWR)

    def run(self, on_ready: Callable[[], None] | None = None) -> None:
        """Connect, retrying until vpcd is there, and serve; again after a loss.

        A card pulled by a fault stays out.
        """
        while not self._stop.wait(self._gap.left()):
            try:
                served = self._connect()
            except (OSError, CardError):
                self._stop.wait(_RETRY_SECONDS)
                continue
            with served:
                self._socket = served
                if on_ready is not None:
                    on_ready()
                    on_ready = None
                pulled = self._serve(served)
                self._socket = None
            self._gap.begin()
            if pulled:
                return

    def _serve(self, served: socket.socket) -> bool:
        """Answer until the connection ends; True when the card was pulled."""
        served.settimeout(None)
        served.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while not self._stop.rung:
                frame = _receive(served)
                if frame is None:
                    return False
                answer = self._answer(frame)
                if answer is not None:
                    served.sendall(len(answer).to_bytes(2, "big") + answer)
        except OSError:
            return False
        except CardSwappedError as exc:
            self.card = cast("Chip", exc.other)
            return False  # the loop lays it on after the time a hand needs
        except (CardPulledError, ReaderGoneError, ReplyLostError):
            # A reader without answer reports the card as gone; so be it.
            return True
        return False

    def _answer(self, frame: bytes) -> bytes | None:
        if len(frame) > 1:
            return self.card.exchange(frame)
        if frame[0] == _Control.ATR:
            return self.card.atr
        if frame[0] == _Control.OFF:
            self.card.power_off()
        else:
            self.card.power_on()
        return None


def _receive(served: socket.socket) -> bytes | None:
    """Return one frame, None at the end of the connection."""
    head = _exactly(served, 2)
    return head and _exactly(served, int.from_bytes(head, "big"))


def _exactly(served: socket.socket, count: int) -> bytes | None:
    # Nagle's algorithm in vpcd against delayed ACK costs 0.2 s a command; the
    # option falls back by itself, hence before every receive.
    quick = getattr(socket, "TCP_QUICKACK", None)
    received = b""
    while len(received) < count:
        if quick is not None:
            served.setsockopt(socket.IPPROTO_TCP, quick, 1)
        part = served.recv(count - len(received))
        if not part:
            return None
        received += part
    return received
