"""Show a finished paper: pictures of its pages, a file, or the system's viewer.

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
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.pdfium import DRAWING

T = TypeVar("T")


def page_image(pdf: bytes, scale: float, number: int = 0) -> bytes | None:
    """Return one page as PNG, None when it cannot be drawn.

    Args:
        pdf: the paper.
        scale: dots a point (1/72 inch).
        number: of the page, 0-based.
    """
    return _with(pdf, lambda document: _drawn(document, scale, number))


def first_page(pdf: bytes, height: int) -> bytes | None:
    """Return the first page as PNG of this height, None when it cannot be drawn."""
    return _with(
        pdf, lambda document: _drawn(document, height / document[0].get_height(), 0)
    )


def sheet_pages(pdf: bytes) -> int:
    """Return how many pages a paper has; 0 when it cannot be drawn."""
    return _with(pdf, len) or 0


def _with(pdf: bytes, look: Callable[[Any], T]) -> T | None:
    try:
        import pypdfium2  # noqa: PLC0415 - a tenth of a second, and on the lane only
    except (ImportError, OSError):  # no PDFium for this machine: receipts print still
        return None
    with DRAWING:
        try:
            document = pypdfium2.PdfDocument(pdf)
            try:
                return look(document)
            finally:
                document.close()
        except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
            return None


def _drawn(document: Any, scale: float, number: int) -> bytes:
    with ExitStack() as opened:
        page = document[number]
        opened.callback(page.close)
        bitmap = page.render(scale=scale)
        opened.callback(bitmap.close)
        drawn = io.BytesIO()
        bitmap.to_pil().save(drawn, "PNG")
    return drawn.getvalue()


def save(pdf: bytes, path: Path) -> None:
    """Write a paper into a file, whole or not at all.

    Raises:
        SystemFaultError: ``system.file_unwritable``.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(pdf)
        part.replace(path)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise SystemFaultError(
            SystemCode.FILE_UNWRITABLE, file=path.name, reason=type(exc).__name__
        ) from exc


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
