"""Show a finished paper: as a picture where the system can draw PDF, or by its viewer.

Drawing uses ``pdftoppm`` (poppler) when it is installed. Nothing here runs on the
window's thread. Files for the viewer live in the data folder and are removed when
the window closes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

DRAW_TIMEOUT_S = 10


def can_draw() -> bool:
    """Tell whether a picture of a page can be made on this machine."""
    return shutil.which("pdftoppm") is not None


def page_image(pdf: bytes, height: int) -> bytes | None:
    """Return the first page as PNG of this height, None when it cannot be drawn."""
    tool = shutil.which("pdftoppm")
    if tool is None:
        return None
    args = ["-png", "-f", "1", "-singlefile", "-scale-to", str(height), "-"]
    try:
        drawn = subprocess.run(  # noqa: S603 - a fixed tool, the paper on its stdin
            [tool, *args],
            input=pdf,
            capture_output=True,
            timeout=DRAW_TIMEOUT_S,
            check=False,
            env=clean_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return drawn.stdout if drawn.returncode == 0 and drawn.stdout else None


def open_outside(pdf: bytes, folder: Path, name: str) -> bool:
    """Open the paper in the system's viewer; return whether one was started."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.pdf"
    path.write_bytes(pdf)
    path.chmod(0o600)
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - the paper just written
        return True
    viewer = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if viewer is None:
        return False
    subprocess.Popen(  # noqa: S603 - the system's own viewer
        [viewer, str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=clean_environment(),
        start_new_session=True,
    )
    return True


def forget(folder: Path) -> None:
    """Remove the papers that were opened in a viewer."""
    shutil.rmtree(folder, ignore_errors=True)


def clean_environment() -> dict[str, str]:
    """Return the environment without a frozen program's library path."""
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        return environment
    original = environment.pop("LD_LIBRARY_PATH_ORIG", None)
    environment.pop("LD_LIBRARY_PATH", None)
    if original:
        environment["LD_LIBRARY_PATH"] = original
    return environment
