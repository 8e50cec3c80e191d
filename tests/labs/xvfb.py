"""A private X server for tests: no window manager needed, keys by xdotool."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from PIL import ImageGrab

SIZE = (1366, 768)
DPI = 96  # without it Xvfb reports another scale and pixels differ
KEY_DELAY_MS = 8
RARE_DELAY_MS = 40


class Hand:
    """One xdotool for many keys: starting one for each costs more than the key.

    It works through its lines one after the other; behind each press it is asked how
    large the display is, and that answer tells that the press is over. (Asked for the
    pointer it would look at the window below, and die with a window that just closed.)
    """

    _OVER = re.compile(rb"\d+ \d+$")
    _LONGEST_S = 60.0

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            ["stdbuf", "-oL", "xdotool", "-"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )
        self._heard = self._last = b""

    @property
    def alive(self) -> bool:
        """Whether it can take another line."""
        return self._process.poll() is None

    def begin(self, words: str) -> Press:
        """Give it one line of work."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # its last words say why
            self._process.stdin.write(f"{words}\ngetdisplaygeometry\n".encode())
        return Press(self)

    def line(self, wait_s: float) -> bytes | None:
        """Return the next whole line it said, or None if there is none in time."""
        out = self._process.stdout
        assert out is not None
        end = time.monotonic() + wait_s
        while b"\n" not in self._heard:
            rest = max(0.0, end - time.monotonic())
            if not select.select([out], [], [], rest)[0]:
                return None
            part = out.read(4096)
            if not part:
                raise RuntimeError(f"xdotool ended: {self._last!r} {self._heard!r}")
            self._heard += part
        self._last, _, self._heard = self._heard.partition(b"\n")
        return self._last

    def close(self) -> None:
        """Let it end."""
        with self._process as process:
            process.terminate()


class Press:
    """A press that may still be going on; to be waited for as a program is."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self.returncode: int | None = None
        self._wrong = False

    def poll(self, wait_s: float = 0.0) -> int | None:
        """Return the code when it is over: 0, or 1 for an unknown key."""
        while self.returncode is None:
            line = self._hand.line(wait_s)
            if line is None:
                return None
            if Hand._OVER.match(line):
                self.returncode = int(self._wrong)
            else:
                self._wrong = True
        return self.returncode

    def wait(self) -> int:
        """Wait until it is over."""
        code = self.poll(Hand._LONGEST_S)
        if code is None:
            raise RuntimeError("xdotool does not come round")
        return code


class Xvfb:
    """One virtual screen; ``display`` is what DISPLAY must hold."""

    def __init__(self, size: tuple[int, int] = SIZE, dpi: int = DPI) -> None:
        reader, writer = os.pipe()
        screen = f"{size[0]}x{size[1]}x24"
        self._process = subprocess.Popen(
            [
                "Xvfb",
                *("-displayfd", str(writer), "-screen", "0", screen),
                *("-dpi", str(dpi), "-nolisten", "tcp"),
            ],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.display = f":{number}"
        self._hand: Hand | None = None

    @staticmethod
    def available() -> bool:
        """Tell whether this machine has what is needed."""
        return shutil.which("Xvfb") is not None and shutil.which("xdotool") is not None

    def environment(self) -> dict[str, str]:
        """Return the environment of a program on this screen."""
        kept = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
        return kept | {"DISPLAY": self.display}

    def key(self, *names: str) -> Press:
        """Begin to press keys one after the other, as xdotool names them."""
        return self._begin(f"key --delay {KEY_DELAY_MS} {' '.join(names)}")

    def type(
        self, text: str, rare_ms: int = RARE_DELAY_MS
    ) -> Press | subprocess.Popen[bytes]:
        """Begin to type a text.

        Characters without a key of their own borrow one for a moment, so the program
        must handle events while this runs.
        """
        if text.isascii() and text.isalnum():
            return self._begin(f"type --delay {KEY_DELAY_MS} {text}")
        delay = KEY_DELAY_MS if text.isascii() else rare_ms
        return self._xdotool("type", "--delay", str(delay), "--", text)

    def shot(self, path: Path) -> Path:
        """Save a picture of the screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        ImageGrab.grab(xdisplay=self.display).save(path, compress_level=1)
        return path

    def close(self) -> None:
        """Stop the server."""
        if self._hand is not None:
            self._hand.close()
        self._process.terminate()
        self._process.wait(30)

    def _begin(self, words: str) -> Press:
        if self._hand is None or not self._hand.alive:
            self._hand = Hand(self.environment())
        return self._hand.begin(words)

    def _xdotool(self, *args: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["xdotool", *args], env=self.environment())
