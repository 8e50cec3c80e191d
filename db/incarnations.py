"""The lives of one database: which one gives sequence numbers now."""

from __future__ import annotations

from datetime import datetime

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.models import IncarnationTable
from db.session import Session

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
