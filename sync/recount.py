"""After a restored center: ask about every act it once applied.

A center that was put back from a backup has forgotten what came after it, whatever it
answered then. What it does not know waits again and is sent like any act; the number
and the digest are the same, so what it does know is never done twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from counter_app.domain.records import Operation
from counter_app.ports.entries import AuditEntry
from counter_app.ports.store import Store, UnitOfWork
from sync.apply import ANEW
from sync.station import Station
from sync.wire import WireOperation, Word, wire_operation

RECOUNT: Final = "sync.recount"  # the last act asked about; "-" before the first
SINCE: Final = "sync.recount_since"  # outcomes until then are another center's
_START = "-"
_PART = 400
ACTOR = "center"
_log = logging.getLogger(__name__)


def begin(uow: UnitOfWork, *, asks: bool = True) -> None:
    """Note that the center's database is an older one now, or another one.

    Card numbers nobody took yet are dropped: which are ours the center tells anew.
    Photos are handed on again; the center knows each by its digest.

    Args:
        uow: open.
        asks: whether it is the same center, which once had the acts done here.
    """
    uow.settings.put(RECOUNT, _START if asks else "")
    if not asks:
        last = uow.operations.last_decided()
        uow.settings.put(SINCE, last.isoformat() if last else "")
    uow.settings.put(ANEW, "1")
    uow.allotments.forget_free_numbers()
    uow.photos.upload_again()


def step(station: Station, store: Store, place: str) -> int:
    """Ask about the next acts; return how many were asked about.

    Args:
        station: whose line it is.
        store: of the office.
        place: value of ``RECOUNT``.

    Raises:
        CenterError: the exchange failed; asked again later.
        StoreError: the local store failed.
    """
    with store.reading() as read:
        acts = read.operations.effective("" if place == _START else place, _PART)
        since = read.settings.get(SINCE)
    asked = _wired(_its_own(acts, since), station.workstation)
    unknown: list[str] = []
    if asked:
        answer = station.client.status(asked)
        unknown = [a.op_id for a in answer.outcomes if a.outcome is Word.UNKNOWN]
    now = station.clock.now()
    with store.unit_of_work() as uow:
        if unknown:
            _log.warning("%d acts are sent again to a restored center", len(unknown))
            uow.operations.reopen(unknown)
            event = "operation.reopened"
            said = [AuditEntry(ACTOR, event, op_id) for op_id in unknown]
            uow.audit.append_many(said, now)
        uow.settings.put(RECOUNT, acts[-1].op_id if len(acts) == _PART else "")
        uow.commit()
    return len(acts)


def _its_own(acts: Sequence[Operation], since: str | None) -> list[Operation]:
    """Leave out what a center before this one did: here it was never to be done."""
    if not since:
        return list(acts)
    after = datetime.fromisoformat(since)
    return [act for act in acts if act.decided_at and act.decided_at > after]


def _wired(acts: Sequence[Operation], workstation: str) -> list[WireOperation]:
    made = []
    for act in acts:
        try:
            made.append(wire_operation(act, workstation))
        except (msgspec.ValidationError, TypeError, ValueError):
            continue  # it once went, so this does not happen
    return made
