"""Photos inside a unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from counter_app.domain.photos import Listed
from counter_app.domain.records import Ssn
from counter_app.ports.photos import PhotoRow
from db.models import PhotoTable
from db.rows import listed, names, one, values
from db.session import Session, upsert

_COLUMNS = names(PhotoRow)
_PUT = upsert(PhotoTable, _COLUMNS, "digest")
_MOST_NAMES = 20
_MOST_PEOPLE = 50
_NEWEST = "WHERE o.ssn = ? AND o.jpeg IS NOT NULL ORDER BY o.id DESC LIMIT 1"
_TO_UPLOAD = "WHERE o.uploaded_at IS NULL AND o.jpeg IS NOT NULL ORDER BY o.id LIMIT ?"
_PURGE = """
    UPDATE photo SET jpeg = NULL, source = '', purged_at = ?
    WHERE uploaded_at IS NOT NULL AND purged_at IS NULL AND uploaded_at <= ?
    RETURNING id
"""
_FORGET_FILES = """
    UPDATE photo SET source = '' WHERE jpeg IS NULL AND source <> '' AND made_at <= ?
    RETURNING id
"""


class SqlPhotos:
    """Implements :class:`counter_app.ports.photos.Photos`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, row: PhotoRow) -> None:
        fields = values(row)
        stored = [getattr(PhotoTable, name).db_value(fields[name]) for name in _COLUMNS]
        self._session.plain(_PUT, stored)

    def by_digest(self, digest: str) -> PhotoRow | None:
        return one(self._session, PhotoTable, PhotoRow, digest=digest)

    def of_person(self, ssn: Ssn) -> PhotoRow | None:
        found = listed(self._session, PhotoTable, PhotoRow, _NEWEST, (ssn,))
        return found[0] if found else None

    def named(self, names: Sequence[str]) -> Sequence[Listed]:
        some = names[:_MOST_NAMES]
        marks = ", ".join("?" for _ in some)
        sql = f"SELECT ssn, name, unit FROM holder WHERE name IN ({marks}) LIMIT ?"  # noqa: S608 - marks
        rows = self._session.plain(sql, (*some, _MOST_PEOPLE))
        return tuple(Listed(*row) for row in rows)

    def to_upload(self, limit: int) -> Sequence[PhotoRow]:
        return listed(self._session, PhotoTable, PhotoRow, _TO_UPLOAD, (limit,))

    def upload_again(self) -> None:
        self._session.plain(
            "UPDATE photo SET uploaded_at = NULL "
            "WHERE uploaded_at IS NOT NULL AND jpeg IS NOT NULL"
        )

    def uploaded(self, digests: Sequence[str], at: datetime) -> None:
        moment = PhotoTable.uploaded_at.db_value(at)
        self._session.many(
            "UPDATE photo SET uploaded_at = ? WHERE digest = ?",
            [(moment, digest) for digest in digests],
        )

    def refused(self, digest: str) -> None:
        sql = "UPDATE photo SET jpeg = NULL, fault = 'refused' WHERE digest = ?"
        self._session.plain(sql, (digest,))

    def purge(self, before: datetime, at: datetime) -> int:
        stored = PhotoTable.uploaded_at.db_value
        return len(self._session.plain(_PURGE, (stored(at), stored(before))))

    def forget_files(self, before: datetime) -> int:
        stored = PhotoTable.made_at.db_value(before)
        return len(self._session.plain(_FORGET_FILES, (stored,)))
