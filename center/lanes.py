"""Batches that wait at the same time share a transaction: one commit for several.

A few *lanes* write at a time. Who comes when all are taken waits in line; when a lane
is free, the first of the line takes it and brings along those behind it that touch
other people, up to what one request may hold. Nobody waits for company: a batch that
comes alone is written at once.

A sender that is not let in has no effect and stops no other (``ledger.apply_group``).
Any other fault of a shared transaction undoes the whole of it, and each batch is then
written by itself, so that what one batch breaks stays its own.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from center import ledger
from center.database import Database
from center.entries import Batch
from center.errors import DatabaseAway
from counter_app.domain.errors import CenterError
from sync.wire import BatchAnswer
from sync.wire.messages import MAX_BATCH

_log = logging.getLogger(__name__)
LANES = 2  # one computes while the database writes for the other
LANES_OF_SEVERAL = 1  # of each process: the others compute meanwhile
Told = BatchAnswer | Exception


@dataclass(slots=True, eq=False)
class _Place:
    """A batch in the line; ``told`` is what becomes of it."""

    batch: Batch
    called: threading.Event = field(default_factory=threading.Event)
    told: Told | None = None


class Lanes:
    """Writes batches, several in one transaction; threads share it."""

    def __init__(self, lanes: int = LANES, most: int = MAX_BATCH) -> None:
        self._free = lanes
        self._most = most
        self._line: deque[_Place] = deque()
        self._guard = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many batches stand in the line."""
        return len(self._line)

    def apply(self, database: Database, batch: Batch, now: datetime) -> BatchAnswer:
        """Write a batch, alone or with others, and return its answer.

        Raises:
            Denied: the sender is not let in.
            CenterError: ``center.database_away``, ``center.database_fault``.
        """
        place = _Place(batch)
        with self._guard:
            leads = self._free > 0
            if leads:
                self._free -= 1
            else:
                self._line.append(place)
        if not leads:
            place.called.wait()
        if place.told is None:
            self._lead(database, place, now)
        told = place.told
        if isinstance(told, BatchAnswer):
            return told
        raise told or DatabaseAway

    def _lead(self, database: Database, first: _Place, now: datetime) -> None:
        """Write this place's batch and others, then give the lane on."""
        group = [first]
        try:
            group = self._company(first)
            told = write([place.batch for place in group], database, now)
            for place, one in zip(group, told, strict=True):
                place.told = one
        finally:
            for place in group:  # whatever happened, nobody waits for ever
                place.told = place.told or DatabaseAway()
                place.called.set()
            self._give_on()

    def _company(self, first: _Place) -> list[_Place]:
        """Take from the line who touches nobody that those before touch."""
        group, left = [first], list[_Place]()
        touched, senders = set(first.batch.touched), {first.batch.door.workstation}
        room = self._most - len(first.batch.entries)
        with self._guard:
            for place in self._line:
                batch, sender = place.batch, place.batch.door.workstation
                fits = len(batch.entries) <= room and sender not in senders
                if fits and touched.isdisjoint(batch.touched):
                    group.append(place)
                    room -= len(batch.entries)
                else:
                    left.append(place)
                # Also past who stays behind: their acts keep their place in the line.
                touched |= batch.touched
                senders.add(sender)
            self._line = deque(left)
        group.sort(key=lambda place: place.batch.door.workstation)  # order of locks
        return group

    def _give_on(self) -> None:
        with self._guard:
            if not self._line:
                self._free += 1
                return
            following = self._line.popleft()
        following.called.set()


def write(batches: Sequence[Batch], database: Database, now: datetime) -> list[Told]:
    """Write batches in one transaction; after a fault each in one of its own."""
    try:
        if len(batches) == 1:
            return [database.write(lambda tx: ledger.apply_one(tx, batches[0], now))]
        return [*database.write(lambda tx: ledger.apply_group(tx, batches, now))]
    except DatabaseAway:
        return [DatabaseAway() for _ in batches]
    except Exception as exc:  # one batch must not stop the others  # noqa: BLE001
        if len(batches) == 1:
            return [exc]
        kind = exc.code if isinstance(exc, CenterError) else type(exc).__name__
        _log.error("batches written one by one: %s", kind)
    return [told for one in batches for told in write([one], database, now)]
