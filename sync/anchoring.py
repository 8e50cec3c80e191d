"""Anchor the audit chain at the center and compare the chain with its anchors (G24)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from counter_app.domain.codes.center import CenterCode
from counter_app.ports.store import Store, UnitOfWork
from sync.station import Station
from sync.wire import Anchor, AnchorReport

ANCHORED = "sync.anchored"  # what was told last: incarnation, rows, digest
ACTOR = "system"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An anchor the chain does not hold: cut, changed, or an older file."""

    incarnation: str
    rows: int  # of the anchor
    here: int  # rows in this file
    cut: bool  # the row is not there; else it has another digest


def anchor(station: Station, store: Store) -> bool:
    """Tell the end of the chain when it has moved, and once after each start.

    The center's anchors come back and are compared with the chain.

    Raises:
        CenterError: the exchange failed.
    """
    with store.unit_of_work() as uow:
        report, told = _report(uow), uow.settings.get(ANCHORED)
    mark = f"{report.incarnation} {report.rows} {report.head}"
    if not report.incarnation or (mark == told and station.anchored):
        return False
    answer = station.client.anchor(report)
    station.anchored = True
    with store.unit_of_work() as uow:
        wrong = contradictions(uow, answer.anchors)
        uow.settings.put(ANCHORED, mark)
        if answer.alarm or wrong:
            _alarm(uow, station, wrong)
        uow.commit()
    return False


def contradictions(
    uow: UnitOfWork, anchors: Iterable[Anchor]
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


def _report(uow: UnitOfWork) -> AnchorReport:
    audit = uow.audit
    return AnchorReport(
        incarnation=audit.incarnation(), rows=audit.rows(), head=audit.head()
    )


def _alarm(uow: UnitOfWork, station: Station, wrong: Iterable[Contradiction]) -> None:
    """Write down that the chain is not the one the center knows, once for each."""
    told = ", ".join(f"{c.incarnation[:4]}:{c.rows}" for c in wrong)
    known = uow.settings.get("sync.anchor_alarm") or ""
    if told == known:
        return
    uow.settings.put("sync.anchor_alarm", told)
    uow.audit.append(
        at=station.clock.now(),
        actor=ACTOR,
        event="audit.contradicted",
        detail=f"{CenterCode.AUDIT_ANCHOR} {told}".strip(),
    )
