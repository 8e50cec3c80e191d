"""ICU's Chinese collations through its C interface (the system's libicui18n).

The reference for the order by strokes: it makes the shipped table and checks it. The
product itself does not need ICU.
"""

from __future__ import annotations

import ctypes
import re
from ctypes.util import find_library

_KEY_ROOM = 1024


class IcuMissingError(RuntimeError):
    """No libicui18n with a version in its name on this machine."""


class Collation:
    """One ICU collator, e.g. ``zh@collation=stroke``."""

    def __init__(self, locale: str = "zh@collation=stroke") -> None:
        name = find_library("icui18n")
        found = re.search(r"\.so\.(\d+)", name or "")
        if name is None or found is None:
            raise IcuMissingError(name)
        self.version = found[1]
        library = ctypes.CDLL(name)
        opener = getattr(library, f"ucol_open_{self.version}")
        opener.restype = ctypes.c_void_p
        opener.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)]
        status = ctypes.c_int(0)
        self._collator = opener(locale.encode(), status)
        if status.value > 0:
            raise IcuMissingError(f"{locale}: ICU error {status.value}")
        self._sort_key = getattr(library, f"ucol_getSortKey_{self.version}")
        self._sort_key.restype = ctypes.c_int
        self._sort_key.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
        ]

    def key(self, text: str) -> bytes:
        """Return ICU's sort key: primary, secondary, tertiary, divided by 01."""
        units = text.encode("utf-16-le")
        room = ctypes.create_string_buffer(_KEY_ROOM)
        size = self._sort_key(self._collator, units, len(units) // 2, room, _KEY_ROOM)
        return room.raw[: size - 1]

    def primary(self, text: str) -> bytes:
        """Return the part of the key that decides first."""
        return self.key(text).split(b"\x01")[0]
