"""The engine's steps: pure, fair, and never stuck."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.engine import (
    LONGEST_DELAY_S,
    Ask,
    Download,
    Idle,
    Pull,
    Queued,
    Send,
    Upload,
    Wait,
    delay,
    next_step,
)

NOW = 1000.0
HOLDERS = st.sampled_from(["A", "B", "C"])
QUEUES = st.lists(HOLDERS, max_size=12).map(
    lambda people: tuple(Queued(f"op{n}", ssn) for n, ssn in enumerate(people))
)


@st.composite
def uploads(draw: st.DrawFn) -> Upload:
    """Draw any snapshot of the upload loop."""
    waiting = draw(QUEUES)
    ids = [queued.op_id for queued in waiting]
    some = st.sets(st.sampled_from(ids)) if ids else st.just(set())
    times = st.floats(NOW - 10, NOW + 10)
    return Upload(
        now=NOW,
        open=draw(st.booleans()),
        waiting=waiting,
        unknown=frozenset(draw(some)),
        parked={op: draw(times) for op in draw(some)},
        retry_at=draw(times),
        batch=draw(st.integers(1, 5)),
        question=draw(st.integers(1, 5)),
    )


@given(uploads())
def test_nothing_moves_while_closed_or_backing_off(snapshot: Upload) -> None:
    """A held line is idle; before the retry time nothing is exchanged."""
    step = next_step(snapshot)
    if not snapshot.open:
        assert step == Idle()
    elif snapshot.retry_at > NOW:
        assert step == Wait(snapshot.retry_at)


@given(uploads())
def test_unknown_outcomes_are_asked_before_anything_is_sent(snapshot: Upload) -> None:
    """What may have arrived is asked for and never sent blindly."""
    step = next_step(snapshot)
    if isinstance(step, Send):
        assert not snapshot.unknown.intersection(q.op_id for q in snapshot.waiting)
    if isinstance(step, Ask):
        assert set(step.op_ids) <= snapshot.unknown
        assert 0 < len(step.op_ids) <= snapshot.question


@given(uploads())
def test_a_batch_keeps_each_holders_order(snapshot: Upload) -> None:
    """What is sent of a holder is the head of what waits of that holder."""
    step = next_step(snapshot)
    if not isinstance(step, Send):
        return
    assert 0 < len(step.op_ids) <= snapshot.batch
    for ssn in {q.ssn for q in snapshot.waiting}:
        line = [q.op_id for q in snapshot.waiting if q.ssn == ssn]
        sent = [op for op in step.op_ids if op in line]
        assert sent == line[: len(sent)]


@given(uploads())
def test_an_operation_set_aside_stops_its_holder_only(snapshot: Upload) -> None:
    """As long as anyone else's operation waits, something is sent (G9)."""
    step = next_step(snapshot)
    aside = {op for op, until in snapshot.parked.items() if until > NOW}
    stopped = {q.ssn for q in snapshot.waiting if q.op_id in aside}
    free = [q for q in snapshot.waiting if q.ssn not in stopped]
    ready = snapshot.open and snapshot.retry_at <= NOW
    if ready and free:
        assert isinstance(step, Send | Ask)
    if isinstance(step, Send):
        assert not aside.intersection(step.op_ids)


@given(uploads())
def test_waiting_always_has_an_end(snapshot: Upload) -> None:
    """While anything waits the loop sends, asks, or knows when it will (G7)."""
    step = next_step(snapshot)
    if snapshot.open and snapshot.waiting:
        assert not isinstance(step, Idle)
    if isinstance(step, Wait):
        assert step.until > NOW


@given(st.floats(NOW - 5, NOW + 5), st.floats(NOW - 5, NOW + 5), st.booleans())
def test_download_pulls_when_due(due: float, retry: float, held: bool) -> None:
    """The feed is read when due, after the back-off, and not while held."""
    step = next_step(Download(NOW, not held, due, retry))
    if held:
        assert step == Idle()
    elif retry <= NOW and due <= NOW:
        assert step == Pull()
    else:
        assert isinstance(step, Wait)


@given(st.integers(-1, 10_000), st.floats(0, 1))
def test_back_off_grows_to_a_ceiling_and_stays(failures: int, chance: float) -> None:
    """No count ends the tries, and a healed network is noticed soon (G8)."""
    assert 0 < delay(failures, chance) <= LONGEST_DELAY_S
    assert delay(failures + 1, chance) >= delay(failures, chance)
