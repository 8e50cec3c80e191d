"""Small exchanges that follow a complete download: none of them stops the feed.

The end of the audit chain is anchored, the rule pack is looked at, escalated refusals
and other workstations' parcels are passed on. Each has its own timetable; one that
fails is tried again later, whatever the fault.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CounterError
from counter_app.ports.store import Store
from sync import anchoring, deciding, escalating, packs, parcels, photos, settling
from sync.station import Station

_log = logging.getLogger(__name__)
_AGAIN_S = 30.0
_NOT_SERVED_S = 600.0
#: An older center has no such place; its "not found" is signed by nobody.
_NOT_SERVED = frozenset(
    {CenterCode.NOT_FOUND, CenterCode.REQUEST_INVALID, CenterCode.ANSWER_UNSIGNED}
)

Run = Callable[[Station, Store], bool]
Wanted = Callable[[Store], bool]


@dataclass(slots=True)
class Errand:
    """One kind of small exchange.

    Attributes:
        run: does it; True when there is more to do at once.
        every_s: pause after one that went well.
        urgent: tells whether something waits that need not wait for the timetable.
    """

    name: str
    run: Run
    every_s: float
    urgent: Wanted | None = None
    due_at: float = 0.0
    blocked_until: float = 0.0


class Errands:
    """Runs what is due. Not thread-safe: the download loop owns it."""

    def __init__(self, station: Station, store: Store) -> None:
        self._station = station
        self._store = store
        self._all = (
            Errand("anchor", anchoring.anchor, 300.0),
            Errand("pack", packs.fetch, 3600.0),
            Errand("escalation", escalating.tell, 120.0, escalating.untold),
            Errand("decision", deciding.ask, 120.0),
            Errand("settlement", settling.tell, 600.0, settling.any_waiting),
            Errand("parcel", parcels.pass_on, 600.0, parcels.any_waiting),
            Errand("photo", photos.send, 120.0, photos.any_waiting),
        )

    def run(self) -> None:
        """Run each errand that is due or urgent."""
        for errand in self._all:
            now = self._station.monotonic()
            if errand.blocked_until > now or not self._station.open:
                continue
            try:
                if errand.due_at <= now or self._urgent(errand):
                    self._run(errand)
            except CounterError as exc:
                self._put_off(errand, exc.code)
            except Exception as exc:  # an errand never stops the feed  # noqa: BLE001
                _log.error("%s failed: %s", errand.name, type(exc).__name__)
                errand.blocked_until = now + _NOT_SERVED_S

    def nudge(self) -> None:
        """Try again what was put off."""
        for errand in self._all:
            errand.blocked_until = 0.0

    def _urgent(self, errand: Errand) -> bool:
        return errand.urgent is not None and errand.urgent(self._store)

    def _run(self, errand: Errand) -> None:
        while errand.run(self._station, self._store):
            pass
        errand.due_at = self._station.monotonic() + errand.every_s

    def _put_off(self, errand: Errand, code: str) -> None:
        _log.info("%s put off: %s", errand.name, code)
        pause = _NOT_SERVED_S if code in _NOT_SERVED else _AGAIN_S
        errand.blocked_until = self._station.monotonic() + pause
