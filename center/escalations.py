"""Refused acts that counters hand to the city's supervisors."""

from __future__ import annotations

from center.database import Insert, Row, Tx
from center.rows import from_ms, to_ms
from center.world import Sender
from sync.wire import (
    Escalation,
    EscalationBatch,
    EscalationState,
    EscalationStates,
    Standing,
)

_PUT = Insert(
    "escalation",
    "workstation, op_id, office_code, incarnation, sequence, kind, ssn, card_no, "
    "receipt_no, code, note, raised_by, raised_at, told_at",
)


def take(
    tx: Tx, sender: Sender, batch: EscalationBatch, now_ms: int
) -> EscalationStates:
    """Keep what is new, and tell how each stands."""
    known = _known(tx, sender, batch)
    fresh = {e.op_id: e for e in batch.escalations if e.op_id not in known}
    tx.insert(_PUT, [_values(sender, one, now_ms) for one in fresh.values()])
    return EscalationStates(
        tuple(_state(one.op_id, known.get(one.op_id)) for one in batch.escalations)
    )


def _known(tx: Tx, sender: Sender, batch: EscalationBatch) -> dict[str, Row]:
    among, value = tx.among("op_id", [one.op_id for one in batch.escalations])
    rows = tx.rows(
        "SELECT op_id, reply, replied_by, replied_at FROM escalation "  # noqa: S608 - our own names
        f"WHERE workstation = ? AND {among}",
        (sender.workstation, value),
    )
    return {str(row[0]): row for row in rows}


def _values(sender: Sender, one: Escalation, now_ms: int) -> Row:
    return (
        *(sender.workstation, one.op_id, sender.office_code, one.incarnation),
        *(one.sequence, one.kind.value, one.ssn, one.card_no, one.receipt_no),
        *(one.code, one.note, one.by, to_ms(one.at), now_ms),
    )


def _state(op_id: str, row: Row | None) -> EscalationState:
    if row is None or row[3] is None:
        return EscalationState(op_id=op_id, standing=Standing.OPEN)
    return EscalationState(
        op_id=op_id,
        standing=Standing.REPLIED,
        reply=row[1],
        by=row[2],
        at=from_ms(row[3]),
    )
