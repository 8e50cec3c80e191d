"""Drafts of forms: one row per operator, person and service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from counter_app.domain.records import Ssn
from counter_app.ports.drafts import Draft
from db.models.drafts import DraftTable
from db.rows import listed, values
from db.session import Session

_KEEP = """
    INSERT INTO draft (login, ssn, service, submit_key, content, kept_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (login, ssn, service) DO UPDATE SET
        submit_key = excluded.submit_key, content = excluded.content,
        kept_at = excluded.kept_at
"""
_ONE = "WHERE o.login = ? AND o.ssn = ? AND o.service = ?"
_MINE = "WHERE o.login = ? ORDER BY o.kept_at DESC LIMIT 500"
_FORGET = "DELETE FROM draft WHERE login = ? AND ssn = ? AND service = ?"
_FORGET_PERSON = "DELETE FROM draft WHERE ssn = ?"
_PURGE_OLD = "DELETE FROM draft WHERE kept_at < ? RETURNING id"
_PURGE_DONE = """
    DELETE FROM draft WHERE EXISTS (SELECT 1 FROM case_record AS c
        WHERE c.submit_key = draft.submit_key AND c.submit_key <> '')
    RETURNING id
"""


class SqlDrafts:
    """The drafts inside one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, draft: Draft) -> None:
        stored = [
            getattr(DraftTable, name).db_value(value)
            for name, value in values(draft).items()
        ]
        self._session.plain(_KEEP, stored)

    def get(self, login: str, ssn: Ssn, service: str) -> Draft | None:
        found = listed(self._session, DraftTable, Draft, _ONE, (login, ssn, service))
        return found[0] if found else None

    def of_operator(self, login: str) -> Sequence[Draft]:
        return listed(self._session, DraftTable, Draft, _MINE, (login,))

    def forget(self, login: str, ssn: Ssn, service: str) -> None:
        self._session.plain(_FORGET, (login, ssn, service))

    def forget_person(self, ssn: Ssn) -> None:
        self._session.plain(_FORGET_PERSON, (ssn,))

    def purge(self, before: datetime) -> int:
        stored = DraftTable.kept_at.db_value(before)
        old = self._session.plain(_PURGE_OLD, (stored,))
        return len(old) + len(self._session.plain(_PURGE_DONE))
