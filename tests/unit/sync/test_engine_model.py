"""The engine against a model of a center: any weather, any order, always to the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from sync.engine import Ask, Idle, Queued, Send, Upload, Wait, next_step
from tests.labs.examples import tried

PEOPLE, CARDS = ("A", "B", "C"), ("1", "2")


@dataclass
class ModelCenter:
    """Applies each operation once and remembers in which order."""

    refused: set[str] = field(default_factory=set)
    applied: list[str] = field(default_factory=list)

    def take(self, op_ids: tuple[str, ...], bad: frozenset[str]) -> dict[str, str]:
        """Return the word on each."""
        words = {}
        for op_id in op_ids:
            if op_id in bad or op_id in self.refused:
                self.refused.add(op_id)
                words[op_id] = "refused"
            else:
                if op_id not in self.applied:
                    self.applied.append(op_id)
                words[op_id] = "applied"
        return words

    def tell(self, op_ids: tuple[str, ...]) -> dict[str, str]:
        """Return what became of each."""
        return {
            op: "refused" if op in self.refused else "applied"
            for op in op_ids
            if op in self.applied or op in self.refused
        }


class EngineMachine(RuleBasedStateMachine):
    """What the upload loop keeps, played with fair and foul answers."""

    @initialize()
    def begin(self) -> None:
        self.now = 0.0
        self.center = ModelCenter()
        self.queue: list[Queued] = []
        self.all: list[Queued] = []
        self.unknown: set[str] = set()
        self.parked: dict[str, float] = {}
        self.retry_at = 0.0
        self.sent_twice_unasked: list[str] = []

    @rule(
        person=st.sampled_from(PEOPLE),
        card=st.sampled_from(CARDS),
        loss=st.booleans(),
    )
    def act(self, person: str, card: str, loss: bool) -> None:
        queued = Queued(f"op{len(self.all)}", person, frozenset({person + card}), loss)
        self.queue.append(queued)
        self.all.append(queued)

    @rule(
        weather=st.sampled_from(["fair", "request lost", "answer lost", "later"]),
        batch=st.integers(1, 4),
        bad=st.booleans(),
    )
    def turn(self, weather: str, batch: int, bad: bool) -> None:
        step = next_step(self._snapshot(batch))
        if isinstance(step, Send):
            assert not self.unknown & set(step.op_ids), "sent before it was asked"
            self._exchange(step.op_ids, weather, bad=bad)
        elif isinstance(step, Ask):
            if weather == "fair":
                self._learn(step.op_ids, self.center.tell(step.op_ids))
            else:
                self.retry_at = self.now + 1
        elif isinstance(step, Wait):
            self.now = step.until

    @rule(seconds=st.floats(0, 3))
    def pass_by(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def every_holder_in_order(self) -> None:
        """Later acts of a holder are never applied before earlier ones.

        A loss may pass acts on other cards of the same holder; nothing passes an act
        on its own card.
        """
        if not hasattr(self, "center"):
            return
        place = {queued.op_id: at for at, queued in enumerate(self.all)}
        applied = [self.all[place[op]] for op in self.center.applied]
        for at, later in enumerate(applied):
            for earlier in applied[at + 1 :]:
                overtaken = (
                    earlier.ssn == later.ssn
                    and place[earlier.op_id] < place[later.op_id]
                )
                if overtaken:
                    assert later.loss
                    assert not later.cards & earlier.cards

    @invariant()
    def never_twice(self) -> None:
        if hasattr(self, "center"):
            assert len(set(self.center.applied)) == len(self.center.applied)

    def teardown(self) -> None:
        """After the weather has cleared everything gets an outcome (G7, G8)."""
        if not hasattr(self, "center"):
            return
        for _ in range(20 * len(self.all) + 20):
            step = next_step(self._snapshot(3))
            if isinstance(step, Idle):
                break
            if isinstance(step, Wait):
                self.now = max(self.now, step.until)
            elif isinstance(step, Ask):
                self._learn(step.op_ids, self.center.tell(step.op_ids))
            elif isinstance(step, Send):
                self._exchange(step.op_ids, "fair", bad=False)
        assert self.queue == []
        decided = set(self.center.applied) | self.center.refused
        assert decided == {queued.op_id for queued in self.all}

    def _snapshot(self, batch: int) -> Upload:
        return Upload(
            now=self.now,
            open=True,
            waiting=tuple(self.queue),
            unknown=frozenset(self.unknown),
            parked=dict(self.parked),
            retry_at=self.retry_at,
            batch=batch,
        )

    def _exchange(self, op_ids: tuple[str, ...], weather: str, *, bad: bool) -> None:
        if weather == "request lost":
            self.unknown |= set(op_ids)
            self.retry_at = self.now + 1
            return
        if weather == "later":
            self.parked[op_ids[0]] = self.now + 2
            op_ids = op_ids[1:] if self._alone(op_ids) else ()
        refused = frozenset(op_ids[-1:]) if bad else frozenset[str]()
        words = self.center.take(op_ids, refused)
        if weather == "answer lost":
            self.unknown |= set(op_ids)
            self.retry_at = self.now + 1
            return
        self._learn(op_ids, words)

    def _alone(self, op_ids: tuple[str, ...]) -> bool:
        """Tell whether nobody in the batch stands behind its first act."""
        people = {queued.op_id: queued.ssn for queued in self.all}
        return [people[op] for op in op_ids].count(people[op_ids[0]]) == 1

    def _learn(self, op_ids: tuple[str, ...], words: dict[str, str]) -> None:
        self.unknown -= set(op_ids)
        self.queue = [queued for queued in self.queue if queued.op_id not in words]


EngineMachine.TestCase.settings = settings(
    max_examples=tried(60), stateful_step_count=40
)
TestEngine = EngineMachine.TestCase
