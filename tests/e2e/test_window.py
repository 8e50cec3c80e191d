"""The window on a virtual screen: a hand-out and a loss through every room."""

from __future__ import annotations

import itertools
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter_app.domain.states import Effect, Kind
from counter_app.practice import record
from counter_app.practice.center_side import CenterSide
from counter_app.practice.people import make_roll
from scripts.practice_day.books import center_rows
from scripts.practice_day.ledger import Ledger
from scripts.practice_day.play import Stage
from scripts.practice_day.programs import BIN, verb
from scripts.practice_day.screen import Screen
from scripts.practice_day.story import Act, Cut, Step, day
from scripts.practice_day.window import Window


def short_day(data: Path) -> list[Step]:
    """A hand-out online, an instant card and a loss while the center is away."""
    made = record.load(data)
    roll = make_roll(made.made_on, seed=made.seed, crowd=made.crowd)
    steps = list(day(roll))
    cut = next(at for at, step in enumerate(steps) if isinstance(step, Cut))
    online = list(itertools.islice((s for s in steps if isinstance(s, Act)), 1))
    away = [s for s in steps[cut:] if isinstance(s, Act)]
    wanted = {Kind.INSTANT, Kind.LOSS_TEMP}
    offline = [s for s in away if s.wish.kind in wanted]
    return [*online, Cut(held=True), *offline, Cut(held=False)]


MADE_S = 100.0  # a practice office on a busy machine


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait for what no state file tells."""
    end, pause = time.monotonic() + MADE_S, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.1)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A practice office made by the assistant of the first start, with two keys."""
    folder = tmp_path_factory.mktemp("first")
    data, state = folder / "office", folder / "screen.json"
    with Screen() as screen, (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "counter-app", "--data", str(data), "--lang", "en"],
            env=screen.environment | {"COUNTER_SCREEN_STATE": str(state)},
            stdout=log,
            stderr=log,
        )
        window = Window(screen, state, process)
        try:
            wait_for(lambda: bool(screen.windows()))
            screen.shot(folder / "assistant.png")  # once it is painted
            screen.press("Tab", "Return")
            window.wait("login", lambda seen: seen["screen"] == "login", MADE_S)
        finally:
            code = window.close()
    assert code == 0
    try:
        yield data
    finally:
        verb("counter-app", "practice", "stop", "--data", str(data))


@pytest.mark.gui
@pytest.mark.pcsc
@pytest.mark.timeout(240)
def test_hand_out_instant_and_loss_reach_the_center(
    practice: Path, tmp_path: Path
) -> None:
    """By key presses, on and off line; each act is printed and applied once."""
    database = CenterSide(record.folder_of(practice)).database
    ledger = Ledger(str(practice), database)
    state = tmp_path / "screen.json"
    with Screen() as screen, (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "counter-app", "--data", str(practice)],
            env=screen.environment | {"COUNTER_SCREEN_STATE": str(state)},
            stdout=log,
            stderr=log,
        )
        window = Window(screen, state, process)
        try:
            stage = Stage(window, practice, ledger, tmp_path)
            stage.begin()
            for step in short_day(practice):
                stage.play(step)
            stage.end()
        finally:
            code = window.close()
    assert code == 0
    assert [act.kind for act in ledger.acts] == ["hand_out", "instant", "loss_temp"]
    assert {act.channel for act in ledger.acts} == {"pcsc"}
    printed = [act.effect_when_printed for act in ledger.acts]
    assert printed == [Effect.EFFECTIVE, Effect.PENDING, Effect.PENDING]
    assert {act.effect_at_end for act in ledger.acts} == {Effect.EFFECTIVE}
    assert [check for check in ledger.checks if not check.ok] == []
    mine = {act.receipt_no for act in ledger.acts}
    there = [r["receipt_no"] for r in center_rows(database) if r["receipt_no"] in mine]
    assert sorted(there) == sorted(mine)
