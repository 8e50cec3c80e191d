"""Where an office lives on this machine, and how its database is unlocked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from counter_app.config import Config
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError

DATABASE = "office.db"
PROGRAM = "social-security-card-counter"
_ROOM = 128 * 1024  # a database in service needs some pages beside its own


@dataclass(frozen=True, slots=True)
class Place:
    """One data folder with its configuration.

    Attributes:
        unlock_file: file with the passphrase, for machines without key store.
        told: the passphrase itself, where somebody typed it into a window.
    """

    data: Path
    config: Config
    environment: Mapping[str, str] = field(default_factory=dict)
    unlock_file: Path | None = None
    told: str | None = field(default=None, repr=False)

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.data / DATABASE

    def passphrase(self) -> str | None:
        """Return the passphrase typed or of the unlock file, None where is none.

        Raises:
            SystemFaultError: ``system.unlock_file``.
        """
        path = self._unlock_path()
        if path is None or self.told is not None:
            return self.told
        try:
            text = path.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text:
            raise SystemFaultError(SystemCode.UNLOCK_FILE, file=path.name)
        return text

    def _unlock_path(self) -> Path | None:
        """Choose by option, then the practice office's own file, then environment."""
        if self.unlock_file is not None:
            return self.unlock_file
        practice = self.config.practice.passphrase_file
        if practice:
            return self.data / practice
        named = self.environment.get(UNLOCK_VARIABLE)
        return Path(named) if named else None


UNLOCK_VARIABLE = "COUNTER_PASSPHRASE_FILE"


def default_data_dir() -> Path:
    """Return the data folder used when none is named."""
    return Path(platformdirs.user_data_dir(PROGRAM, appauthor=False))


def has_office(data: Path) -> bool:
    """Tell whether a database lies in the folder; looks at names only."""
    return (data / DATABASE).is_file()


def check_data(data: Path) -> None:
    """Refuse a folder that no system can have or this user cannot enter.

    Raises:
        SystemFaultError: ``system.data_unwritable``.
    """
    try:
        has_office(data)
    except OSError as exc:
        raise SystemFaultError(
            SystemCode.DATA_UNWRITABLE, reason=type(exc).__name__
        ) from exc


def no_room(data: Path) -> bool:
    """Tell whether the disk under a folder, there or not, has no room left."""
    for folder in (data, *data.parents):
        with suppress(OSError):
            return shutil.disk_usage(folder).free < _ROOM
    return False


def make_folder(data: Path) -> None:
    """Create the data folder, readable by its owner alone.

    Raises:
        SystemFaultError: ``system.data_unwritable``.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as exc:
        raise SystemFaultError(
            SystemCode.DATA_UNWRITABLE, reason=type(exc).__name__
        ) from exc
