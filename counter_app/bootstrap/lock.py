"""One running office per data folder: recovery must not meet a living card write."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError

FILE = "office.lock"


class OfficeLock:
    """Held by the process that runs the office; the system frees it when it dies.

    Raises:
        SystemFaultError: ``system.office_in_use``, ``system.data_unwritable``.
    """

    def __init__(self, data: Path) -> None:
        try:
            self._handle = os.open(data / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as exc:
            raise SystemFaultError(
                SystemCode.DATA_UNWRITABLE, reason=type(exc).__name__
            ) from exc
        try:
            _lock(self._handle)
        except OSError as exc:
            os.close(self._handle)
            raise SystemFaultError(SystemCode.OFFICE_IN_USE) from exc

    def close(self) -> None:
        """Give the folder back; closing the file unlocks it."""
        os.close(self._handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - this module exists on Windows only

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - this module exists on Unix only

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
