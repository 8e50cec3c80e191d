"""The audit chain: each row's digest covers all its columns and the row before.

Digest: SHA-256 over the columns ``row_id, at, actor, event, subject, detail,
previous`` in this order, each as stored (UTF-8 text, the number in decimal), each
preceded by its length in bytes as four bytes, big-endian. The first row's
``previous`` is 64 zeros. Row numbers have no gap and are never used again, so that
a cut tail shows as long as the file's own counter was left alone; the center's
anchor (``head``) proves the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from counter_app.domain.records import AuditRow
from db.models import AuditTable
from db.rows import values
from db.session import Session

GENESIS = "0" * 64
_ALL_ROWS = (
    "SELECT row_id, at, actor, event, subject, detail, previous, digest"
    " FROM audit ORDER BY row_id"
)
_LAST = "SELECT row_id, digest FROM audit ORDER BY row_id DESC LIMIT 1"
_COUNTER = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'"


def link_digest(columns: Iterable[object]) -> str:
    """Return the digest of one row's columns, ``digest`` itself left out."""
    sha = hashlib.sha256()
    for column in columns:
        data = str(column).encode()
        sha.update(len(data).to_bytes(4, "big"))
        sha.update(data)
    return sha.hexdigest()


class SqlAudit:
    """Append to the chain and check it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self,
        *,
        at: datetime,
        actor: str,
        event: str,
        subject: str = "",
        detail: str = "",
    ) -> AuditRow:
        """Add one link in the running transaction."""
        last = self._session.plain(_LAST)
        number, previous = last[0] if last else (0, GENESIS)
        stored_at = AuditTable.at.db_value(at)
        row_id = int(number) + 1
        row = AuditRow(
            row_id=row_id,
            at=AuditTable.at.python_value(stored_at),
            actor=actor,
            event=str(event),
            subject=subject,
            detail=detail,
            previous=previous,
            digest=link_digest(
                (row_id, stored_at, actor, str(event), subject, detail, previous)
            ),
        )
        self._session.add(AuditTable, values(row))
        return row

    def verify(self) -> tuple[int, int | None]:
        """Walk the chain from its first row; stop at the first that does not hold."""
        count, previous = 0, GENESIS
        for row in self._session.cursor(_ALL_ROWS):
            *columns, digest = row
            whole = (
                columns[0] == count + 1
                and columns[-1] == previous
                and link_digest(columns) == digest
            )
            if not whole:
                return self._rows(), int(columns[0])
            count, previous = count + 1, digest
        given_out = int(self._session.value(_COUNTER) or 0)
        return count, count + 1 if given_out > count else None

    def head(self) -> str:
        """Return the digest of the last row; 64 zeros when there is none."""
        last = self._session.plain(_LAST)
        return str(last[0][1]) if last else GENESIS

    def _rows(self) -> int:
        return int(self._session.value("SELECT count(*) FROM audit"))
