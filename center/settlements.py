"""Refusals that a counter has closed: the person withdrew, or it went another way."""

from __future__ import annotations

from center.database import Insert, Tx
from center.rows import to_ms
from center.world import Sender
from sync.wire.settlements import Settlement, SettlementBatch, SettlementsKept

_PUT = Insert("settlement", "op_id, workstation, way, settled_by, at, told_at")


def keep(
    tx: Tx, sender: Sender, batch: SettlementBatch, now_ms: int
) -> SettlementsKept:
    """Note what is closed; of refused acts of this workstation only.

    A decision of the city waits for nobody: the same lock keeps both from happening.
    """
    told: dict[str, Settlement] = {one.op_id: one for one in batch.settlements}
    for op_id in sorted(told):
        tx.exclusive(decision_lock(op_id))
    among, value = tx.among("o.op_id", sorted(told))
    rows = tx.rows(
        "SELECT o.op_id FROM operation o LEFT JOIN settlement s ON s.op_id = o.op_id "  # noqa: S608 - our own names
        f"WHERE o.workstation = ? AND o.outcome = 'refused' AND s.op_id IS NULL "
        f"AND {among}",
        (sender.workstation, value),
    )
    fresh = [told[str(row[0])] for row in rows]
    tx.insert(
        _PUT,
        [
            (one.op_id, sender.workstation, one.way, one.by, to_ms(one.at), now_ms)
            for one in fresh
        ],
    )
    return SettlementsKept(tuple(one.op_id for one in batch.settlements))


def decision_lock(op_id: str) -> str:
    """Name the lock under which a refusal is decided or closed."""
    return f"counter-center-decision-{op_id}"
