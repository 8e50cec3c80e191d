"""The last contact, kept in the store so that other programs can tell it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from counter_app.domain.errors import StoreError
from counter_app.ports.store import Store
from sync.station import Station

LAST_CONTACT = "sync.last_contact"  # ISO text, UTC
SKEW = "sync.skew_s"  # center's clock minus ours
COMPLETE = "sync.data_as_of"  # the feed was read to its end, ISO text, UTC
_EVERY = timedelta(seconds=20)
_SKEW_STEP_S = 5.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of the last contact."""

    last: datetime | None = None
    skew_s: float | None = None
    complete_at: datetime | None = None


def read_contact(store: Store) -> Known:
    """Return what is stored of the last contact."""
    with store.reading() as read:
        last, skew = read.settings.get(LAST_CONTACT), read.settings.get(SKEW)
        complete = read.settings.get(COMPLETE)
    return Known(
        datetime.fromisoformat(last) if last else None,
        float(skew) if skew else None,
        datetime.fromisoformat(complete) if complete else None,
    )


class Contact:
    """Remembers the last contact; not more often than worth a commit."""

    def __init__(self, store: Store, station: Station) -> None:
        self._store = store
        self._station = station
        self._last: datetime | None = None
        self._skew: float | None = None

    def load(self) -> Known:
        """Return what an earlier run stored."""
        known = read_contact(self._store)
        self._last, self._skew = known.last, known.skew_s
        return known

    def note(
        self,
        at: datetime,
        skew_s: float | None,
        complete_at: datetime | None = None,
        *,
        now: bool = False,
    ) -> None:
        """Store a contact unless one was stored just before."""
        recent = self._last is not None and abs(at - self._last) < _EVERY
        moved = abs((skew_s or 0.0) - (self._skew or 0.0)) > _SKEW_STEP_S
        if recent and not moved and not now:
            return
        try:
            with self._store.unit_of_work() as uow:
                uow.settings.put(LAST_CONTACT, at.isoformat())
                uow.settings.put(SKEW, "" if skew_s is None else f"{skew_s:.3f}")
                if complete_at is not None:
                    uow.settings.put(COMPLETE, complete_at.isoformat())
                uow.commit()
        except StoreError:
            return  # the next contact is noted again
        self._last, self._skew = at, skew_s
