"""Check a frozen program: its self-test on a screen, and a practice office with it.

Usage: ``python -m scripts.check_frozen DIST``; exit code 0 only if all held.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.practice_day.screen import Screen

ACTS = 5
_PATIENCE_S = 240


def run(program: Path, *words: str, display: str = "") -> Mapping[str, Any]:
    """Run a frozen program from a bare environment and return its answer."""
    bare = {"PATH": os.defpath, "HOME": tempfile.gettempdir(), "LANG": "C.UTF-8"}
    if display:
        bare["DISPLAY"] = display
    answer = subprocess.run(
        [program, *words, "--json"],
        env=bare,
        cwd="/",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_PATIENCE_S,
    )
    print(f"{program.name} {words[0]}: exit code {answer.returncode}")
    if answer.returncode:
        print(answer.stdout, answer.stderr, sep="\n")
        raise SystemExit(1)
    said: Mapping[str, Any] = json.loads(answer.stdout)
    return said


def main() -> int:
    """Run self-test, practice office and center of the frozen program."""
    dist = Path(sys.argv[1]).absolute()
    app, center = dist / "counter-app", dist / "counter-center"
    with tempfile.TemporaryDirectory(prefix="frozen-") as folder:
        data = ("--data", str(Path(folder) / "office"))
        with Screen() as screen:
            run(app, "self-test", *data, display=screen.display)
        run(app, "practice", "init", *data)
        try:
            count = ("--count", str(ACTS), "--seed", "1")
            made = run(app, "practice", "acts", *count, *data)
        finally:
            run(app, "practice", "stop", *data)
        database = Path(folder) / "office" / "practice" / "center.db"
        rows = run(center, "operations", "list", "--database", str(database))["rows"]
        there = {row["receipt_no"] for row in rows}
    missing = set(made["receipts"]) - there
    print(f"{made['acts']} frozen acts, {len(missing)} not at the center")
    return 1 if missing or made["acts"] != ACTS else 0


if __name__ == "__main__":
    sys.exit(main())
