"""Reads for photos: rows without their pictures, and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counter_app.domain.records import Ssn
from counter_app.ports.photos import Finding, Night, PhotoCount, PhotoRow
from db.models import PhotoTable
from db.repositories.photo_findings import finding_rows, night_rows
from db.session import Session

_ROWS = """
    SELECT digest, source, ssn, fault, made_at, clerk, uploaded_at, purged_at
    FROM photo {where} ORDER BY id DESC LIMIT ? OFFSET ?
"""
_COUNT = """
    SELECT sum(jpeg IS NOT NULL), sum(fault <> ''),
        sum(uploaded_at IS NULL AND jpeg IS NOT NULL), sum(purged_at IS NOT NULL)
    FROM photo
"""

_FAULTS = """
    SELECT fault, count(*) FROM photo_finding WHERE left_at IS NULL
    GROUP BY fault ORDER BY fault
"""


class SqlPhotoReads:
    """Part of the reads: what concerns photos."""

    _session: Session

    def photo_rows(
        self, page: int, size: int = 50, *, faulty: bool = False
    ) -> Sequence[PhotoRow]:
        sql = _ROWS.format(where="WHERE fault <> ''" if faulty else "")
        found = self._session.plain(sql, (size + 1, page * size))
        return tuple(_row(row) for row in found)

    def photo_count(self) -> PhotoCount:
        row = self._session.plain(_COUNT)[0]
        return PhotoCount(*(int(value or 0) for value in row))

    def photo_findings(
        self, page: int, size: int = 50, *, fault: str = ""
    ) -> Sequence[Finding]:
        where = "WHERE o.left_at IS NULL"
        key: tuple[object, ...] = (size + 1, page * size)
        if fault:
            where, key = f"{where} AND o.fault = ?", (fault, *key)
        tail = f"{where} ORDER BY o.fault, o.id LIMIT ? OFFSET ?"
        return finding_rows(self._session, tail, key)

    def photo_faults(self) -> Sequence[tuple[str, int]]:
        return tuple((str(row[0]), int(row[1])) for row in self._session.plain(_FAULTS))

    def photo_nights(self, limit: int = 5) -> Sequence[Night]:
        return night_rows(self._session, limit)


def _row(row: tuple[Any, ...]) -> PhotoRow:
    made = PhotoTable.made_at.python_value
    return PhotoRow(
        digest=row[0],
        source=row[1],
        ssn=Ssn(row[2]),
        fault=row[3],
        jpeg=None,
        made_at=made(row[4]),
        clerk=row[5],
        uploaded_at=made(row[6]),
        purged_at=made(row[7]),
    )
