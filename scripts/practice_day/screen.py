"""A virtual screen with a window manager, real key presses and screenshots."""

from __future__ import annotations

import os
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

SIZE = "1368x792"  # a window of 1366x768 and its frame
KEY_DELAY_MS = "12"
_LOOKS, _LOOK_S, _AT_REST = 50, 0.1, 3
_PLAIN = 128  # colors; an unpainted window has fewer


class Screen:
    """Xvfb and openbox; ``environment`` is what a program on this screen needs."""

    def __init__(self, size: str = SIZE) -> None:
        self._size = size
        self._running: list[subprocess.Popen[bytes]] = []
        self.display = ""

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0"]
        command += [f"{self._size}x24", "-dpi", "96", "-nolisten", "tcp", "-noreset"]
        self._start(command, pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.display = ":" + answer.readline().strip()
        self._start(["openbox"], env=self.environment)
        self._run("xdotool", "mousemove", "1360", "760")
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _exc: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of programs that shall appear here."""
        other = {"WAYLAND_DISPLAY", "PCSCLITE_CSOCK_NAME"}
        keep = {k: v for k, v in os.environ.items() if k not in other}
        return keep | {"DISPLAY": self.display}

    def _start(self, command: list[str], **options: object) -> None:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(  # type: ignore[call-overload]  # options pass on
            command, stdin=quiet, stdout=quiet, stderr=quiet, **options
        )
        self._running.append(process)

    def _run(self, *command: str) -> str:
        answer = subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True
        )
        return answer.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys one after another, e.g. ``F5``, ``ctrl+Return``."""
        self._run("xdotool", "key", "--clearmodifiers", "--delay", KEY_DELAY_MS, *keys)

    def type(self, text: str) -> None:
        """Type a text into the field that has the focus."""
        self._run("xdotool", "type", "--delay", KEY_DELAY_MS, "--", text)

    def windows(self) -> list[str]:
        """Return the visible windows' numbers."""
        answer = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", ".+"],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        return answer.stdout.split()

    def focus(self, window: str) -> None:
        """Give a window the keyboard and wait until it has it."""
        self._run("xdotool", "windowactivate", "--sync", window)

    def shot(self, target: Path) -> Path:
        """Save what the screen shows as PNG, once it is painted and at rest."""
        from PIL import ImageGrab  # noqa: PLC0415 - only where pictures are taken

        target.parent.mkdir(parents=True, exist_ok=True)
        before, same, pause = b"", 0, threading.Event()
        for _ in range(_LOOKS):
            picture = ImageGrab.grab(xdisplay=self.display)
            painted = picture.getcolors(_PLAIN) is None
            same = same + 1 if painted and picture.tobytes() == before else 0
            if same == _AT_REST:
                break
            before = picture.tobytes()
            pause.wait(_LOOK_S)
        picture.save(target)
        return target
