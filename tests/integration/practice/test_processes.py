"""Programs the practice office starts are found again, and nothing else is stopped."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.domain.errors import SystemFaultError
from counter_app.practice import processes

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_part_is_found_again_and_stopped(tmp_path: Path) -> None:
    """What one command starts another can stop by its record."""
    part = processes.start("sleeper", SLEEP, tmp_path / "log", os.environ)
    processes.remember(tmp_path, [part])
    (known,) = processes.remembered(tmp_path)
    assert known == part
    assert known.running()
    assert processes.stop(known)
    assert not known.running()


def test_another_process_with_the_same_number_is_left_alone(tmp_path: Path) -> None:
    """A number that the system used again names somebody else's program."""
    part = processes.start("sleeper", SLEEP, tmp_path / "log", os.environ)
    stale = replace(part, birth="1")
    assert not stale.running()
    assert processes.stop(stale)
    assert part.running()
    assert processes.stop(part)


def test_a_program_that_ends_early_is_a_fault(tmp_path: Path) -> None:
    """Waiting for a program that has ended does not last until the time-out."""
    quick = [sys.executable, "-c", "pass"]
    part = processes.start("quick", quick, tmp_path / "log", os.environ)
    with pytest.raises(SystemFaultError) as fault:
        processes.wait_until(lambda: False, part)
    assert fault.value.code == "practice.part_failed"
    assert fault.value.params["reason"] == "ended"


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    """What is not installed is told by name."""
    with pytest.raises(SystemFaultError) as fault:
        processes.start("x", ["no-such-program"], tmp_path / "log", os.environ)
    assert fault.value.params["name"] == "no-such-program"


def test_a_damaged_record_names_nothing(tmp_path: Path) -> None:
    """A torn file must never lead to stopping a wrong process."""
    (tmp_path / processes.FILE_NAME).write_text('[{"pid": 1', encoding="utf-8")
    assert processes.remembered(tmp_path) == []
