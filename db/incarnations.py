"""The lives of one database: which one gives sequence numbers now."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.models import IncarnationTable
from db.session import Session

_PREFIX = 4  # characters of the incarnation that receipt numbers carry
_CURRENT = "SELECT incarnation FROM incarnation ORDER BY id DESC LIMIT 1"
_KNOWN = "SELECT 1 FROM incarnation WHERE incarnation = ?"
_HIGHEST = "SELECT max(sequence) FROM operation WHERE incarnation = ?"


def current(session: Session) -> str:
    """Return the incarnation that gives numbers now."""
    return str(session.value(_CURRENT) or "")


def highest_sequence(session: Session, incarnation: str) -> int:
    """Return the highest sequence number given out in this incarnation, or 0."""
    return int(session.value(_HIGHEST, (incarnation,)) or 0)


def begin(session: Session, name: str, at: datetime, reason: str) -> None:
    """Begin a new incarnation; numbers start again at 1.

    Raises:
        StoreError: ``store.incarnation_retired`` for a name that was used before.
    """
    if session.value(_KNOWN, (name,)):
        raise StoreError(StoreCode.INCARNATION_RETIRED)
    session.add(
        IncarnationTable, {"incarnation": name, "began_at": at, "reason": reason}
    )


def begin_anew(session: Session, at: datetime, reason: str) -> str:
    """Begin an incarnation under a name of its own and return the name."""
    name = new_name(session)
    begin(session, name, at, reason)
    return name


def new_name(session: Session) -> str:
    """Return 80 random bits as base32; its head differs from every earlier one's."""
    while True:
        name = base64.b32encode(secrets.token_bytes(10)).decode()
        taken = session.value(
            "SELECT 1 FROM incarnation WHERE substr(incarnation, 1, ?) = ?",
            (_PREFIX, name[:_PREFIX]),
        )
        if not taken:
            return name
