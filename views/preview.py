"""Show a finished paper: as a picture of its first page, or in the system's viewer.

Nothing here runs on the window's thread. PDFium is not thread safe: pages are drawn
one at a time, and everything it made is closed on the thread that made it. Files for
the viewer live in the data folder and are removed when the window closes.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import Lock

_DRAWING = Lock()


def page_image(pdf: bytes, height: int) -> bytes | None:
    """Return the first page as PNG of this height, None when it cannot be drawn."""
    try:
        import pypdfium2  # noqa: PLC0415 - a tenth of a second, and on the lane only
    except (ImportError, OSError):  # no PDFium for this machine: receipts print still
        return None
    with _DRAWING:
        try:
            with ExitStack() as opened:
                document = pypdfium2.PdfDocument(pdf)
                opened.callback(document.close)
                page = document[0]
                opened.callback(page.close)
                bitmap = page.render(scale=height / page.get_height())
                opened.callback(bitmap.close)
                drawn = io.BytesIO()
                bitmap.to_pil().save(drawn, "PNG")
        except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
            return None
    return drawn.getvalue()


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
