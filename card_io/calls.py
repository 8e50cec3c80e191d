"""One call to the card thread: queued, carried out there, awaited here."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from card_io.core.apdu import Channel
from card_io.slot import CardSlot
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.ports.cards import WriteStep

_log = logging.getLogger(__name__)
_NUDGE_SECONDS = 0.002
_CONSENT_SECONDS = 0.1


class _AbandonedError(Exception):
    """The caller has given up, or its journal refused; ends a job quietly."""


@dataclass(frozen=True, slots=True)
class _End:
    """The job is over, with an error or without."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a caller waits: patience, journal, and what wakes the card thread.

    Attributes:
        patience_s: silence of the card thread after which the caller gives up.
        nudge: makes an idle card thread look at its queue.
        closed: tells that the card thread takes no more calls.
    """

    patience_s: float
    nudge: Callable[[], None]
    closed: Callable[[], bool]
    journal: Callable[[WriteStep], None] | None = None


@dataclass(slots=True)
class CardCall:
    """A piece of work for the card thread."""

    work: Callable[[CardCall, Channel], None]
    _mail: queue.SimpleQueue[WriteStep | _End] = field(
        default_factory=queue.SimpleQueue
    )
    _consent: queue.SimpleQueue[bool] = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _taken: bool = False
    _opened: bool = False
    _given_up: bool = False
    _refused: BaseException | None = None

    # --- in the card thread ---

    def run(self, slot: CardSlot) -> None:
        """Carry the work out, unless the caller has already gone."""
        with self._lock:
            if self._given_up:
                return
            self._taken = True
        error: BaseException | None = None
        try:
            self._run(slot)
        except _AbandonedError:
            _log.warning("card call abandoned by its caller")
        except Exception as exc:  # noqa: BLE001 -- thread top: belongs to the caller
            error = exc
        self._mail.put(_End(error))

    def _run(self, slot: CardSlot) -> None:
        channel = slot.open()
        self._opened = True
        try:
            self.work(self, channel)
        finally:
            channel.close()

    def stopped(self) -> bool:
        """Tell whether the caller has given up."""
        return self._given_up

    def step(self, step: WriteStep) -> None:
        """Have the caller journal a step and wait for its consent."""
        self._mail.put(step)
        while True:
            try:
                consent = self._consent.get(timeout=_CONSENT_SECONDS)
            except queue.Empty:
                consent = not self._given_up
                if consent:
                    continue
            if not consent:
                raise _AbandonedError
            return

    # --- in the caller's thread ---

    def refuse(self) -> None:
        """Answer a call that will never be carried out."""
        self._mail.put(_End(CardError(CardCode.CLOSED)))

    def wait(self, waiting: Waiting) -> None:
        """Wait for the end, journalling on the way.

        Raises:
            CardError: the work's own; ``card.busy`` when it was never begun,
                ``card.sharing`` when another program kept the card all the time,
                ``card.mute`` when it fell silent, ``card.closed``.
        """
        steps = 0
        while True:
            message = self._next(waiting)
            if message is None:
                raise self._give_up(steps)
            if isinstance(message, _End):
                break
            steps += 1
            self._write_down(message, waiting)
        failure = self._refused or message.error
        if failure is not None:
            raise failure

    def _next(self, waiting: Waiting) -> WriteStep | _End | None:
        """Return the next message, None after too long a silence."""
        left = waiting.patience_s
        while left > 0:
            if self._taken:
                pause = min(left, _CONSENT_SECONDS)
            else:
                pause = _NUDGE_SECONDS
                if waiting.closed():
                    return _End(CardError(CardCode.CLOSED))
                waiting.nudge()
            try:
                return self._mail.get(timeout=pause)
            except queue.Empty:
                left -= pause
        return None

    def _give_up(self, steps: int) -> CardError:
        with self._lock:
            self._given_up = True
        if not self._taken:
            return CardError(CardCode.BUSY)
        if not self._opened:
            return CardError(CardCode.SHARING)
        return CardError(CardCode.MUTE, outcome_unknown=steps > 0)

    def _write_down(self, step: WriteStep, waiting: Waiting) -> None:
        if waiting.journal is not None and self._refused is None:
            try:
                waiting.journal(step)
            except BaseException as exc:  # noqa: BLE001 -- raised again at the end
                self._refused = exc
        self._consent.put(self._refused is None)
