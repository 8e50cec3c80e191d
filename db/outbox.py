"""The outbox: gap-free numbers, and the order in which operations may be sent.

Losses go first (architecture, Consistency), but never before an earlier operation
of the same holder. Each operation gets a lane when it is taken in: 0 for a loss with
nothing but losses before it, 1 for a loss behind other operations of its holder and
for those operations, 2 for the rest. Lanes never fall along one holder's operations,
so "by lane, then by arrival" keeps each holder's order and needs no sorting.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Operation, Ssn
from counter_app.domain.states import LOSS_KINDS, Effect
from counter_app.ports.entries import Decision
from counter_app.ports.store import OutboxState
from db import incarnations, reopening
from db.models import OperationTable
from db.reopening import FIRST, LATER, PULLED
from db.rows import listed, one, records, selected, values
from db.session import Session

_TO_SEND = """
    WHERE o.effect = 'pending' AND (
        o.kind IN ('loss_temp', 'loss_formal') OR NOT EXISTS (
        SELECT 1 FROM operation AS earlier
        WHERE earlier.ssn = o.ssn AND earlier.id < o.id
        AND earlier.effect = 'refused' AND earlier.settled_at IS NULL))
    ORDER BY o.lane, o.id LIMIT ?
"""
_PENDING_OF = "WHERE o.ssn = ? AND o.effect = 'pending' ORDER BY o.id"
_LANE_BEFORE = "SELECT max(lane) FROM operation WHERE ssn = ? AND effect = 'pending'"
_PULL = (
    "UPDATE operation SET lane = 1 WHERE ssn = ? AND effect = 'pending' AND lane = 2"
)
_RELEASE = """
    UPDATE operation SET lane = 2 WHERE id IN (
        SELECT o.id FROM json_each(?) AS person
        CROSS JOIN operation AS o ON o.ssn = person.value AND o.id > coalesce((
            SELECT loss.id FROM operation AS loss
            WHERE loss.ssn = person.value AND loss.effect = 'pending'
            AND loss.kind IN ('loss_temp', 'loss_formal')
            ORDER BY loss.id DESC LIMIT 1), 0)
        WHERE o.effect = 'pending' AND +o.lane = 1)
"""
_DECIDE = """
    UPDATE operation SET effect = told.effect, refusal = told.refusal, decided_at = ?
    FROM (SELECT value ->> 0 AS op_id, value ->> 1 AS effect, value ->> 2 AS refusal
        FROM json_each(?)) AS told
    WHERE operation.op_id = told.op_id
"""
_AMONG = "WHERE o.op_id IN (SELECT value FROM json_each(?))"
_ANY_PULLED = "SELECT id FROM operation WHERE effect = 'pending' AND lane = 1 LIMIT 1"
_LAST_DECIDED = "SELECT max(decided_at) FROM operation WHERE decided_at IS NOT NULL"
_PENDING = "SELECT count(*) FROM operation WHERE effect = 'pending'"
_REFUSED = (
    "SELECT count(*) FROM operation WHERE effect = 'refused' AND settled_at IS NULL"
)
_DOUBTFUL = "SELECT count(*) FROM intent WHERE state IN ('open', 'doubtful')"
_FIRST_OF_LANE = """SELECT * FROM (SELECT made_at FROM operation
    WHERE effect = 'pending' AND lane = {} {} ORDER BY id LIMIT 1)"""
_LOSS = "AND kind IN ('loss_temp', 'loss_formal')"


def _oldest(lanes: Sequence[int], which: str = "") -> str:
    """Return what asks for the first of each lane: a long queue is not read whole."""
    firsts = " UNION ALL ".join(_FIRST_OF_LANE.format(lane, which) for lane in lanes)
    return f"SELECT min(made_at) FROM ({firsts})"  # noqa: S608 - our own words


_OLDEST = _oldest((FIRST, PULLED, LATER))
_OLDEST_LOSS = _oldest((FIRST, PULLED), _LOSS)


class SqlOperations:
    """Operations in sequence, with the center's outcome beside them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.last_added: Operation | None = None

    def add(self, operation: Operation) -> Operation:
        """Number the operation in the current incarnation and store it as pending.

        Raises:
            StoreError: ``store.bad_value`` for an operation that is not pending,
                ``store.duplicate`` for a known ``op_id`` or a second operation of
                the same kind in one case.
        """
        if operation.effect is not Effect.PENDING:
            raise StoreError(StoreCode.BAD_VALUE, what="operation.effect")
        incarnation = incarnations.current(self._session)
        stored = replace(
            operation,
            incarnation=incarnation,
            sequence=incarnations.highest_sequence(self._session, incarnation) + 1,
            refusal=None,
            decided_at=None,
        )
        lane = self._lane(stored)
        self._session.add(OperationTable, {"lane": lane, **values(stored)})
        self.last_added = stored
        return stored

    def get(self, op_id: str) -> Operation | None:
        return one(self._session, OperationTable, Operation, op_id=op_id)

    def those(self, op_ids: Iterable[str]) -> dict[str, Operation]:
        wanted = (json.dumps(list(op_ids)),)
        found = listed(self._session, OperationTable, Operation, _AMONG, wanted)
        return {operation.op_id: operation for operation in found}

    def of_case(self, case_id: str) -> Sequence[Operation]:
        query = (
            selected(OperationTable, Operation)
            .where(OperationTable.case_id == case_id)
            .order_by(OperationTable.id)
        )
        return records(self._session, Operation, query)

    def pending_of(self, ssn: Ssn) -> Sequence[Operation]:
        return listed(self._session, OperationTable, Operation, _PENDING_OF, (ssn,))

    def waiting(self, limit: int) -> Sequence[Operation]:
        return listed(self._session, OperationTable, Operation, _TO_SEND, (limit,))

    def decide(
        self, op_id: str, effect: Effect, refusal: str | None, at: datetime
    ) -> None:
        """Record the outcome; hearing the same outcome again changes nothing.

        Raises:
            StoreError: ``store.no_such_row``, ``store.already_decided`` for another
                outcome than the recorded one.
        """
        found = self.get(op_id)
        if found is None:
            self._missing()
        if found.effect is not Effect.PENDING:
            if (found.effect, found.refusal) == (effect, refusal):
                return
            raise StoreError(StoreCode.ALREADY_DECIDED)
        self.decide_pending([Decision(op_id, found.ssn, effect, refusal)], at)

    def decide_pending(self, decisions: Sequence[Decision], at: datetime) -> None:
        """One statement each: a CHECK with a list costs every statement a table."""
        effect = OperationTable.effect.db_value
        told = [(one.op_id, effect(one.effect), one.refusal) for one in decisions]
        stored_at = OperationTable.decided_at.db_value(at)
        self._session.plain(_DECIDE, (stored_at, json.dumps(told)))
        if self._session.value(_ANY_PULLED) is not None:
            # Of whom no loss waits any more, nothing is in a hurry.
            people = list(dict.fromkeys(one.ssn for one in decisions))
            self._session.plain(_RELEASE, (json.dumps(people),))

    def effective(self, after: str, limit: int) -> Sequence[Operation]:
        return reopening.effective(self._session, after, limit)

    def last_decided(self) -> datetime | None:
        newest = self._session.value(_LAST_DECIDED)
        moment: datetime | None = OperationTable.decided_at.python_value(newest)
        return moment

    def reopen(self, op_ids: Iterable[str]) -> None:
        reopening.reopen(self._session, op_ids)

    def begin_anew(self, at: datetime, reason: str) -> None:
        incarnations.begin_anew(self._session, at, reason)

    def settle(self, op_id: str, *, by: str, at: datetime, note: str = "") -> None:
        """Close a refusal: later operations of the holder may be sent again.

        Raises:
            StoreError: ``store.no_such_row``, ``store.bad_value`` when it was not
                refused, ``store.append_only`` when it was settled before.
        """
        found = self.get(op_id)
        if found is None:
            self._missing()
        if found.effect is not Effect.REFUSED:
            raise StoreError(StoreCode.BAD_VALUE, what="operation.effect")
        self._session.run(
            OperationTable.update(
                settled_at=at, settled_by=by, settled_note=note
            ).where(OperationTable.op_id == op_id)
        )

    def state(self) -> OutboxState:
        oldest = self._session.value(_OLDEST)
        return OutboxState(
            waiting=int(self._session.value(_PENDING)),
            refused=int(self._session.value(_REFUSED)),
            doubtful=int(self._session.value(_DOUBTFUL)),
            oldest_waiting=OperationTable.made_at.python_value(oldest),
            oldest_loss=OperationTable.made_at.python_value(
                self._session.value(_OLDEST_LOSS)
            ),
        )

    def _lane(self, operation: Operation) -> int:
        if operation.kind not in LOSS_KINDS:
            return LATER
        before = self._session.value(_LANE_BEFORE, (operation.ssn,))
        if before is None or before == FIRST:
            return FIRST
        self._session.plain(_PULL, (operation.ssn,))
        return PULLED

    @staticmethod
    def _missing() -> NoReturn:
        raise StoreError(StoreCode.NO_SUCH_ROW, what="operation")
