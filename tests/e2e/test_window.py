"""The window on a virtual screen: a hand-out and a loss through every room."""

from __future__ import annotations

import itertools
import subprocess
from pathlib import Path

import pytest

from counter_app.domain.states import Effect, Kind
from counter_app.practice import record
from counter_app.practice.center_side import CenterSide
from counter_app.practice.people import make_roll
from scripts.practice_day.books import center_rows
from scripts.practice_day.ledger import Ledger
from scripts.practice_day.play import Stage
from scripts.practice_day.programs import BIN
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
