"""Anchors of the counters' audit chains (goal G24): kept, never lowered."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from center.alarms import raise_once
from center.database import Insert, Tx
from center.rows import from_ms
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import Anchor, AnchorReport, Anchors

_log = logging.getLogger(__name__)
_PUT = Insert(
    "audit_anchor",
    "workstation, incarnation, last_row, head, at",
    "workstation, incarnation",
)

_ONE = (
    "SELECT last_row, head, at FROM audit_anchor "
    "WHERE workstation = ? AND incarnation = ?"
)


def told(tx: Tx, sender: Sender) -> Anchors:
    """Return what is kept of a workstation, oldest incarnation first."""
    rows = tx.rows(
        "SELECT incarnation, last_row, head, at FROM audit_anchor "
        "WHERE workstation = ? ORDER BY at, incarnation",
        (sender.workstation,),
    )
    return Anchors(
        anchors=tuple(
            Anchor(incarnation=row[0], rows=row[1], head=row[2], at=from_ms(row[3]))
            for row in rows
        )
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A report, when it came, and how old its challenge makes it at most.

    Attributes:
        asked_ms: the center gave the challenge of this request then. A report that
            was already under way when a newer one was kept is late, not false.
    """

    report: AnchorReport
    now_ms: int
    asked_ms: int


def keep(tx: Tx, sender: Sender, given: Told) -> Anchors:
    """Keep the end of a chain; one that contradicts what is kept is an alarm."""
    report = given.report
    where = (sender.workstation, report.incarnation)
    row = tx.row(_ONE + tx.lock, where)
    if row is not None and _contradicts(report, int(row[0]), str(row[1])):
        if given.asked_ms < int(row[2]):
            return told(tx, sender)
        _alarm(tx, sender, given, (report.incarnation, int(row[0])))
        return Anchors(anchors=told(tx, sender).anchors, alarm=True)
    older = _missed(tx, sender, report, is_new=row is None)
    for one in older:
        _alarm(tx, sender, given, one)
    if row is None or report.rows > int(row[0]):
        tx.insert(_PUT, [(*where, report.rows, report.head, given.now_ms)])
    return Anchors(anchors=told(tx, sender).anchors, alarm=bool(older))


def _missed(
    tx: Tx, sender: Sender, report: AnchorReport, *, is_new: bool
) -> list[tuple[str, int]]:
    """Return the kept anchors that this file cannot hold, as incarnation and rows.

    The chain goes on through all incarnations: a new one with fewer rows than one
    before it began from an older file. What the counter itself found missing is taken
    where it names an anchor that is kept.
    """
    kept = {one.incarnation: one.rows for one in told(tx, sender).anchors}
    found = {
        one.incarnation: one.rows
        for one in report.missed
        if kept.get(one.incarnation) == one.rows
    }
    if is_new:
        found |= {name: rows for name, rows in kept.items() if rows > report.rows}
    return sorted(found.items())


def _alarm(tx: Tx, sender: Sender, given: Told, missed: tuple[str, int]) -> None:
    """Tell log and console, once for each incarnation that misses an anchor."""
    detail = f"{given.report.incarnation} {missed[0]}:{missed[1]}"
    name, kind = sender.workstation, CenterCode.AUDIT_ANCHOR
    if raise_once(tx, kind, name, detail, given.now_ms):
        _log.error("audit chain contradicts its anchor: %s", name)


def _contradicts(report: AnchorReport, rows: int, head: str) -> bool:
    return report.rows < rows or (report.rows == rows and report.head != head)
