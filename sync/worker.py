"""The running sync: two loops that do not wait for each other, and what they know.

Each loop is a thread that takes turns until it is told to stop. An error ends a turn,
never the thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError, StoreError
from counter_app.domain.states import Effect
from counter_app.ports.center import LineState
from counter_app.ports.store import Store
from sync.client import CenterClient
from sync.contact import Contact
from sync.downlink import Downlink
from sync.engine import Ask, Idle, Pull, Send, Step, Wait
from sync.network import NetworkWatch
from sync.station import Station
from sync.uplink import Uplink

_log = logging.getLogger(__name__)
_REMEMBERED = 10_000
_STORE_PAUSE_S = 1.0
_JOIN_S = 3.0
_LOOK_AGAIN_S = 0.5
_NEXT_S = 0.005  # the engine says how long; this only keeps a loop from spinning


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between exchanges when nothing wakes the loops."""

    upload_s: float = 15.0
    download_s: float = 30.0


class SyncLine:
    """:class:`~counter_app.ports.center.Line` over HTTP."""

    def __init__(
        self, station: Station, store: Store, pace: Pace | None = None
    ) -> None:
        pace = pace or Pace()
        self._station = station
        self._store = store
        self._pace = pace
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._wakes = (threading.Event(), threading.Event())
        self._decided: OrderedDict[str, None] = OrderedDict()
        self._watchers: list[Callable[[LineState], None]] = []
        self._contact = Contact(store, station)
        self._state = self._first_state()
        self._up = Uplink(station, store, self._on_decided)
        self._down = Downlink(station, store, pace.download_s)
        self._network = NetworkWatch(self._network_changed)
        self._threads = (
            threading.Thread(target=self._upload, name="sync-up", daemon=True),
            threading.Thread(target=self._download, name="sync-down", daemon=True),
        )

    # -- ports.center.Line ---------------------------------------------------
    def state(self) -> LineState:
        with self._changed:
            return self._state

    def wake(self) -> None:
        for event in self._wakes:
            event.set()

    def wait_decided(self, op_ids: tuple[str, ...], timeout_s: float) -> bool:
        end = time.monotonic() + timeout_s
        missing = self._undecided(op_ids)
        with self._changed:
            while True:
                missing = {op for op in missing if op not in self._decided}
                if not missing:
                    return True
                left = end - time.monotonic()
                if left <= 0 or not self._state.online or self._stop.is_set():
                    return False
                self._changed.wait(min(left, _LOOK_AGAIN_S))

    def watch(self, on_change: Callable[[LineState], None]) -> None:
        with self._changed:
            self._watchers.append(on_change)

    def hold(self, held: bool) -> None:  # noqa: FBT001 - as the port has it
        self._station.held = held
        fault = CenterCode.LINE_HELD.value if held else None
        self._publish(lambda state: replace(state, online=False, fault=fault))
        self.wake()

    def close(self) -> None:
        """Stop both loops; an exchange that runs is given a few seconds."""
        self._stop.set()
        self._network.close()
        self.wake()
        with self._changed:
            self._changed.notify_all()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_JOIN_S)
        if self._station.connection is not None:
            self._station.connection.close()

    # -- running -------------------------------------------------------------
    def start(self) -> SyncLine:
        """Start both loops."""
        for thread in self._threads:
            thread.start()
        self._network.start()
        return self

    def connect(self, client: CenterClient, workstation: str) -> None:
        """Begin to speak after enrolment."""
        self._station.workstation = workstation
        self._station.connection = client
        self._publish(lambda state: replace(state, enrolled=True, fault=None))
        self.wake()

    def _network_changed(self) -> None:
        """A cable or an address came: whoever waits out a back-off tries now."""
        if not self.state().online:
            self.wake()

    def _send(self) -> Step:
        """Take a turn of the upload, and tell what had to be set aside."""
        try:
            return self._up.turn()
        finally:
            aside = self._up.aside()
            if aside != self.state().aside:
                self._publish(lambda state: replace(state, aside=aside))

    def _upload(self) -> None:
        self._loop(self._send, self._up.nudge, self._wakes[0], self._pace.upload_s)

    def _download(self) -> None:
        pause = self._pace.download_s
        self._loop(self._down.turn, self._down.nudge, self._wakes[1], pause)

    def _loop(
        self,
        turn: Callable[[], Step],
        nudge: Callable[[], None],
        wake: threading.Event,
        idle_s: float,
    ) -> None:
        while not self._stop.is_set():
            pause = self._turn(turn, idle_s)
            if pause > 0:
                wake.wait(pause)
            if wake.is_set():
                wake.clear()
                nudge()

    def _turn(self, turn: Callable[[], Step], idle_s: float) -> float:
        """Take one turn and return how long to pause; errors end here."""
        try:
            step = turn()
        except CenterError as exc:
            self._failed(exc.code)
            return _NEXT_S if self._station.open else idle_s
        except StoreError as exc:
            _log.warning("local store: %s", exc.code)
            return _STORE_PAUSE_S
        except Exception as exc:  # the top of a thread: it must go on  # noqa: BLE001
            _log.error("sync turn failed: %s", type(exc).__name__)
            return _STORE_PAUSE_S
        if isinstance(step, Send | Ask | Pull):
            self._reached()
            return 0.0
        self._plan(step)
        if isinstance(step, Wait):
            return max(0.01, min(step.until - self._station.monotonic(), idle_s * 10))
        return idle_s

    # -- what is known -------------------------------------------------------
    def _first_state(self) -> LineState:
        known = self._contact.load()
        enrolled = self._station.connection is not None
        fault = None if enrolled else CenterCode.NOT_ENROLLED.value
        return LineState(
            enrolled,
            online=False,
            last_contact=known.last,
            fault=fault,
            skew_s=known.skew_s,
            data_as_of=known.complete_at,
        )

    def _reached(self) -> None:
        if self._station.held:
            return
        was_online = self.state().online
        now, skew = self._station.clock.now(), self._skew()
        complete, load = self._down.complete_at, self._down.load
        self._publish(
            lambda state: replace(
                state,
                online=True,
                last_contact=now,
                fault=None,
                skew_s=skew,
                next_try=None,
                data_as_of=complete or state.data_as_of,
                load=load,
            )
        )
        self._contact.note(now, skew, complete)
        if not was_online:
            self.wake()  # the other loop need not wait out its back-off

    def _failed(self, code: str) -> None:
        if not self._station.held:
            self._publish(lambda state: replace(state, online=False, fault=code))

    def _plan(self, step: Step) -> None:
        if isinstance(step, Idle) or self.state().online:
            return
        if isinstance(step, Wait):
            left = timedelta(seconds=step.until - self._station.monotonic())
            due: datetime = self._station.clock.now() + left
            self._publish(lambda state: replace(state, next_try=due), quiet=True)

    def _skew(self) -> float | None:
        connection = self._station.connection
        return connection.skew_s if connection is not None else None

    def _on_decided(self, op_ids: tuple[str, ...]) -> None:
        with self._changed:
            self._decided.update(dict.fromkeys(op_ids))
            while len(self._decided) > _REMEMBERED:
                self._decided.popitem(last=False)
        self._publish(lambda state: state, always=True)

    def _undecided(self, op_ids: Iterable[str]) -> set[str]:
        with self._changed:
            missing = {op for op in op_ids if op not in self._decided}
        if missing:
            with self._store.reading() as read:
                found = ((op, read.operations.get(op)) for op in sorted(missing))
                missing = {
                    op for op, row in found if not row or row.effect is Effect.PENDING
                }
        return missing

    def _publish(
        self,
        change: Callable[[LineState], LineState],
        *,
        always: bool = False,
        quiet: bool = False,
    ) -> None:
        with self._changed:
            before, self._state = self._state, change(self._state)
            state, watchers = self._state, tuple(self._watchers)
            self._changed.notify_all()
        if quiet or not (always or _told(before) != _told(state)):
            return
        for watcher in watchers:
            with suppress(Exception):  # a listener's fault is not the line's
                watcher(state)


def _told(state: LineState) -> LineState:
    """What is worth telling: not every contact."""
    return replace(
        state, last_contact=None, skew_s=None, next_try=None, data_as_of=None
    )
