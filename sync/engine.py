"""What to do next on the line: pure steps over snapshots, no clock, no network.

Times are seconds of a monotonic clock. Nothing is ever given up: back-off grows to a
ceiling and stays there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FIRST_DELAY_S = 0.02
LONGEST_DELAY_S = 4.0  # a healed network is noticed within five seconds (G8)
LONGEST_BUSY_S = 30.0  # a center that says it is busy is spared
LONGEST_PARK_S = 120.0
_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class Queued:
    """An operation without an outcome, in the order the store gives.

    Attributes:
        cards: the cards it is about, the new one included.
        loss: a loss waits for nobody but earlier acts on the same card.
    """

    op_id: str
    ssn: str
    cards: frozenset[str] = frozenset()
    loss: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """All that decides the next step of the upload loop.

    Attributes:
        open: enrolled and not held.
        waiting: operations that may be sent, losses first.
        unknown: operations whose answer was lost: they are asked for, never assumed.
        parked: operations set aside until a time; they stop no other holder.
        retry_at: no exchange before this time.
        batch: most operations of one request.
        question: most operations of one question; they are asked by name only.
    """

    now: float
    open: bool
    waiting: tuple[Queued, ...] = ()
    unknown: frozenset[str] = frozenset()
    parked: Mapping[str, float] = field(default_factory=dict)
    retry_at: float = 0.0
    batch: int = 100
    question: int = 100


@dataclass(frozen=True, slots=True)
class Download:
    """All that decides the next step of the download loop."""

    now: float
    open: bool
    due_at: float = 0.0
    retry_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Send:
    """Send these operations."""

    op_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask what became of these operations."""

    op_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pull:
    """Fetch the next page of the feed."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing before this time, unless woken."""

    until: float


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing until woken."""


Step = Send | Ask | Pull | Wait | Idle


def next_step(snapshot: Upload | Download) -> Step:
    """Return what to do now."""
    if not snapshot.open:
        return Idle()
    if snapshot.retry_at > snapshot.now:
        return Wait(snapshot.retry_at)
    if isinstance(snapshot, Download):
        due = snapshot.due_at <= snapshot.now
        return Pull() if due else Wait(snapshot.due_at)
    return _upload(snapshot)


def _upload(snapshot: Upload) -> Step:
    asked = [q.op_id for q in snapshot.waiting if q.op_id in snapshot.unknown]
    if asked:
        return Ask(tuple(asked[: snapshot.question]))
    chosen, until = list[str](), list[float]()
    stopped: dict[str, frozenset[str]] = {}
    for queued in snapshot.waiting:
        set_aside = snapshot.parked.get(queued.op_id, 0.0)
        if set_aside > snapshot.now:
            until.append(set_aside)
        elif not _must_wait(queued, stopped):
            if len(chosen) < snapshot.batch:
                chosen.append(queued.op_id)
            continue
        stopped[queued.ssn] = stopped.get(queued.ssn, frozenset()) | queued.cards
    if chosen:
        return Send(tuple(chosen))
    return Wait(min(until)) if until else Idle()


def _must_wait(queued: Queued, stopped: Mapping[str, frozenset[str]]) -> bool:
    """Later acts of a holder wait behind one set aside; a loss only on its card."""
    cards = stopped.get(queued.ssn)
    if cards is None:
        return False
    return not queued.loss or bool(cards & queued.cards)


def delay(failures: int, chance: float, longest: float = LONGEST_DELAY_S) -> float:
    """Return seconds to wait after ``failures`` in a row (1-based).

    Args:
        failures: how many exchanges failed one after another.
        chance: a random number in 0..1; half of the delay is jitter.
        longest: the ceiling.
    """
    doublings = min(max(failures, 1) - 1, _DOUBLINGS)
    whole = min(FIRST_DELAY_S * 2.0**doublings, longest)
    return whole * (0.5 + chance / 2)
