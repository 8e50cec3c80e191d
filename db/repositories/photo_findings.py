"""What a person decides about photos, inside a unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from counter_app.ports.photos import Finding, Night
from db.models import PhotoFindingTable, PhotoNightTable
from db.rows import listed, names, packer
from db.session import Session, upsert

_PUT = """
    INSERT INTO photo_finding
        (folder, file, fault, seen_at, people, digest, left_at, left_by)
    VALUES (?, ?, ?, ?, ?, ?, NULL, '')
    ON CONFLICT (folder, file) DO UPDATE SET seen_at = excluded.seen_at,
        left_at = CASE WHEN fault = excluded.fault THEN left_at END,
        left_by = CASE WHEN fault = excluded.fault THEN left_by ELSE '' END,
        fault = excluded.fault, people = excluded.people, digest = excluded.digest
"""
_BESIDE = (
    "WHERE o.left_at IS NULL AND o.fault = ? AND o.folder = ? AND o.people = ? "
    "ORDER BY o.id LIMIT 9"
)
_NIGHT = upsert(PhotoNightTable, names(Night), "folder")
_packed = packer(PhotoNightTable, Night)


class SqlFindings:
    """Implements :class:`counter_app.ports.photos.Findings`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, found: Sequence[Finding]) -> None:
        moment = PhotoFindingTable.seen_at.db_value
        self._session.many(
            _PUT,
            [
                (o.folder, o.file, o.fault, moment(o.seen_at), o.people, o.digest)
                for o in found
            ],
        )

    def settle(self, folder: str, files: Sequence[str]) -> None:
        self._session.many(
            "DELETE FROM photo_finding WHERE folder = ? AND file = ?",
            [(folder, file) for file in files],
        )

    def get(self, finding_id: int) -> Finding | None:
        found = finding_rows(self._session, "WHERE o.id = ?", (finding_id,))
        return found[0] if found else None

    def beside(self, finding: Finding) -> Sequence[Finding]:
        key = (finding.fault, finding.folder, finding.people)
        return finding_rows(self._session, _BESIDE, key)

    def leave(self, finding_ids: Sequence[int], by: str, at: datetime) -> None:
        moment = PhotoFindingTable.left_at.db_value(at)
        self._session.many(
            "UPDATE photo_finding SET left_at = ?, left_by = ? WHERE id = ?",
            [(moment, by, finding_id) for finding_id in finding_ids],
        )

    def decided(self, folder: str) -> frozenset[tuple[str, str]]:
        sql = (
            "SELECT file, fault FROM photo_finding "
            "WHERE folder = ? AND left_at IS NOT NULL"
        )
        rows = self._session.plain(sql, (folder,))
        return frozenset((str(row[0]), str(row[1])) for row in rows)

    def night(self, row: Night) -> None:
        self._session.plain(_NIGHT, _packed(row))

    def purge(self, before: datetime) -> int:
        moments = [PhotoFindingTable.seen_at.db_value(before)] * 2
        nights = self._session.plain(_PURGE_NIGHTS, moments)
        return len(nights) + len(self._session.plain(_PURGE_FINDINGS, moments))


_PURGE_NIGHTS = """
    DELETE FROM photo_night WHERE begun_at <= ? AND ifnull(ended_at, '') <= ?
    RETURNING folder
"""
_PURGE_FINDINGS = """
    DELETE FROM photo_finding WHERE seen_at <= ? AND ifnull(left_at, '') <= ?
        AND folder NOT IN (SELECT folder FROM photo_night) RETURNING id
"""
_FIELDS = tuple(name for name in names(Finding) if name != "finding_id")
_SELECT = f"SELECT {', '.join(_FIELDS)}, id FROM photo_finding AS o"  # noqa: S608 - our names


def finding_rows(
    session: Session, tail: str, key: Sequence[object]
) -> tuple[Finding, ...]:
    """Return findings with their ids."""
    moment = PhotoFindingTable.seen_at.python_value
    found = []
    for row in session.plain(f"{_SELECT} {tail}", key):
        said = dict(zip((*_FIELDS, "finding_id"), row, strict=True))
        said["seen_at"] = moment(said["seen_at"])
        said["left_at"] = moment(said["left_at"])
        found.append(Finding(**said))
    return tuple(found)


def night_rows(session: Session, limit: int) -> tuple[Night, ...]:
    """Return the folders that were worked on, the latest first."""
    tail = "ORDER BY o.begun_at DESC LIMIT ?"
    return listed(session, PhotoNightTable, Night, tail, (limit,))
