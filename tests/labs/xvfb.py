"""A private X server for tests: no window manager needed, keys by xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from PIL import ImageGrab

SIZE = (1366, 768)
DPI = 96  # without it Xvfb reports another scale and pixels differ
KEY_DELAY_MS = 8
RARE_DELAY_MS = 40


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

    @staticmethod
    def available() -> bool:
        """Tell whether this machine has what is needed."""
        return shutil.which("Xvfb") is not None and shutil.which("xdotool") is not None

    def environment(self) -> dict[str, str]:
        """Return the environment of a program on this screen."""
        kept = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
        return kept | {"DISPLAY": self.display}

    def key(self, *names: str) -> subprocess.Popen[bytes]:
        """Begin to press keys one after the other, as xdotool names them."""
        return self._xdotool("key", "--delay", str(KEY_DELAY_MS), *names)

    def type(self, text: str) -> subprocess.Popen[bytes]:
        """Begin to type a text.

        Characters without a key of their own borrow one for a moment, so the program
        must handle events while this runs.
        """
        delay = KEY_DELAY_MS if text.isascii() else RARE_DELAY_MS
        return self._xdotool("type", "--delay", str(delay), "--", text)

    def shot(self, path: Path) -> Path:
        """Save a picture of the screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        ImageGrab.grab(xdisplay=self.display).save(path)
        return path

    def close(self) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.wait(10)

    def _xdotool(self, *args: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["xdotool", *args], env=self.environment())
