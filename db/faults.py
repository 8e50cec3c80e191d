"""Turn what the library says into coded errors, at one place.

Texts of the library may quote values, so none of them is carried along: only the
names of tables and columns are.
"""

from __future__ import annotations

import re

import peewee
from sqlcipher3 import dbapi2 as driver

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError

_MESSAGES: tuple[tuple[str, StoreCode], ...] = (
    ("file is not a database", StoreCode.WRONG_KEY),
    ("malformed", StoreCode.CORRUPT),
    ("database or disk is full", StoreCode.DISK_FULL),
    ("disk I/O error", StoreCode.DISK_FAULT),
    ("readonly", StoreCode.READ_ONLY),
    ("unable to open", StoreCode.UNREACHABLE),
    ("locked", StoreCode.BUSY),
    ("busy", StoreCode.BUSY),
    ("interrupted", StoreCode.BUSY),  # a large load gave way
    ("append-only", StoreCode.APPEND_ONLY),
    ("UNIQUE constraint failed", StoreCode.DUPLICATE),
    ("FOREIGN KEY constraint failed", StoreCode.REFERENCE_MISSING),
    ("CHECK constraint failed", StoreCode.BAD_VALUE),
    ("NOT NULL constraint failed", StoreCode.BAD_VALUE),
    ("cannot store", StoreCode.BAD_VALUE),
    ("datatype mismatch", StoreCode.BAD_VALUE),
    ("closed", StoreCode.CLOSED),
)
_COLUMNS = re.compile(r"(?:UNIQUE|NOT NULL) constraint failed: ([\w., ]+)")
_INDEX = re.compile(r"UNIQUE constraint failed: index '(\w+)'")


def coded(exc: Exception, *, reading: bool = False) -> StoreError:
    """Return the coded error for an exception of peewee or the driver."""
    text = str(exc)
    code = next((c for part, c in _MESSAGES if part in text), StoreCode.FAULT)
    if reading and code is StoreCode.READ_ONLY:
        code = StoreCode.READING_ONLY
    params: dict[str, object] = {}
    found = _INDEX.search(text) or _COLUMNS.search(text)
    if code is StoreCode.DUPLICATE:
        params["what"] = found.group(1) if found else ""
    if code is StoreCode.BAD_VALUE:
        params["what"] = found.group(1) if found else ""
    if code is StoreCode.FAULT:
        params["kind"] = type(exc).__name__
    return StoreError(code, **params)


class _Coded:
    """A block whose faults come out coded; every statement is such a block."""

    __slots__ = ("_reading",)

    def __init__(self, *, reading: bool) -> None:
        self._reading = reading

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, exc: BaseException | None, _at: object) -> None:
        if isinstance(exc, peewee.PeeweeException | driver.Error):
            raise coded(exc, reading=self._reading) from exc
        if isinstance(exc, UnicodeEncodeError):  # half of a character beyond the BMP
            # the exception holds the text itself, so it is not chained
            raise StoreError(StoreCode.BAD_VALUE, what="text") from None


_WRITING, _READING = _Coded(reading=False), _Coded(reading=True)  # they keep nothing


def faults_coded(*, reading: bool = False) -> _Coded:
    """Raise library exceptions inside the block as :class:`StoreError`.

    Args:
        reading: the connection was told to refuse writes; the file may be writable.
    """
    return _READING if reading else _WRITING
