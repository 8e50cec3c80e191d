"""Several processes behind one port: the supervisor.

Python decides one act at a time in a process; more processes use more cores. The
supervisor takes the port, starts the workers, passes each new connection to the next of
them in turn, and starts one again that died. It has no threads, opens no database and
reads no request; a worker is a fork of it, so that it starts within a moment.

A connection is passed on, not accepted by whoever is quickest: a few busy counters that
hold theirs open would otherwise meet in one process by chance.
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.context import ForkProcess
from types import FrameType

from center.serve import (
    BACKLOG,
    GRACE_S,
    announce,
    check_tls,
    listen,
    spare_the_collector,
)
from center.worker import Fault, Work, end_with, heard
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_log = logging.getLogger(__name__)
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_END_S = GRACE_S + 10.0  # then a worker that does not end is killed
_SOON_S, _LATEST_S = 0.05, 5.0  # back-off of a worker that dies again and again
_STEADY_S = 5.0


def supervise(work: Work, processes: int) -> int:
    """Serve in several processes; return the signal that ended them.

    Raises:
        CenterError: ``center.port_taken``, ``center.tls_files``, and why the first
            workers could not serve.
    """
    check_tls(work.options)
    listener = listen(work.options)
    spare_the_collector()
    say = partial(announce, listener, work.options)
    return Supervisor(listener, work, processes, say).run()


@dataclass(slots=True, eq=False)
class _Place:
    """A worker's place: who fills it now, or when the next one starts."""

    number: int
    process: ForkProcess | None = None
    channel: socket.socket | None = None
    serves: bool = False
    since: float = 0.0
    faults: int = 0
    due: float = field(default_factory=time.monotonic)


class Supervisor:
    """Keeps workers at work until a signal ends all."""

    def __init__(
        self,
        listener: socket.socket,
        work: Work,
        processes: int,
        announce: Callable[[], None],
    ) -> None:
        self._listener = listener
        self._work = work
        self._announce = announce
        self._places = [_Place(number) for number in range(processes)]
        self._turn = itertools.cycle(self._places)
        self._selector = selectors.DefaultSelector()
        self._ready = self._listening = False
        self._ended_by = 0

    def run(self) -> int:
        """Serve; return the signal that ended it.

        Raises:
            CounterError: why the first worker could not serve.
        """
        self._listener.settimeout(0)
        self._listener.listen(BACKLOG)
        with self._signals():
            try:
                while not self._ended_by:
                    self._start_due()
                    found = self._selector.select(self._pause())
                    for key, _ in sorted(found, key=self._comes_last):
                        key.data()
            finally:
                self._end()
        return self._ended_by

    # -- workers -------------------------------------------------------------
    def _start_due(self) -> None:
        now = time.monotonic()
        for place in self._places:
            if place.process is None and place.due <= now:
                self._start(place)

    def _pause(self) -> float | None:
        due = [place.due for place in self._places if place.process is None]
        return max(min(due) - time.monotonic(), 0.0) if due else None

    def _comes_last(self, found: tuple[selectors.SelectorKey, int]) -> bool:
        """Nothing is passed to a worker that is known to be dead."""
        return found[0].fileobj is self._listener

    def _start(self, place: _Place) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        place.channel, place.serves, place.since = ours, False, time.monotonic()
        process = multiprocessing.get_context("fork").Process(
            target=self._begin, args=(place.number, theirs, os.getpid()), daemon=True
        )
        held = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # none may get lost
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        theirs.close()
        place.process = process
        self._selector.register(ours, selectors.EVENT_READ, lambda: self._hear(place))

    def _begin(self, number: int, channel: socket.socket, parent: int) -> None:
        """Leave behind what is the supervisor's, and work (in the new process)."""
        end_with(parent)
        signal.set_wakeup_fd(-1)
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_DFL)
        self._selector.close()
        self._listener.close()
        for place in self._places:
            if place.channel is not None:
                place.channel.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        self._work.run(number, channel)

    def _hear(self, place: _Place) -> None:
        """A worker serves, says why it cannot, or is gone."""
        data = b""
        if place.channel is not None:
            with suppress(OSError):
                data = place.channel.recv(65536)
        for told in heard(data):
            if told is None:
                place.serves = True
                self._look()
            else:
                self._cannot(told)
        if not data:
            self._gone(place)

    def _cannot(self, fault: Fault) -> None:
        if not self._ready:
            raise CenterError(fault.code, **fault.params)
        _log.error("worker could not start: %s", fault.code)

    def _gone(self, place: _Place) -> None:
        if place.process is None or place.channel is None:
            return
        self._selector.unregister(place.channel)
        place.channel.close()
        place.process.kill()  # its channel is closed: it is dead, or of no use
        place.process.join()
        if not self._ready:
            raise CenterError(CenterCode.UNEXPECTED)
        now = time.monotonic()
        steady = place.serves and now - place.since > _STEADY_S
        place.faults = 0 if steady else place.faults + 1
        place.due = now + min(_SOON_S * 2**place.faults, _LATEST_S)
        _log.error("worker ended (%s), another starts", place.process.exitcode)
        place.process = place.channel = None
        place.serves = False
        self._look()

    # -- connections ---------------------------------------------------------
    def _look(self) -> None:
        """Listen while anybody serves; the first time once all do."""
        serve = [place.serves for place in self._places]
        if not self._ready and all(serve):
            self._ready = True
            self._announce()
        if not self._ready or self._listening == any(serve):
            return
        self._listening = not self._listening
        if self._listening:
            self._selector.register(self._listener, selectors.EVENT_READ, self._pass_on)
        else:
            self._selector.unregister(self._listener)

    def _pass_on(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError:  # it left again
            return
        with line:
            taken = any(
                _give(place, line)
                for place in itertools.islice(self._turn, len(self._places))
            )
        if not taken:
            _log.warning("connection refused: no worker takes it")

    # -- the end -------------------------------------------------------------
    @contextmanager
    def _signals(self) -> Iterator[None]:
        woken, waker = socket.socketpair()
        woken.settimeout(0)
        waker.settimeout(0)
        before = {one: signal.signal(one, self._note) for one in _SIGNALS}
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        self._selector.register(woken, selectors.EVENT_READ, lambda: woken.recv(64))
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for one, handler in before.items():
                signal.signal(one, handler)
            self._selector.close()
            woken.close()
            waker.close()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._ended_by = number

    def _end(self) -> None:
        """End all workers: they finish what they do, within limits."""
        self._listener.close()
        running = [place.process for place in self._places if place.process]
        for process in running:
            process.terminate()
        until = time.monotonic() + _END_S
        for process in running:
            process.join(max(until - time.monotonic(), 0.0))
            if process.is_alive():
                process.kill()
                process.join()


def _give(place: _Place, line: socket.socket) -> bool:
    """Pass a connection to a worker; False when it takes none."""
    if not place.serves or place.channel is None:
        return False
    try:
        socket.send_fds(place.channel, [b"c"], [line.fileno()])
    except OSError:  # it is gone, or takes nothing up
        return False
    return True
