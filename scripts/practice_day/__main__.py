"""Carry out the practice day and leave everything it made in a folder.

Usage: ``python -m scripts.practice_day [OUT]``; exit code 0 only if all held.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import traceback
from pathlib import Path

from counter_app.practice import office, record
from counter_app.practice.center_side import CenterSide
from counter_app.practice.people import make_roll
from counter_app.practice.processes import remembered
from counter_app.practice.record import folder_of
from scripts.practice_day.books import center_rows
from scripts.practice_day.checks import Day, check_all
from scripts.practice_day.ledger import Ledger
from scripts.practice_day.play import Stage
from scripts.practice_day.programs import BIN, verb
from scripts.practice_day.screen import Screen
from scripts.practice_day.story import day
from scripts.practice_day.window import Window

MADE = ("office", "receipts", "screenshots", "logs")
FILES = ("practice-day.json", "center.json", "summary.txt")


def clear(out: Path) -> None:
    """Take away what an earlier day left, and end what it may have left running."""
    data = out / "office"
    if record.is_practice(data):
        office.stop(data)
    for name in MADE:
        shutil.rmtree(out / name, ignore_errors=True)
    for name in FILES:
        (out / name).unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)


def play(out: Path, data: Path, ledger: Ledger) -> tuple[Path, ...]:
    """Open the window on a virtual screen and play the story; return the pictures."""
    made = record.load(data)
    roll = make_roll(made.made_on, seed=made.seed, crowd=made.crowd)
    state_file = out / "logs" / "screen.json"
    state_file.parent.mkdir(parents=True, exist_ok=True)
    with Screen() as screen, (out / "logs" / "window.log").open("wb") as log:
        process = subprocess.Popen(
            [BIN / "counter-app", "--data", str(data)],
            env=screen.environment | {"COUNTER_SCREEN_STATE": str(state_file)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        window = Window(screen, state_file, process)
        stage = Stage(window, data, ledger, out)
        try:
            stage.begin()
            for step in day(roll):
                stage.play(step)
            stage.end()
        except Exception:
            stage.picture("stopped-here")
            raise
        finally:
            code = window.close()
        ledger.check("window.ended", lambda: "" if code == 0 else f"exit code {code}")
    state_file.unlink(missing_ok=True)
    return tuple(stage.pictures)


def look(out: Path, data: Path, ledger: Ledger, pictures: tuple[Path, ...]) -> None:
    """Collect papers and the center's view, stop everything, check it all."""
    made = record.load(data)
    shutil.copytree(data / "prints", out / "receipts")
    rows = center_rows(ledger.center_database)
    text = json.dumps({"rows": rows}, ensure_ascii=False, indent=1)
    (out / "center.json").write_text(text + "\n", encoding="utf-8")
    parts = remembered(folder_of(data))
    verb("counter-app", "practice", "stop", "--data", str(data))
    roll = make_roll(made.made_on, seed=made.seed, crowd=made.crowd)
    check_all(Day(out, data, ledger, roll, made, pictures))
    ledger.check(
        "processes.none_left",
        lambda: ", ".join(part.name for part in parts if part.running()),
    )


def summary(out: Path, ledger: Ledger) -> str:
    """Say what was done and what was verified."""
    lines = [f"{'act':8}{'kind':14}{'receipt':34}{'printed':12}{'end':12}card"]
    lines += [
        f"{act.id:8}{act.kind:14}{act.receipt_no:34}{act.effect_when_printed:12}"
        f"{act.effect_at_end:12}{act.card_before} -> {act.card_after}"
        for act in ledger.acts
    ]
    lines += [f"refused  {r.code:32}{r.about}" for r in ledger.refusals]
    held = sum(check.ok for check in ledger.checks)
    lines += [f"NOT HELD {c.code}: {c.detail}" for c in ledger.checks if not c.ok]
    lines.append(f"{len(ledger.acts)} acts, {held} of {len(ledger.checks)} checks held")
    lines.append(f"screenshots, receipts and the center's view: {out}")
    return "\n".join(lines)


def main() -> int:
    """Play the day and return the exit code."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out").absolute()
    data = out / "office"
    clear(out)
    database = CenterSide(folder_of(data)).database
    ledger = Ledger(str(data), database)
    try:
        verb("counter-app", "practice", "init", "--data", str(data))
        started = verb("counter-app", "practice", "start", "--data", str(data))
        print(started["notice"] or f"cards on the reader by {started['channel']}")
        pictures = play(out, data, ledger)
        look(out, data, ledger, pictures)
    except Exception as exc:  # the day ends here, and its book must say why  # noqa: BLE001
        traceback.print_exc()
        wrong = f"{type(exc).__name__}: {exc}"
        ledger.check("day.finished", lambda: wrong)
    finally:
        if record.is_practice(data):
            office.stop(data)
    ledger.write(out / "practice-day.json")
    told = summary(out, ledger)
    (out / "summary.txt").write_text(told + "\n", encoding="utf-8")
    print(told)
    return 0 if ledger.ok else 1


if __name__ == "__main__":
    sys.exit(main())
