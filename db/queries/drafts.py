"""The list of drafts."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app.domain.records import Ssn
from counter_app.ports.drafts import DraftRow
from db.models.drafts import DraftTable
from db.session import Session

_COLUMNS = """
    SELECT d.login, coalesce(p.name, d.login), d.ssn,
        coalesce(h.name, json_extract(d.content ->> '$.apply', '$.name'), ''),
        d.service, d.kept_at
    FROM draft AS d LEFT JOIN holder AS h ON h.ssn = d.ssn
    LEFT JOIN operator AS p ON p.login = d.login
"""
DRAFTS_OF_ALL = f"{_COLUMNS} ORDER BY d.kept_at DESC LIMIT ? OFFSET ?"
DRAFTS_OF_ONE = f"""
    {_COLUMNS} WHERE d.login = ? ORDER BY d.kept_at DESC LIMIT ? OFFSET ?
"""


class SqlDraftReads:
    """Reads of drafts; base of ``SqlQueries``."""

    _session: Session

    def drafts(self, login: str, page: int, size: int = 50) -> Sequence[DraftRow]:
        span = (size + 1, page * size)
        if login:
            rows = self._session.plain(DRAFTS_OF_ONE, (login, *span))
        else:
            rows = self._session.plain(DRAFTS_OF_ALL, span)
        at = DraftTable.kept_at.python_value
        return tuple(
            DraftRow(who, clerk, Ssn(ssn), name, service, at(kept))
            for who, clerk, ssn, name, service, kept in rows
        )
