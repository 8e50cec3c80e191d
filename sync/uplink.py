"""The upload loop's turn: take a snapshot, ask the engine, do the step."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.records import Operation
from counter_app.domain.settle import touched_cards
from counter_app.domain.states import LOSS_KINDS
from counter_app.ports.center import Aside
from counter_app.ports.store import Store
from sync import engine
from sync.apply import apply_outcomes
from sync.engine import Ask, Queued, Send, Step, Upload
from sync.station import Station
from sync.transport import LineFault
from sync.wire import BatchAnswer, OperationAnswer, WireOperation, Word, wire_operation

_log = logging.getLogger(__name__)
# A long queue goes in large requests: on a bad line every exchange may cost a time-out.
FULL_BATCH = 400
_ENOUGH_TRIES = 3
_OF_THE_CONTENT = frozenset(
    {
        CenterCode.SERVER_FAULT,
        CenterCode.REQUEST_INVALID,
        CenterCode.REQUEST_TOO_LARGE,
        CenterCode.ANSWER_INVALID,
    }
)


def _queued(operation: Operation) -> Queued:
    return Queued(
        operation.op_id,
        operation.ssn,
        frozenset((*touched_cards(operation), operation.card_no)),
        operation.kind in LOSS_KINDS,
    )


@dataclass(slots=True)
class Doubts:
    """What the loop remembers between turns; lost with the process, and safely so."""

    unknown: set[str] = field(default_factory=set)
    parked: dict[str, float] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)  # why, as long as it waits
    tries: dict[str, int] = field(default_factory=dict)
    batch: int = FULL_BATCH
    question: int = FULL_BATCH
    failures: int = 0
    retry_at: float = 0.0


class Uplink:
    """Sends what waits. Not thread-safe: one loop owns it."""

    def __init__(
        self,
        station: Station,
        store: Store,
        on_decided: Callable[[tuple[str, ...]], None] = lambda _ids: None,
    ) -> None:
        self._station = station
        self._store = store
        self._on_decided = on_decided
        self._doubts = Doubts()
        self._known: dict[str, Operation] = {}

    def turn(self) -> Step:
        """Do one step and return it.

        Raises:
            CenterError: an exchange failed; the loop already knows when to go on.
            StoreError: the local store failed.
        """
        step = engine.next_step(self._snapshot())
        if isinstance(step, Send):
            self._send(step.op_ids)
        elif isinstance(step, Ask):
            self._ask(step.op_ids)
        return step

    def nudge(self) -> None:
        """Try again now, whatever the back-off says; what is set aside stays so."""
        self._doubts.retry_at = 0.0

    def aside(self) -> tuple[Aside, ...]:
        """Return the acts that were set aside and still wait, with their causes."""
        causes = self._doubts.causes
        return tuple(
            Aside(known.receipt_no, causes[op_id])
            for op_id, known in self._known.items()
            if op_id in causes
        )

    def _snapshot(self) -> Upload:
        doubts, now = self._doubts, self._station.monotonic()
        if not self._station.open or doubts.retry_at > now:
            return Upload(now, self._station.open, retry_at=doubts.retry_at)
        doubts.parked = {op: at for op, at in doubts.parked.items() if at > now}
        waiting = self._doubtful() or self._read()
        return Upload(
            now=now,
            open=True,
            waiting=tuple(_queued(operation) for operation in waiting),
            unknown=frozenset(doubts.unknown),
            parked=doubts.parked,
            batch=doubts.batch,
            question=doubts.question,
        )

    def _doubtful(self) -> Sequence[Operation]:
        """Return what is to be asked about first: it was read when it was sent."""
        unknown = self._doubts.unknown
        return [one for op_id, one in self._known.items() if op_id in unknown]

    def _read(self) -> Sequence[Operation]:
        doubts = self._doubts
        room = doubts.batch + len(doubts.parked)
        with self._store.reading() as read:
            waiting = read.operations.waiting(room)
        self._known = {operation.op_id: operation for operation in waiting}
        doubts.unknown &= self._known.keys()
        return waiting

    def _send(self, op_ids: tuple[str, ...]) -> None:
        operations = self._wired(op_ids)
        if not operations:
            return
        sent = tuple(op.op_id for op in operations)
        try:
            answer = self._station.client.send(operations)
        except LineFault as exc:
            self._send_failed(sent, exc)
            raise
        self._doubts.failures = 0
        self._doubts.batch = min(FULL_BATCH, self._doubts.batch * 2)
        self._take(sent, answer)

    def _ask(self, op_ids: tuple[str, ...]) -> None:
        operations = self._wired(op_ids)
        try:
            answer = self._station.client.status(operations)
        except LineFault as exc:
            if exc.sent:  # what is too long for this line is asked in parts
                self._doubts.question = max(1, len(operations) // 2)
            self._line_failed(exc)
            raise
        self._doubts.question = min(FULL_BATCH, self._doubts.question * 2)
        self._take(op_ids, answer)

    def _wired(self, op_ids: Sequence[str]) -> list[WireOperation]:
        """Return the operations as they travel; one that cannot is set aside."""
        made = []
        for op_id in op_ids:
            operation = self._known[op_id]
            try:
                made.append(wire_operation(operation, self._station.workstation))
            except (msgspec.ValidationError, TypeError, ValueError) as exc:
                _log.error("operation does not fit the wire: %s", type(exc).__name__)
                self._park(op_id, CenterCode.OPERATION_INVALID)
        return made

    def _take(self, op_ids: tuple[str, ...], answer: BatchAnswer) -> None:
        told = {a.op_id: a for a in answer.outcomes if a.op_id in op_ids}
        self._doubts.unknown -= told.keys()
        self._doubts.unknown |= set(op_ids) - told.keys()
        refused = {self._ssn(a) for a in told if told[a].outcome is Word.REFUSED}
        for op_id, one in told.items():
            # Behind a refusal of the same batch: the next batch goes without it.
            if one.outcome is Word.LATER and self._ssn(op_id) not in refused:
                self._park(op_id, CenterCode.BUSY)
        self._record(tuple(told.values()))

    def _ssn(self, op_id: str) -> str:
        return self._known[op_id].ssn

    def _record(self, answers: tuple[OperationAnswer, ...]) -> None:
        done, failed = apply_outcomes(self._store, answers, self._station.clock.now())
        for op_id in failed:
            self._park(op_id, CenterCode.CONSEQUENCE)
        for op_id in done:
            self._doubts.tries.pop(op_id, None)
            self._doubts.parked.pop(op_id, None)
            self._doubts.causes.pop(op_id, None)
        if done:
            self._on_decided(done)

    def _send_failed(self, op_ids: tuple[str, ...], exc: LineFault) -> None:
        """A fault of one operation must not stop the others: the batch is halved.

        When one alone fails for its content, or again and again although the center
        answers questions, it is set aside. Content is to blame only where the center
        itself says so: what a proxy or portal answers is a fault of the line.
        """
        of_content = exc.of_center and exc.code in _OF_THE_CONTENT
        found = False
        if exc.sent:
            self._doubts.unknown |= set(op_ids)
            self._doubts.batch = max(1, len(op_ids) // 2)
            if len(op_ids) == 1:
                tries = self._count(op_ids[0])
                found = of_content or tries >= _ENOUGH_TRIES
                if found:
                    self._doubts.failures = 0
                    self._set_aside(op_ids[0], tries, exc.code)
        if of_content or found:
            self._pause(1, exc)
        else:
            self._line_failed(exc)

    def _line_failed(self, exc: LineFault) -> None:
        self._doubts.failures += 1
        self._pause(self._doubts.failures, exc)

    def _pause(self, failures: int, exc: LineFault) -> None:
        self._doubts.retry_at = self._station.after_fault(failures, exc)

    def _park(self, op_id: str, code: CenterCode) -> None:
        self._set_aside(op_id, self._count(op_id), code)

    def _count(self, op_id: str) -> int:
        tries = self._doubts.tries.get(op_id, 0) + 1
        self._doubts.tries[op_id] = tries
        return tries

    def _set_aside(self, op_id: str, tries: int, code: str) -> None:
        until = self._station.after(tries, engine.LONGEST_PARK_S)
        self._doubts.parked[op_id] = until
        self._doubts.causes[op_id] = code
        _log.warning("operation set aside: %s", code)
