"""The last contact, kept in the store so that other programs can tell it too."""

from __future__ import annotations

from datetime import datetime, timedelta

from counter_app.domain.errors import StoreError
from counter_app.ports.store import Store
from sync.station import Station

LAST_CONTACT = "sync.last_contact"  # ISO text, UTC
SKEW = "sync.skew_s"  # center's clock minus ours
_EVERY = timedelta(seconds=20)
_SKEW_STEP_S = 5.0


class Contact:
    """Remembers the last contact; not more often than worth a commit."""

    def __init__(self, store: Store, station: Station) -> None:
        self._store = store
        self._station = station
        self._last: datetime | None = None
        self._skew: float | None = None

    def load(self) -> tuple[datetime | None, float | None]:
        """Return what an earlier run stored."""
        with self._store.unit_of_work() as uow:
            last, skew = uow.settings.get(LAST_CONTACT), uow.settings.get(SKEW)
        self._last = datetime.fromisoformat(last) if last else None
        self._skew = float(skew) if skew else None
        return self._last, self._skew

    def note(self, at: datetime, skew_s: float | None, *, now: bool = False) -> None:
        """Store a contact unless one was stored just before."""
        recent = self._last is not None and abs(at - self._last) < _EVERY
        moved = abs((skew_s or 0.0) - (self._skew or 0.0)) > _SKEW_STEP_S
        if recent and not moved and not now:
            return
        try:
            with self._store.unit_of_work() as uow:
                uow.settings.put(LAST_CONTACT, at.isoformat())
                uow.settings.put(SKEW, "" if skew_s is None else f"{skew_s:.3f}")
                uow.commit()
        except StoreError:
            return  # the next contact is noted again
        self._last, self._skew = at, skew_s
