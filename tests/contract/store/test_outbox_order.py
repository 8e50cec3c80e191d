"""The order in which operations may be sent, over generated histories."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.domain.records import Operation
from counter_app.domain.states import Effect, Kind
from counter_app.ports.store import Store, UnitOfWork
from tests.contract.store import making
from tests.contract.store.making import START
from tests.labs.examples import tried

LOSSES = {Kind.LOSS_TEMP, Kind.LOSS_FORMAL}
HOLDERS = 4
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, HOLDERS - 1), st.sampled_from(Kind)),
        st.tuples(
            st.sampled_from(["apply", "refuse", "settle", "forget"]),
            st.integers(0, 30),
        ),
    ),
    max_size=30,
)


class History:
    """What a reader of the rules would say, kept beside the store."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self.rows: list[Operation] = []
        self.open_refusals: set[str] = set()

    def take(self, step: Sequence[object]) -> None:
        word, *rest = step
        if word == "add":
            of, kind = rest
            self.rows.append(making.file(self.work, len(self.rows), of, kind))
        elif self.rows:
            self._decide(str(word), self.rows[int(rest[0]) % len(self.rows)])

    def _decide(self, word: str, row: Operation) -> None:
        pending = self.work.operations.get(row.op_id).effect is Effect.PENDING
        if word == "forget":  # a restored center: an effective one waits again
            self.work.operations.reopen([row.op_id])
        elif word == "settle":
            if row.op_id in self.open_refusals:
                self.work.operations.settle(row.op_id, by="zhou", at=START)
                self.open_refusals.remove(row.op_id)
        elif pending and word == "apply":
            self.work.operations.decide(row.op_id, Effect.EFFECTIVE, None, START)
        elif pending:
            self.work.operations.decide(row.op_id, Effect.REFUSED, "x", START)
            self.open_refusals.add(row.op_id)

    def sendable(self) -> set[str]:
        """Pending, and no open refusal of the same holder before it."""
        held = {
            later.op_id
            for earlier, later in itertools.combinations(self.rows, 2)
            if earlier.ssn == later.ssn and earlier.op_id in self.open_refusals
        }
        return {
            row.op_id
            for row in self.pending()
            if row.op_id not in held or row.kind in LOSSES
        }

    def free_losses(self) -> set[str]:
        """Losses that have no other pending operation of their holder before them."""
        pending = self.pending()
        behind = {
            later.op_id
            for earlier, later in itertools.combinations(pending, 2)
            if earlier.ssn == later.ssn and earlier.kind not in LOSSES
        }
        return {p.op_id for p in pending if p.kind in LOSSES} - behind

    def pending(self) -> list[Operation]:
        get = self.work.operations.get
        return [r for r in self.rows if get(r.op_id).effect is Effect.PENDING]


@settings(
    max_examples=tried(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_order_of_the_outbox(store: Store, tmp_path: Path, steps: list) -> None:
    """Losses first, never held back; a refusal holds back its holder's later acts."""
    with store.unit_of_work() as work:  # never committed: every example starts empty
        making.people(work, *range(HOLDERS))
        history = History(work)
        for step in steps:
            history.take(step)
        waiting = work.operations.waiting(1000)
        order = [row.op_id for row in waiting]
        assert set(order) == history.sendable()
        for first, second in itertools.combinations(waiting, 2):
            if first.ssn == second.ssn:
                assert first.sequence < second.sequence
        losses = history.free_losses() & set(order)
        pending = history.pending()
        needed = [row.op_id for row in waiting if _serves_a_loss(row, pending)]
        assert order[: len(needed)] == needed
        assert losses <= set(needed)
        assert [r.op_id for r in work.operations.waiting(3)] == order[:3]


def _serves_a_loss(row: Operation, pending: Sequence[Operation]) -> bool:
    """A loss, or an operation that a later loss of the same holder must follow."""
    return any(
        other.kind in LOSSES and other.ssn == row.ssn and other.sequence >= row.sequence
        for other in pending
    )


def test_a_loss_overtakes_everything_of_others(store: Store) -> None:
    """A loss reported last is sent before the hand-outs of other people."""
    with store.unit_of_work() as work:
        making.people(work, 0, 1, 2)
        making.file(work, 1, of=0)
        making.file(work, 2, of=1)
        making.file(work, 3, of=2, kind=Kind.LOSS_TEMP)
        making.file(work, 4, of=1, kind=Kind.LOSS_FORMAL)
        order = [row.op_id for row in work.operations.waiting(9)]
    assert order == ["op-3", "op-2", "op-4", "op-1"]


def test_what_a_restored_center_forgot_waits_in_its_old_place(store: Store) -> None:
    """A hand-out that waits again is sent before the loss that followed it."""
    with store.unit_of_work() as work:
        making.people(work, 0, 1)
        making.file(work, 1, of=0)
        making.file(work, 2, of=1)
        making.file(work, 3, of=0, kind=Kind.LOSS_TEMP)
        for op_id in ("op-1", "op-2"):
            work.operations.decide(op_id, Effect.EFFECTIVE, None, START)
        assert [row.op_id for row in work.operations.effective("", 9)] == [
            "op-1", "op-2",
        ]  # fmt: skip
        assert [row.op_id for row in work.operations.effective("op-1", 9)] == ["op-2"]
        work.operations.reopen(["op-1", "op-2"])
        making.file(work, 4, of=0)
        order = [row.op_id for row in work.operations.waiting(9)]
    assert order == ["op-1", "op-3", "op-2", "op-4"]
