"""A folder as printer: every paper becomes a file, for trials and archives."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.errors import PrintError

READY = ""
_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")


class FolderPrinter:
    """Writes each paper whole or not at all; a copy gets a number of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ready(self) -> tuple[bool, str]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return False, PrintCode.FOLDER_UNWRITABLE
        if os.access(self._folder, os.W_OK | os.X_OK):
            return True, READY
        return False, PrintCode.FOLDER_UNWRITABLE

    def send(self, name: str, pdf: bytes) -> None:
        """Write ``name.pdf``, or ``name-2.pdf`` and on for further copies.

        Raises:
            PrintError: ``printing.folder_unwritable`` with ``name``, the folder's.
        """
        stem = _UNSAFE.sub("_", name) or "paper"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(stem, pdf)
        except OSError as exc:
            code = PrintCode.FOLDER_UNWRITABLE
            raise PrintError(code, name=self._folder.name) from exc

    def _write(self, stem: str, pdf: bytes) -> None:
        handle, part = tempfile.mkstemp(suffix=".part", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            copy = 1
            while not self._claimed(Path(part), self._target(stem, copy)):
                copy += 1
        finally:
            Path(part).unlink(missing_ok=True)

    def _target(self, stem: str, copy: int) -> Path:
        return self._folder / (f"{stem}.pdf" if copy == 1 else f"{stem}-{copy}.pdf")

    @staticmethod
    def _claimed(part: Path, target: Path) -> bool:
        """Give the finished file its name unless another paper has it."""
        try:
            with target.open("xb"):
                pass
        except FileExistsError:
            return False
        part.replace(target)
        return True
