"""A CUPS queue as printer, through the system's own ``lp``, ``lpstat`` and ``cancel``.

A job that CUPS keeps because the printer is off would print by itself one day, beside
the copy the clerk made meanwhile. So the job is watched for a moment after it was
queued, and taken back when the printer turns out to be away or stopped.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from time import monotonic

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError

READY = ""
_JOB = re.compile(r"request id is (\S+-\d+)")
_UNKNOWN = ("does not exist", "invalid destination", "unknown destination")
_NO_SERVICE = ("unable to connect", "scheduler is not running", "bad file descriptor")
_AWAY = (
    *("may not exist", "is unavailable", "not responding", "unable to locate"),
    *("offline", "timed-out", "connection refused", "unable to contact"),
    "waiting for printer to become available",
)
_CONNECTING = "connecting-to-device"  # said for a moment before every job
_HALTED = (
    *("media-empty", "media-jam", "media-needed", "door-open", "cover-open"),
    *("toner-empty", "marker-supply-empty", "paused"),
)


def system_environment(
    environment: Mapping[str, str], *, frozen: bool
) -> dict[str, str]:
    """Return the environment for a program of the system, in plain English.

    The frozen program runs with ``LD_LIBRARY_PATH`` on its own folder; ``lp`` must
    not load our libraries, so the variable gets back what it was before.
    """
    clean = {**environment, "LC_ALL": "C", "LANGUAGE": "C"}
    if frozen:
        before = clean.pop("LD_LIBRARY_PATH_ORIG", None)
        clean.pop("LD_LIBRARY_PATH", None)
        if before:
            clean["LD_LIBRARY_PATH"] = before
    return clean


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for one command's answer, for watching a new job, between looks."""

    answer: float = 10.0
    settle: float = 5.0
    look: float = 0.1


class CupsPrinter:
    """Prints through one queue of the print service.

    Args:
        queue: name of the queue.
        options: further ``lp -o`` options, such as ``media=A5``.
        patience: time limits.
        environment: of the commands; the process's own when not given
            (``CUPS_SERVER`` chooses another print service).
    """

    def __init__(
        self,
        queue: str,
        *,
        options: Sequence[str] = (),
        patience: Patience | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._queue = queue
        self._options = [part for option in options for part in ("-o", option)]
        self._patience = patience or Patience()
        self._environment = environment

    def ready(self) -> tuple[bool, str]:
        try:
            fault = self._fault()
        except PrintError as exc:
            return False, exc.code
        return fault is None, READY if fault is None else fault

    def send(self, name: str, pdf: bytes) -> None:
        """Queue one paper and see that the printer takes it.

        Raises:
            PrintError: ``printing.target_away``, ``printing.stopped``,
                ``printing.queue_unknown``, ``printing.refused``,
                ``printing.no_answer``, ``printing.no_print_system``: nothing will
                come out; ``printing.uncertain``: the job could not be taken back.
        """
        fault = self._fault()
        if fault is not None:
            raise self._error(fault)
        command = ["lp", "-d", self._queue, "-t", name, *self._options, "-"]
        answer = self._run(command, pdf)
        found = _JOB.search(answer.stdout)
        if answer.returncode or found is None:
            raise self._error(_classified(answer) or PrintCode.REFUSED)
        self._watch(found[1])

    def _watch(self, job: str) -> None:
        """Return once the job is out or printing; take it back when it is stuck."""
        end, pause = monotonic() + self._patience.settle, Event()
        while self._is_open(job):
            late = monotonic() > end
            fault = self._fault(late=late)
            if fault is not None:
                self._take_back(job)
                raise self._error(fault)
            if late:
                return
            pause.wait(self._patience.look)

    def _take_back(self, job: str) -> None:
        self._run(["cancel", job])
        if self._is_open(job):
            raise self._error(PrintCode.UNCERTAIN)

    def _is_open(self, job: str) -> bool:
        answer = self._run(["lpstat", "-W", "not-completed", "-o", self._queue])
        return any(line.split()[:1] == [job] for line in answer.stdout.splitlines())

    def _fault(self, *, late: bool = False) -> PrintCode | None:
        """Return what keeps the queue from printing now, None when nothing does.

        ``late``: a printer that is still being connected to counts as away.
        """
        printer = self._run(["lpstat", "-l", "-p", self._queue])
        if printer.returncode:
            service = self._run(["lpstat", "-r"])
            running = "is running" in service.stdout
            return PrintCode.QUEUE_UNKNOWN if running else PrintCode.TARGET_AWAY
        accepting = self._run(["lpstat", "-a", self._queue])
        if "not accepting" in accepting.stdout:
            return PrintCode.REFUSED
        told = printer.stdout.lower()
        if any(word in told for word in _AWAY) or (late and _CONNECTING in told):
            return PrintCode.TARGET_AWAY
        if " disabled since " in told or any(word in told for word in _HALTED):
            return PrintCode.STOPPED
        return None

    def _run(
        self, command: Sequence[str], data: bytes = b""
    ) -> subprocess.CompletedProcess[str]:
        environment = os.environ if self._environment is None else self._environment
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command, no shell
                command,
                input=data,
                capture_output=True,
                check=False,
                timeout=self._patience.answer,
                env=system_environment(
                    environment, frozen=bool(getattr(sys, "frozen", False))
                ),
            )
        except FileNotFoundError as exc:
            raise PrintError(PrintCode.NO_PRINT_SYSTEM, what=command[0]) from exc
        except subprocess.TimeoutExpired as exc:
            seconds = round(self._patience.answer)
            raise PrintError(PrintCode.NO_ANSWER, seconds=seconds) from exc
        out, err = (
            part.decode("utf-8", "replace") for part in (done.stdout, done.stderr)
        )
        return subprocess.CompletedProcess(command, done.returncode, out, err)

    def _error(self, code: PrintCode) -> PrintError:
        return PrintError(code, name=self._queue)


def _classified(answer: subprocess.CompletedProcess[str]) -> PrintCode | None:
    """Return what the words of a failed command mean."""
    told = answer.stderr.lower()
    if any(word in told for word in _NO_SERVICE):
        return PrintCode.TARGET_AWAY
    if any(word in told for word in _UNKNOWN):
        return PrintCode.QUEUE_UNKNOWN
    return None
