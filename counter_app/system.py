"""The machine under the program: clock, identifiers, machine name, who runs it."""

from __future__ import annotations

import os
import platform
import secrets
import sys
import threading
import time
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

SERVICE = "social-security-card-counter"
_MACHINE_ID_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class SystemClock:
    """The wall clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    """UUIDv7 (RFC 9562): sorts by time, also within one millisecond."""

    _COUNTER_BITS = 12

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_ms = 0
        self._counter = 0

    def new(self) -> str:
        """Return a new UUIDv7; it never runs back when the clock does."""
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._last_ms:
                self._last_ms = now
                self._counter = secrets.randbits(self._COUNTER_BITS - 1)
            else:
                self._counter += 1
                if self._counter >> self._COUNTER_BITS:
                    self._last_ms += 1
                    self._counter = 0
            moment, counter = self._last_ms, self._counter
        value = (moment & (1 << 48) - 1) << 80 | 0x7 << 76 | counter << 64
        return str(uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62)))

    def token(self) -> str:
        return secrets.token_hex(16)


def machine_id() -> str:
    """Return what names this machine, hashed; "" where nothing does.

    Not the network address: it changes with docks and adapters.
    """
    raw = _windows_guid() if sys.platform == "win32" else _unix_id()
    if not raw:
        return ""
    return sha256(f"{SERVICE}:{raw}".encode()).hexdigest()[:32]


def os_user() -> str:
    """Return who runs this process (``cli:<os user>``), not what variables say."""
    if sys.platform == "win32":
        return _windows_user()
    import pwd  # noqa: PLC0415 - this module exists on Unix only

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name
        return f"uid{os.getuid()}"


def _windows_user() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes  # noqa: PLC0415 - needed on Windows only

    size = ctypes.c_ulong(257)  # UNLEN and the closing NUL
    name = ctypes.create_unicode_buffer(size.value)
    known = ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))
    return name.value if known else "unknown"


def _unix_id() -> str:
    for path in _MACHINE_ID_FILES:
        try:
            found = path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if found:
            return found
    return platform.node() if sys.platform == "darwin" else ""


def _windows_guid() -> str:
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415 - this module exists on Windows only

    try:
        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography"
        ) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""
