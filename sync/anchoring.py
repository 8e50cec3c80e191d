"""Anchor the audit chain at the center and compare the chain with its anchors (G24)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from counter_app.domain.codes.center import CenterCode
from counter_app.ports.center import ANCHOR_ALARM, ANCHOR_ALARM_AT
from counter_app.ports.store import Reading, Store, UnitOfWork
from sync.station import Station
from sync.wire import Anchor, AnchorReport, Missed

ANCHORED = "sync.anchored"  # what was told last: incarnation, rows, digest
ACTOR = "system"
_MOST_MISSED = 100


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An anchor the chain does not hold: cut, changed, or an older file."""

    incarnation: str
    rows: int  # of the anchor
    here: int  # rows in this file
    cut: bool  # the row is not there; else it has another digest


def anchor(station: Station, store: Store) -> bool:
    """Tell the end of the chain when it has moved, and once after each start.

    After a start the center's anchors are looked at first: a file put back is then
    known, and told to the center, before its new end replaces anything there.

    Raises:
        CenterError: the exchange failed.
    """
    with store.reading() as read:
        report, told = _report(read), read.settings.get(ANCHORED)
    mark = f"{report.incarnation} {report.rows} {report.head}"
    if not report.incarnation or (mark == told and station.anchored):
        return False
    before = () if station.anchored else station.client.anchors().anchors
    with store.reading() as read:
        missed = contradictions(read, before)
    named = tuple(
        Missed(incarnation=one.incarnation, rows=one.rows)
        for one in missed[-_MOST_MISSED:]
    )
    answer = station.client.anchor(msgspec.structs.replace(report, missed=named))
    station.anchored = True
    with store.unit_of_work() as uow:
        wrong = {*missed, *contradictions(uow, answer.anchors)}
        uow.settings.put(ANCHORED, mark)
        if answer.alarm or wrong:
            _alarm(uow, station, sorted(wrong, key=lambda one: one.incarnation))
        uow.commit()
    return False


def contradictions(
    uow: Reading, anchors: Iterable[Anchor]
) -> tuple[Contradiction, ...]:
    """Compare the chain in this file with what the center holds of it."""
    here = uow.audit.rows()
    found = []
    for one in anchors:
        digest = uow.audit.digest_of(one.rows)
        if digest != one.head:
            cut = digest is None
            found.append(Contradiction(one.incarnation, one.rows, here, cut))
    return tuple(found)


def _report(uow: Reading) -> AnchorReport:
    audit = uow.audit
    return AnchorReport(
        incarnation=audit.incarnation(), rows=audit.rows(), head=audit.head()
    )


def _alarm(uow: UnitOfWork, station: Station, wrong: Iterable[Contradiction]) -> None:
    """Write down that the chain is not the one the center knows, once for each."""
    told = ", ".join(f"{c.incarnation[:4]}:{c.rows}" for c in wrong)
    if told == (uow.settings.get(ANCHOR_ALARM) or ""):
        return
    uow.settings.put(ANCHOR_ALARM, told)
    uow.settings.put(ANCHOR_ALARM_AT, station.clock.now().isoformat())
    uow.audit.append(
        at=station.clock.now(),
        actor=ACTOR,
        event="audit.contradicted",
        detail=f"{CenterCode.AUDIT_ANCHOR} {told}".strip(),
    )
