"""The download loop's turn: fetch a page, store it with its cursor."""

from __future__ import annotations

import logging

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import StoreError
from counter_app.ports.store import Store
from sync import engine
from sync.apply import CURSOR, apply_page
from sync.engine import Download, Pull, Step
from sync.firstload import load_some, start_over
from sync.station import Station
from sync.transport import LineFault

_log = logging.getLogger(__name__)
PAGE = 1000


class Downlink:
    """Fetches what is new. Not thread-safe: one loop owns it."""

    def __init__(self, station: Station, store: Store, every_s: float) -> None:
        self._station = station
        self._store = store
        self._every_s = every_s
        self._due_at = 0.0
        self._retry_at = 0.0
        self._failures = 0
        self.took = 0  # changes of the last page

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

    def _pull(self) -> None:
        self.took = 0
        with self._store.unit_of_work() as uow:
            cursor = uow.settings.get(CURSOR) or ""
        try:
            if not cursor:
                self._load()
                return
            page = self._station.client.changes(cursor, PAGE)
        except LineFault as exc:
            if exc.code == CenterCode.CURSOR:
                self._start_over()
                return
            self._failed(exc.code)
            raise
        if page.changes or page.cursor != cursor:
            try:
                skipped = apply_page(self._store, page)
            except Exception:
                self._failed(CenterCode.CONSEQUENCE)
                raise
            if skipped:
                _log.warning("%d rows of the feed passed over", skipped)
        self._failures, self._retry_at = 0, 0.0
        self.took = len(page.changes)
        if not page.more:
            self._due_at = self._station.monotonic() + self._every_s

    def _start_over(self) -> None:
        """The center's database is another one now: read its feed from the start."""
        _log.warning("feed starts over")
        with self._store.unit_of_work() as uow:
            start_over(uow)
            uow.commit()

    def _load(self) -> None:
        """Take the next part of the first load; the feed follows at once."""
        try:
            self.took = load_some(self._store, self._station.client)
        except StoreError:
            self._failed(CenterCode.CONSEQUENCE)
            raise
        self._failures, self._retry_at = 0, 0.0

    def _failed(self, code: str) -> None:
        self._failures += 1
        self._retry_at = self._station.after(self._failures, code)
