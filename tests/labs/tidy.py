"""A test that failed leaves nothing behind that could fail a later one.

Its traceback keeps its programs, sockets and files alive. Let go at some later moment,
they would be told as that later test's fault.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import warnings
from collections.abc import Generator, Iterator
from types import TracebackType

import pytest

WAIT_S = 30
FAILED = pytest.StashKey[bool]()
_LAST = ("last_exc", "last_value", "last_type", "last_traceback")


def _popens(trace: TracebackType | None) -> Iterator[subprocess.Popen[bytes]]:
    while trace is not None:
        for value in list(trace.tb_frame.f_locals.values()):
            if isinstance(value, subprocess.Popen):
                yield value
        trace = trace.tb_next


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait(WAIT_S)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """End the programs that a failed test had in its hands, but no fixture's."""
    report = yield
    if call.excinfo is not None and report.failed:
        fixtures = list(getattr(item, "funcargs", {}).values())
        for process in _popens(call.excinfo.tb):
            if not any(process is one for one in fixtures):
                _end(process)
        item.stash[FAILED] = True
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let go, now and in silence, of what a failed test held."""
    done = yield
    if item.stash.get(FAILED, False):
        for name in _LAST:
            if hasattr(sys, name):
                delattr(sys, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
    return done
