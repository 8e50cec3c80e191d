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
from collections.abc import Iterable, Sequence
from datetime import datetime

from counter_app.domain.records import AuditRow
from counter_app.ports.entries import AuditEntry
from db import incarnations
from db.models import AuditTable
from db.rows import names, packer
from db.session import Session, insertion

GENESIS = "0" * 64
_ALL_ROWS = (
    "SELECT row_id, at, actor, event, subject, detail, previous, digest"
    " FROM audit ORDER BY row_id"
)
_LAST = "SELECT row_id, digest FROM audit ORDER BY row_id DESC LIMIT 1"
_DIGEST = "SELECT digest FROM audit WHERE row_id = ?"
_PACK = packer(AuditTable, AuditRow)
_ADD = insertion("audit", names(AuditRow))
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
        self.last: AuditRow | None = None  # of this unit of work

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
        (row,) = self.append_many([AuditEntry(actor, event, subject, detail)], at)
        return row

    def append_many(
        self, entries: Sequence[AuditEntry], at: datetime
    ) -> tuple[AuditRow, ...]:
        last = self._session.plain(_LAST)
        number, previous = last[0] if last else (0, GENESIS)
        stored_at = AuditTable.at.db_value(at)
        told = AuditTable.at.python_value(stored_at)
        made = []
        for row_id, one in enumerate(entries, int(number) + 1):
            said = (one.actor, str(one.event), one.subject, one.detail)
            digest = link_digest((row_id, stored_at, *said, previous))
            made.append(AuditRow(row_id, told, *said, previous, digest))
            previous = digest
        self._session.many(_ADD, map(_PACK, made))
        if made:
            self.last = made[-1]
        return tuple(made)

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

    def rows(self) -> int:
        """Return the number of the last row, 0 for none."""
        last = self._session.plain(_LAST)
        return int(last[0][0]) if last else 0

    def incarnation(self) -> str:
        """Return the incarnation that writes the chain now."""
        return incarnations.current(self._session)

    def digest_of(self, row_id: int) -> str | None:
        """Return the digest of a row; 64 zeros for row 0, None for one not there."""
        if row_id == 0:
            return GENESIS
        found = self._session.value(_DIGEST, (row_id,))
        return None if found is None else str(found)

    def _rows(self) -> int:
        return int(self._session.value("SELECT count(*) FROM audit"))
