"""Drains the runtime's queue on the window's thread, a little at a time."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable

from counter_app.runtime import Answer, Event, Lane, Runtime

TICK_MS = 25
HURRY_MS = 4  # while a search or a list is awaited
MAX_MESSAGES = 50
MAX_S = 0.008


class Pump:
    """Delivers answers and events; every tick ends after 50 of them or 8 ms."""

    def __init__(
        self, root: tk.Tk, runtime: Runtime, on_event: Callable[[Event], None]
    ) -> None:
        self._root = root
        self._runtime = runtime
        self._on_event = on_event
        self._job: str | None = None

    def start(self) -> None:
        """Begin to drain; this thread becomes the only listener."""
        self._runtime.listen_here()
        self._runtime.asked = self._asked
        self._job = self._root.after(TICK_MS, self._tick)

    def stop(self) -> None:
        """Stop draining."""
        self._runtime.asked = lambda _: None
        if self._job is not None:
            self._root.after_cancel(self._job)
            self._job = None

    def _asked(self, lane: Lane) -> None:
        """Come sooner: somebody waits for what is read."""
        if lane is Lane.READ and self._job is not None and self._runtime.listening:
            self._root.after_cancel(self._job)
            self._job = self._root.after(HURRY_MS, self._tick)

    def _tick(self) -> None:
        hurry = self._runtime.busy(Lane.READ)
        self._job = self._root.after(HURRY_MS if hurry else TICK_MS, self._tick)
        end = time.monotonic() + MAX_S
        for _ in range(MAX_MESSAGES):
            message = self._runtime.take()
            if message is None:
                return
            self._deliver(message)
            if time.monotonic() > end:
                return

    def _deliver(self, message: Event | Answer) -> None:
        try:
            if isinstance(message, Event):
                self._on_event(message)
            else:
                message.deliver(message.value)
        except Exception as exc:  # noqa: BLE001 - one bad message must not stop the rest
            self._root.report_callback_exception(type(exc), exc, exc.__traceback__)
