"""A printer whose readiness is known before anybody asks.

Asking a print service may take many seconds. Whoever shows the readiness gets the
answer of the last look from memory; the looks run on a thread of their own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from time import monotonic

from counter_app.domain.codes.printing import PrintCode
from counter_app.ports.printer import Printer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watch:
    """Seconds: between two looks, until an answer is too old, to end the thread."""

    every: float = 5.0
    stale: float = 30.0
    leave: float = 1.0


class WatchedPrinter:
    """Prints through another printer and watches it until it is closed.

    Args:
        printer: the printer itself; its ``ready`` may block, also for good.
        watch: time limits.
        now: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        printer: Printer,
        watch: Watch | None = None,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._printer = printer
        self._watch = watch or Watch()
        self._lock = Lock()
        self._known: tuple[bool, str] = (False, PrintCode.NO_ANSWER)
        self._now = now
        self._known_at = now()
        self._due, self._closed = Event(), Event()
        self._thread = Thread(target=self._look_on, name="printer-watch", daemon=True)
        self._thread.start()

    def ready(self) -> tuple[bool, str]:
        """Return the last answer at once; ``printing.no_answer`` while there is none.

        An answer that is too old counts as none: the print system hangs.
        """
        with self._lock:
            old = self._now() - self._known_at > self._watch.stale
            return (False, PrintCode.NO_ANSWER) if old else self._known

    def send(self, name: str, pdf: bytes) -> None:
        """Print one paper, then look again at once, whatever became of it.

        Raises:
            PrintError: as the printer itself.
        """
        try:
            self._printer.send(name, pdf)
        finally:
            self._due.set()

    def close(self) -> None:
        """End the watch; a look that hangs is left to end with the program."""
        self._closed.set()
        self._due.set()
        self._thread.join(self._watch.leave)

    def _look_on(self) -> None:
        while not self._closed.is_set():
            self._due.clear()
            if self._closed.is_set():
                return
            told = self._look()
            with self._lock:
                self._known, self._known_at = told, self._now()
            self._due.wait(self._watch.every)

    def _look(self) -> tuple[bool, str]:
        try:
            return self._printer.ready()
        except Exception as exc:  # noqa: BLE001 - a driver's fault must not end the watch
            _log.warning("printer watch: %s", type(exc).__name__)
            return False, PrintCode.NO_ANSWER
