"""Effective acts that a restored center does not know: back among what waits.

Only the center's loss of its own records makes a decided row wait again; a trigger
lets no other change through.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from counter_app.domain.records import Operation
from counter_app.domain.states import LOSS_KINDS
from db.models import OperationTable
from db.rows import listed
from db.session import Session

_AFTER = """
    WHERE o.effect = 'effective' AND o.id > coalesce((
        SELECT id FROM operation WHERE op_id = ?), 0)
    ORDER BY o.id LIMIT ?
"""
_REOPEN = """
    UPDATE operation SET effect = 'pending', decided_at = NULL
    WHERE effect = 'effective' AND op_id IN (SELECT value FROM json_each(?))
"""
_PEOPLE = (
    "SELECT DISTINCT ssn FROM operation WHERE op_id IN (SELECT value FROM json_each(?))"
)
_PENDING_OF = (
    "SELECT op_id, kind FROM operation WHERE ssn = ? AND effect = 'pending' ORDER BY id"
)
_LANE = "UPDATE operation SET lane = ? WHERE op_id = ?"
FIRST, PULLED, LATER = 0, 1, 2


def effective(session: Session, after: str, limit: int) -> Sequence[Operation]:
    """Return acts the center applied, the oldest first, after one of them."""
    return listed(session, OperationTable, Operation, _AFTER, (after, limit))


def reopen(session: Session, op_ids: Iterable[str]) -> None:
    """Let effective acts wait again, each in its place among its holder's."""
    listed_ids = (json.dumps(list(op_ids)),)
    people = session.plain(_PEOPLE, listed_ids)
    session.plain(_REOPEN, listed_ids)
    for (ssn,) in people:
        rows = [(str(op), str(kind)) for op, kind in session.plain(_PENDING_OF, (ssn,))]
        lanes = lanes_of([kind in LOSS_KINDS for _, kind in rows])
        session.many(_LANE, zip(lanes, [op_id for op_id, _ in rows], strict=True))


def lanes_of(losses: Sequence[bool]) -> list[int]:
    """Return the lanes of one holder's waiting acts, oldest first.

    Args:
        losses: whether each of them is a loss.
    """
    last = max((at for at, loss in enumerate(losses) if loss), default=-1)
    head = next((at for at, loss in enumerate(losses) if not loss), len(losses))
    return [
        FIRST if at < head else PULLED if at <= last else LATER
        for at in range(len(losses))
    ]
