"""Verbs of the program on a file system without a free byte, as their own processes.

Runs in a mount namespace of its own; prints what each verb said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.integration.db.small_disk import fill

SETUP = ("setup", "--office", "x", "--admin", "chief")
REPORT = ("report", "daily", "--date", "2026-11-22", "--out")


def run(data: Path, *words: str) -> tuple[int, str, str]:
    """Run a verb and return exit code, error code and stderr."""
    ended = subprocess.run(
        [sys.executable, "-m", "counter_app", *words, "--json", "--data", str(data)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
    )
    try:
        said = json.loads(ended.stdout)
    except ValueError:
        return ended.returncode, "no object", ended.stdout + ended.stderr
    error = said.get("error") if isinstance(said, dict) else None
    return ended.returncode, error["code"] if error else "", ended.stderr


def main(folder: Path) -> None:
    began = time.time()
    phrase = folder / "passphrase"
    phrase.write_text("a passphrase for tests\n", "utf-8")
    os.environ["COUNTER_PASSPHRASE_FILE"] = str(phrase)
    office = folder / "office"
    assert run(office, *SETUP)[0] == 0
    filler, ran = folder / "filler", {}
    fill(filler)
    ran["report"] = run(office, *REPORT, str(folder / "r.pdf"))
    ran["setup"] = run(folder / "new", *SETUP)
    ran["practice"] = run(folder / "play", "practice", "init")
    listed = run(office, "operators", "list")
    with filler.open("r+b") as file:  # room for names, not for an office
        file.truncate(filler.stat().st_size - 64 * 1024)
    ran["setup, some room"] = run(folder / "new", *SETUP)
    left = [
        path.name
        for name in ("new", "play")
        for path in (folder / name).glob("*")
        if path.name in ("office.db", "vault.json")
    ]
    print(  # noqa: T201 - read by the test
        json.dumps({"began": began, "ran": ran, "list": listed, "left": left})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
