"""A failing test harms no other, and is told from an unsteady one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.labs.ports import free_port

ROOT = Path(__file__).parents[3]
LEAKING = '''
"""Leaks what it can and fails the first time."""
import gc, pathlib, socket, subprocess, sys
from hypothesis import given, strategies as st

def test_leaks():
    """Fails once."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    line = socket.create_server(("127.0.0.1", 0))
    mark = pathlib.Path("pid")
    first = not mark.exists()
    mark.write_text(str(child.pid))
    assert not first
    child.communicate()
    line.close()

def test_after():
    """Would be blamed for what was left."""
    gc.collect()

@given(st.integers())
def test_wrong(number):
    """Has a real counter-example."""
    assert number < 1000
'''


def pytest_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder with the plug-ins of this suite."""
    plugins = (
        "-p",
        "tests.labs.tidy",
        "-p",
        "tests.unit.labs.plugged",
        "-p",
        "no:xdist",
    )
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", *plugins, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tries(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[subprocess.CompletedProcess[str]]]:
    """A run with three tests, and the second try of what failed."""
    folder = tmp_path_factory.mktemp("steady")
    (folder / "test_some.py").write_text(LEAKING, "utf-8")
    first = pytest_in(folder, "--failed-to", "failed")
    return folder, [first, pytest_in(folder, "--second-try", "@failed")]


def test_what_a_failed_test_left_harms_no_later_one(
    tries: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    """Its program is ended, its socket let go in silence; the next test passes."""
    folder, (first, _) = tries
    assert "2 failed, 1 passed" in first.stdout
    names = (folder / "failed").read_text("utf-8").split()
    assert names == ["test_some.py::test_leaks", "test_some.py::test_wrong"]


def test_a_second_try_tells_the_unsteady_from_the_broken(
    tries: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    """Passes now: unsteady. A real counter-example fails again, and so does the run."""
    _, (_, second) = tries
    assert "UNSTEADY: test_some.py::test_leaks" in second.stdout
    assert "UNSTEADY: test_some.py::test_wrong" not in second.stdout
    assert second.stdout.splitlines()[-1].startswith("1 failed, 1 passed")
    assert second.returncode == 1


def test_free_ports_are_not_those_of_outgoing_lines() -> None:
    """A port for a server that comes back is none the kernel hands out."""
    found = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("ascii").split()
    for _ in range(50):
        assert 1024 < free_port() < int(found[0])
