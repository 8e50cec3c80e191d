"""The counter's window as a clerk's hands and eyes meet it.

Every wait is for a condition in the window's state file, never for seconds.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scripts.practice_day.screen import Screen

State = Mapping[str, Any]
PATIENCE_S = 45.0
_LOOK_S = 0.03


class StuckError(Exception):
    """The window did not come to the state that was waited for."""


class Window:
    """A running counter on a virtual screen."""

    def __init__(
        self, screen: Screen, state_file: Path, process: subprocess.Popen[bytes]
    ) -> None:
        self._screen = screen
        self._file = state_file
        self._process = process
        self._pause = threading.Event()

    def state(self) -> State:
        """Return the latest picture of the window; empty before there is one."""
        try:
            picture: State = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return picture

    def wait(
        self,
        what: str,
        holds: Callable[[State], bool],
        seconds: float = PATIENCE_S,
    ) -> State:
        """Wait until a condition holds and return the picture that shows it.

        Raises:
            StuckError: it did not hold in time, or the program has ended.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            picture = self.state()
            if picture and holds(picture):
                return picture
            if self._process.poll() is not None:
                raise StuckError(f"{what}: the program ended")
            self._pause.wait(_LOOK_S)
        raise StuckError(f"{what}: {dict(self.state())}")

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        self._screen.press(*keys)

    def type(self, text: str) -> None:
        """Type into the field that has the focus."""
        self._screen.type(text)

    def on(self, *screens: str) -> State:
        """Wait until one of these pages is shown and nothing is being worked on."""
        return self.wait(
            f"page {'/'.join(screens)}",
            lambda s: s["screen"] in screens and not s["busy"],
        )

    def shot(self, target: Path) -> None:
        """Save a picture of the screen."""
        self._screen.shot(target)

    def close(self) -> int:
        """End the program as the system would, and return its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            return self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
