"""Turn what the library says into coded errors, at one place.

Texts of the library may quote values, so none of them is carried along: only the
names of tables and columns are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

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


def coded(exc: Exception) -> StoreError:
    """Return the coded error for an exception of peewee or the driver."""
    text = str(exc)
    code = next((c for part, c in _MESSAGES if part in text), StoreCode.FAULT)
    params: dict[str, object] = {}
    found = _INDEX.search(text) or _COLUMNS.search(text)
    if code is StoreCode.DUPLICATE:
        params["what"] = found.group(1) if found else ""
    if code is StoreCode.BAD_VALUE:
        params["what"] = found.group(1) if found else ""
    if code is StoreCode.FAULT:
        params["kind"] = type(exc).__name__
    return StoreError(code, **params)


@contextmanager
def faults_coded() -> Iterator[None]:
    """Raise library exceptions inside the block as :class:`StoreError`."""
    try:
        yield
    except (peewee.PeeweeException, driver.Error) as exc:
        raise coded(exc) from exc
    except UnicodeEncodeError:  # half of a character beyond the BMP
        # the exception holds the text itself, so it is not chained
        raise StoreError(StoreCode.BAD_VALUE, what="text") from None
