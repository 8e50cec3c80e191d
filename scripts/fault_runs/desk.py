"""Kill the window in mid-form: at most a second of typing is lost (G34).

``scripts/faults desk [--kills N] [--seed S] [--form loss|apply]``. Real keys are typed
into a form of a real window over the encrypted store; SIGKILL comes at a random moment;
the draft in the store must hold everything typed up to a second before. How far it is
stands on stderr; Ctrl+C ends it early and tells what was found until then.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db import open_store
from scripts.fault_runs.typing_desk import KEY
from tests.integration.services.desk import Bench, FakeClock
from tests.labs.xvfb import Xvfb

LOST_S = 1.0
LOSS, APPLY = FORMS = "loss", "apply"
_SCREENS = {LOSS: "form", APPLY: "apply_form"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_START_S, _LOOK_S = 120.0, 0.05
_TOLD_EVERY = 20
_FASTEST_S, _SLOWEST_S = 0.02, 0.12  # between two keys
_SHORTEST_S, _LONGEST_S = 0.6, 2.2  # of typing before the kill
_pause = threading.Event()


@dataclass
class Outcome:
    """What the kills cost."""

    form: str = LOSS
    kills: int = 0
    failed: list[str] = field(default_factory=list)
    worst_s: float = 0.0  # age of the oldest lost key press at the kill


@dataclass
class Typed:
    """Key presses with their moments."""

    text: str = ""
    at: list[float] = field(default_factory=list)

    def lost(self, kept: str, killed: float) -> float | None:
        """Return the age of the first lost key at the kill; None: not our text."""
        if not self.text.startswith(kept):
            return None
        return killed - self.at[len(kept)] if len(kept) < len(self.text) else 0.0


def run(kills: int, seed: int, form: str = LOSS) -> Outcome:
    """Kill ``kills`` windows one after the other, with one of ``FORMS`` open."""
    outcome, rng = Outcome(form=form), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="desk-kills-") as folder:
        screen = Xvfb()
        try:
            office = Path(folder)
            bench = Bench(office)
            bench.live()
            bench.close()
            for number in range(kills):
                _one(screen, office, rng, outcome, number)
                if not outcome.kills % _TOLD_EVERY:
                    print(outcome.kills, len(outcome.failed), file=sys.stderr)
        except KeyboardInterrupt:
            print(f"ended at kill {outcome.kills} of {kills}", file=sys.stderr)
        finally:
            screen.close()
    return outcome


def _one(
    screen: Xvfb, office: Path, rng: random.Random, outcome: Outcome, number: int
) -> None:
    state = office / "screen.json"
    state.unlink(missing_ok=True)
    command = [sys.executable, "-m", "scripts.fault_runs.typing_desk"]
    with subprocess.Popen(
        [*command, str(office), str(state), outcome.form], env=screen.environment()
    ) as window:
        try:
            _wait_for_form(state, window, _SCREENS[outcome.form])
            typed = _type(screen, rng)
        finally:
            killed = time.monotonic()
            window.kill()
    outcome.kills += 1
    lost = typed.lost(_kept(office), killed)
    outcome.worst_s = max(outcome.worst_s, lost or 0.0)
    if lost is None or lost > LOST_S:
        outcome.failed.append(f"kill {number}: {lost}")


def _wait_for_form(state: Path, window: subprocess.Popen[bytes], screen: str) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and window.poll() is None:
        if state.exists():
            seen = json.loads(state.read_text(encoding="utf-8") or "{}")
            if seen.get("screen") == screen and seen.get("focus") == "name":
                return
        _pause.wait(_LOOK_S)
    raise RuntimeError("the window did not open its form")


def _type(screen: Xvfb, rng: random.Random) -> Typed:
    typed = Typed()
    end = time.monotonic() + rng.uniform(_SHORTEST_S, _LONGEST_S)
    while time.monotonic() < end:
        letter = rng.choice(_LETTERS)
        screen.key(letter).wait()
        typed.at.append(time.monotonic())
        typed.text += letter
        _pause.wait(rng.uniform(_FASTEST_S, _SLOWEST_S))
    return typed


def _kept(office: Path) -> str:
    """Return the name in the draft, and throw the draft away."""
    store = open_store(office / "office.db", KEY, FakeClock())
    try:
        with store.unit_of_work() as uow:
            draft = next(iter(uow.drafts.of_operator("li")), None)
            if draft is not None:
                uow.drafts.forget_person(draft.ssn)
            uow.commit()
    finally:
        store.close()
    if draft is None:
        return ""
    content = dict(draft.content)
    if APPLY in content:
        content = json.loads(str(content[APPLY]))
    return str(content.get("name", ""))


def main(argv: Sequence[str]) -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--form", choices=FORMS, default=LOSS)
    args = parser.parse_args(argv)
    outcome = run(args.kills, args.seed, args.form)
    kept = outcome.kills - len(outcome.failed)
    print(
        f"seed {args.seed}: {kept} of {outcome.kills} drafts lost no more than"
        f" {LOST_S:.0f} s of typing; oldest lost key {outcome.worst_s:.2f} s"
    )
    for line in outcome.failed:
        print(line)
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
