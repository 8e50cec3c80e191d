"""The practice office from the command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from counter_app.practice import record
from counter_app.practice.center_side import CenterSide
from counter_app.practice.processes import remembered
from scripts.practice_day.books import center_rows
from scripts.practice_day.programs import BIN, verb


def refused(*words: str) -> tuple[int, dict[str, Any]]:
    """Run a verb that must fail; return exit code and error."""
    answer = subprocess.run(
        [BIN / "counter-app", *words, "--json"], capture_output=True, check=False
    )
    said: dict[str, Any] = json.loads(answer.stdout)
    assert said["ok"] is False
    return answer.returncode, said["error"]


@pytest.mark.pcsc
@pytest.mark.timeout(240)
def test_random_acts_reach_the_center_once(practice: Path) -> None:
    """Acts made on and off line all stand at the center, each once (load, training)."""
    data = ("--data", str(practice))
    count = ("practice", "acts", "--count")
    online = verb("counter-app", *count, "6", "--seed", "4", *data)
    away = verb("counter-app", *count, "3", "--seed", "5", "--offline", *data)
    assert (online["acts"], away["acts"]) == (6, 3)
    waiting = verb("counter-app", "sync", "status", *data)
    assert waiting["waiting"] >= 3
    done = verb("counter-app", "sync", "once", *data)
    assert (done["waiting"], done["refused"], done["doubtful"]) == (0, 0, 0)
    database = CenterSide(record.folder_of(practice)).database
    there = [str(row["receipt_no"]) for row in center_rows(database)]
    for receipt_no in [*online["receipts"], *away["receipts"]]:
        assert receipt_no in there
    assert verb("counter-app", "audit", "verify", *data)["first_bad"] is None


def test_a_second_init_is_refused(practice: Path) -> None:
    """An office is never overwritten."""
    code, error = refused("practice", "init", "--data", str(practice))
    assert (code, error["code"]) == (1, "system.office_exists")


def test_acts_need_a_practice_office(tmp_path: Path) -> None:
    """Random acts in a real office, or in none, are refused."""
    words = ("practice", "acts", "--count", "1", "--seed", "1", "--data")
    code, error = refused(*words, str(tmp_path / "none"))
    assert (code, error["code"]) == (1, "system.not_practice")
    assert error["message"]
    assert error["remedy"]


def test_starting_twice_starts_nothing_new(practice: Path) -> None:
    """``practice start`` is safe to repeat."""
    folder = record.folder_of(practice)
    before = {part.name: part.pid for part in remembered(folder)}
    verb("counter-app", "practice", "start", "--data", str(practice))
    assert {part.name: part.pid for part in remembered(folder)} == before
    assert set(before) == {"center", "pcscd"}


def test_nothing_is_left_after_stop(practice: Path) -> None:
    """``practice stop`` ends every program that was started, and says which."""
    verb("counter-app", "practice", "start", "--data", str(practice))
    parts = remembered(record.folder_of(practice))
    said = verb("counter-app", "practice", "stop", "--data", str(practice))
    assert set(said["stopped"]) == {"center", "pcscd"}
    assert [part.name for part in parts if part.running()] == []
    again = verb("counter-app", "practice", "stop", "--data", str(practice))
    assert again["stopped"] == []
