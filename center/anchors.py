"""Anchors of the counters' audit chains (goal G24): kept, never lowered."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from center.alarms import raise_alarm
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
    report, now_ms = given.report, given.now_ms
    where = (sender.workstation, report.incarnation)
    row = tx.row(
        _ONE + tx.lock,
        where,
    )
    if row is not None and _contradicts(report, int(row[0]), str(row[1])):
        if given.asked_ms < int(row[2]):
            return told(tx, sender)
        _log.error("audit chain contradicts its anchor: %s", sender.workstation)
        detail = f"{report.incarnation} {row[0]} {report.rows}"
        raise_alarm(tx, CenterCode.AUDIT_ANCHOR, sender.workstation, detail, now_ms)
        kept = told(tx, sender)
        return Anchors(anchors=kept.anchors, alarm=True)
    if row is None or report.rows > int(row[0]):
        tx.insert(_PUT, [(*where, report.rows, report.head, now_ms)])
    return told(tx, sender)


def _contradicts(report: AnchorReport, rows: int, head: str) -> bool:
    return report.rows < rows or (report.rows == rows and report.head != head)
