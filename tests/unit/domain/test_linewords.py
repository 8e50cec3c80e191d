"""The line's headline never says more than is true (goal G14)."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.domain.linewords import Figures, Headline, headline
from counter_app.ports.cards import ReaderState
from counter_app.ports.center import LineState, LoadState
from counter_app.ports.store import OutboxState
from counter_app.services.results import StatusLine
from counter_app.services.syncing import SyncReport, figures_of
from tests.labs.examples import tried
from views.flow.fault import Fault
from views.flow.visit import Visit
from views.messages import Words
from views.shell.status import StatusBar
from views.sync.presenter import SyncState
from views.sync.words import headline_of, lines_of

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
COUNTS = st.integers(0, 3) | st.integers(0, 100_000)
TIMES = st.none() | st.integers(0, 10**7).map(lambda s: NOW - timedelta(seconds=s))
LINES = st.builds(
    LineState,
    enrolled=st.booleans(),
    online=st.booleans(),
    last_contact=TIMES,
    fault=st.sampled_from([None, "center.line_held", "center.unreachable"]),
    skew_s=st.none() | st.floats(-200_000, 200_000),
    next_try=TIMES,
    data_as_of=TIMES,
    load=st.none() | st.builds(LoadState, COUNTS, st.none() | COUNTS),
)
OUTBOXES = st.builds(OutboxState, COUNTS, COUNTS, COUNTS, TIMES, TIMES)
STATES = st.tuples(LINES, OUTBOXES, st.integers(0, 2), st.booleans())
State = tuple[LineState, OutboxState, int, bool]
WORDS = {language: Words(language, "Asia/Shanghai") for language in ("zh_CN", "en")}


def all_done(line: LineState, outbox: OutboxState, parcels: int) -> bool:
    """Say it independently: nothing at all is open, and somebody just heard so."""
    nothing = not (outbox.waiting or outbox.refused or outbox.doubtful or parcels)
    loaded = line.load is None and line.data_as_of is not None
    held = line.fault == "center.line_held"
    return nothing and loaded and line.enrolled and line.online and not held


@settings(max_examples=tried(250))
@given(STATES)
def test_all_sent_is_said_only_when_nothing_is_open(state: State) -> None:
    """Drawn at the edges: the page and the bar never say more than is true (G14)."""
    check(state)


def test_ten_thousand_states() -> None:
    """Drawn evenly: ten thousand states, none of which makes the label lie (G14)."""
    chance = random.Random(14)
    for _ in range(10_000):
        check(any_state(chance))


def any_state(chance: random.Random) -> State:
    """Draw a state; counts are often zero, so that the good case comes up too."""
    count = lambda: chance.choice([0, 0, 0, chance.randrange(9), 60_000])  # noqa: E731
    ago = lambda: chance.choice([None, NOW - timedelta(seconds=count())])  # noqa: E731
    faults = (None, None, "center.line_held", "center.unreachable")
    load = chance.choice([None, None, LoadState(count(), count())])
    line = LineState(
        chance.random() < 0.8, chance.random() < 0.7, ago(), chance.choice(faults),
        chance.uniform(-1e5, 1e5), ago(), ago(), load,
    )  # fmt: skip
    outbox = OutboxState(count(), count(), count(), ago(), ago())
    return line, outbox, chance.choice([0, 0, 2]), chance.random() < 0.2


def check(state: State) -> None:
    """Compare what is said with what is so."""
    line, outbox, parcels, overdue = state
    figures = figures_of(line, outbox, parcels=parcels, overdue=overdue)
    said = headline(figures)
    if said is Headline.ALL_SENT:
        assert all_done(line, outbox, parcels)
    if all_done(line, outbox, parcels) and not overdue:
        assert said is Headline.ALL_SENT
    if outbox.waiting or parcels:
        assert said not in (Headline.OFFLINE, Headline.LOADING, Headline.ALL_SENT)
    _in_words(line, outbox, said, parcels)


def _in_words(
    line: LineState, outbox: OutboxState, said: Headline, parcels: int
) -> None:
    words = WORDS["en"]
    report = SyncReport(
        headline=said, line=line, outbox=outbox, sent_today=1, parcels=parcels,
        holders=5, overdue=False, clock_wrong=False, at=NOW,
    )  # fmt: skip
    _, sentence = headline_of(SyncState(report), words, "12333")
    assert ("Everything was sent" in sentence) <= (not outbox.waiting and not parcels)
    shown = {one.name: one.value for one in lines_of(report, words)}
    assert shown["waiting"] == str(outbox.waiting)
    assert shown["refused"] == str(outbox.refused)
    _, unknown = headline_of(SyncState(report, Fault("store.busy")), words, "12333")
    assert unknown == words("view.sync.head.unknown")
    _bar(line, outbox)


def _bar(line: LineState, outbox: OutboxState) -> None:
    """The status bar names every act that waits, and the oldest one's age."""
    status = StatusLine(
        reader=ReaderState(service=True, reader=None, card_present=False), line=line,
        outbox=outbox, printer_ready=True, printer_code="", clock_wrong=False,
        holders=1, data_as_of=line.data_as_of, blanks_left=0, numbers_left=0,
    )  # fmt: skip
    bar = cast("StatusBar", SimpleNamespace(_kit=SimpleNamespace(words=WORDS["zh_CN"])))
    visit = cast("Visit", SimpleNamespace(seconds_offline=lambda: None, facts=None))
    _, told = StatusBar._line(bar, status, visit)
    if outbox.waiting:
        assert str(outbox.waiting) in told
    if outbox.refused:
        assert str(outbox.refused) in told


@pytest.mark.parametrize("name", ["waiting", "refused", "doubtful", "parcels"])
def test_a_single_open_thing_is_enough(name: str) -> None:
    """The comparison can fail: one of anything changes the headline."""
    good = Figures(
        known=True, enrolled=True, online=True, held=False, loading=False,
        waiting=0, refused=0, doubtful=0, overdue=False,
    )  # fmt: skip
    assert headline(good) is Headline.ALL_SENT
    assert name in {field.name for field in fields(Figures)}
    assert headline(replace(good, **{name: 1})) is not Headline.ALL_SENT
    assert headline(replace(good, known=False)) is Headline.UNKNOWN
