"""The download loop's turn: fetch a page, store it with its cursor."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import StoreError
from counter_app.ports.center import LoadState
from counter_app.ports.store import OutboxState, Store
from sync import engine, recount
from sync.ahead import Ahead
from sync.apply import CURSOR, apply_page
from sync.client import Backlog
from sync.engine import Download, Pull, Step
from sync.errands import Errands
from sync.firstload import CHUNK, Keeper, load_some, progress, start_over
from sync.loading import LoadPace
from sync.station import Station
from sync.transport import LineFault

_log = logging.getLogger(__name__)
PAGE = 1000
LEAST = 2
_CUT = frozenset({CenterCode.INTERRUPTED, CenterCode.TIMEOUT})


class Downlink:
    """Fetches what is new. Not thread-safe: one loop owns it."""

    def __init__(self, station: Station, store: Store, every_s: float) -> None:
        self._station = station
        self._store = store
        self._every_s = every_s
        self._errands = Errands(station, store)
        self._due_at = 0.0
        self._retry_at = 0.0
        self._failures = 0
        self._limit = PAGE
        self._pace = LoadPace()
        self._ahead = Ahead()
        self.took = 0  # changes of the last page
        self.complete_at: datetime | None = None  # the feed was read to its end

    @property
    def load(self) -> LoadState | None:
        """The first load, while it runs."""
        return self._pace.state

    def turn(self) -> Step:
        """Do one step and return it.

        Raises:
            CenterError: the exchange failed.
            StoreError: the local store failed.
        """
        now = self._station.monotonic()
        step = engine.next_step(
            Download(now, self._station.open, self._due_at, self._retry_at)
        )
        if isinstance(step, Pull):
            self._pull()
        return step

    def nudge(self) -> None:
        """Look now, whatever the timetable says."""
        self._due_at = self._retry_at = 0.0
        self._errands.nudge()

    def _pull(self) -> None:
        self.took = 0
        with self._store.reading() as read:
            cursor = read.settings.get(CURSOR) or ""
            recounted = read.settings.get(recount.RECOUNT)
            backlog = self._backlog(read.operations.state())
        try:
            if recounted:
                self.took = recount.step(self._station, self._store, recounted)
                self._went_well()
                return
            if not cursor:
                self._load()
                return
            page = self._station.client.changes(cursor, self._limit, backlog)
        except LineFault as exc:
            self._broke(exc)
            return
        try:
            skipped = apply_page(self._store, page, self._station.clock.now())
        except Exception:
            self._failed()
            raise
        if skipped:
            _log.warning("%d rows of the feed passed over", skipped)
        self._went_well()
        self.took = len(page.changes)
        if not page.more:
            self._pace.over()
            self.complete_at = self._station.clock.now()
            self._errands.run()
            self._due_at = self._station.monotonic() + self._every_s

    def _backlog(self, outbox: OutboxState) -> Backlog:
        oldest = outbox.oldest_waiting
        age = self._station.clock.now() - oldest if oldest else timedelta()
        return Backlog(outbox.waiting, max(0, age // timedelta(milliseconds=1)))

    def _broke(self, fault: LineFault) -> None:
        """Go on with a smaller part where the line breaks inside large ones."""
        if fault.code == CenterCode.CURSOR:
            self._start_over()
            return
        if fault.code in _CUT:
            self._limit = max(LEAST, self._limit // 2)
        self._failed(fault)
        raise fault

    def _went_well(self) -> None:
        self._failures, self._retry_at = 0, 0.0
        self._limit = min(PAGE, self._limit * 2)

    def _start_over(self) -> None:
        """The center's database is another one now: read its feed from the start.

        An older one has forgotten acts: it is asked about each before.
        """
        _log.warning("feed starts over")
        with self._store.unit_of_work() as uow:
            start_over(uow)
            recount.begin(uow)
            uow.commit()

    def _load(self) -> None:
        """Take the next part of the first load; the feed follows at once."""
        keeper = Keeper(self._store, self._station.clock.now(), self._ahead)
        limit = self._limit * CHUNK // PAGE
        try:
            self.took = load_some(keeper, self._station.client, limit)
        except StoreError:
            self._failed()
            raise
        self._went_well()
        with self._store.reading() as read:
            at = progress(read)
        self._pace.note(at.left, self._station.monotonic(), naming=at.rest_done)

    def _failed(self, fault: LineFault | None = None) -> None:
        self._failures += 1
        station, failures = self._station, self._failures
        self._retry_at = (
            station.after_fault(failures, fault) if fault else station.after(failures)
        )
