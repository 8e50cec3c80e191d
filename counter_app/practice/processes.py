"""Programs the practice office starts: found again by number and birth, and stopped.

A process number is used again by the system; together with the moment of its birth it
names one process for ever. Only what is on record here is ever stopped.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from counter_app.domain.codes.practice import PracticeCode
from counter_app.domain.errors import SystemFaultError

FILE_NAME = "running.json"
_PROC = Path("/proc/self/stat").exists()
_STOP_ROUNDS = 100
_START_ROUNDS = 600
_ROUND_S = 0.1
_ENDED = frozenset("ZX")  # states of a process that only its parent still sees
_BIRTH_FIELD = 19  # of /proc/PID/stat behind the name: start time in clock ticks


@dataclass(frozen=True, slots=True)
class Part:
    """One running program of the practice office."""

    name: str
    pid: int
    birth: str  # "" where the system does not tell

    def running(self) -> bool:
        """Tell whether this very process still runs."""
        born = birth_of(self.pid)
        return bool(born) and born == self.birth if _PROC else _alive(self.pid)


def birth_of(pid: int) -> str:
    """Return the start time of a process as the system counts it; "" when it ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in _ENDED else fields[_BIRTH_FIELD]


def _alive(pid: int) -> bool:
    with suppress(ChildProcessError, OSError):
        os.waitpid(pid, os.WNOHANG)  # a child that ended is not a zombie for long
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def program(name: str) -> list[str]:
    """Return the command that starts one of our two programs."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_name(name))]
    module = {"counter-app": "counter_app", "counter-center": "center"}[name]
    return [sys.executable, "-m", module]


def start(
    name: str, command: Sequence[str], log: Path, environment: Mapping[str, str]
) -> Part:
    """Start a program that outlives this one; its words go to ``log``.

    Raises:
        SystemFaultError: ``practice.program_missing``.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        with log.open("ab") as words:
            process = subprocess.Popen(  # noqa: S603 - our own programs
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                env=dict(environment),
                start_new_session=True,
            )
    except FileNotFoundError as exc:
        raise SystemFaultError(PracticeCode.PROGRAM_MISSING, name=command[0]) from exc
    process.returncode = 0  # it is left running on purpose
    return Part(name, process.pid, birth_of(process.pid))


def wait_until(ready: Callable[[], bool], part: Part) -> None:
    """Wait until ``ready``; a program that ends before that is a fault.

    Raises:
        SystemFaultError: ``practice.part_failed``.
    """
    pause = threading.Event()
    for _ in range(_START_ROUNDS):
        if not part.running():
            break
        if ready():
            return
        pause.wait(_ROUND_S)
    raise SystemFaultError(
        PracticeCode.PART_FAILED,
        part=part.name,
        reason="timeout" if part.running() else "ended",
    )


def stop(part: Part) -> bool:
    """Stop a part and wait for its end; tell whether it is gone."""
    for strength in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if not part.running():
            return True
        with suppress(ProcessLookupError):
            os.kill(part.pid, strength)
        pause = threading.Event()
        for _ in range(_STOP_ROUNDS):
            if not part.running():
                return True
            pause.wait(_ROUND_S)
    return not part.running()


def remember(folder: Path, parts: Sequence[Part]) -> None:
    """Write down what runs."""
    text = json.dumps([asdict(part) for part in parts], indent=1)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def remembered(folder: Path) -> list[Part]:
    """Return what was written down, running or not."""
    try:
        rows = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        return [Part(**row) for row in rows]
    except (OSError, ValueError, TypeError):
        return []


def forget(folder: Path) -> None:
    """Forget everything; nothing of it runs any more."""
    (folder / FILE_NAME).unlink(missing_ok=True)
