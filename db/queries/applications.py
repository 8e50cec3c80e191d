"""Reads for applications and campaigns; each served by an index."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from counter_app.domain.applications import Application
from counter_app.domain.campaigns import Campaign, Due
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import AppStatus, Effect
from counter_app.ports.applications import ApplicationBatch, ApplicationRow, Find
from db.models import (
    ApplicationBatchTable,
    ApplicationTable,
    CampaignPersonTable,
    CampaignTable,
)
from db.rows import listed, one
from db.session import Session

_LATE = "o.state IN ('accepted', 'applied', 'making', 'at_city') AND o.promised_on < ?"
_BESIDE = """
    SELECT o.effect, o.refusal, EXISTS (
        SELECT 1 FROM card AS k WHERE k.card_no = a.card_no
            AND k.handed_out_on IS NOT NULL)
    FROM application AS a
    LEFT JOIN operation AS o ON o.ssn = a.ssn AND o.card_no = a.number
    WHERE a.number = ?
"""
_PERSON = """
    SELECT h.ssn, h.name, h.unit, h.address, k.card_no,
        coalesce(k.expiry_date, '9999-12-31'), k.app_status,
        coalesce(k.replaced_by, ''), EXISTS (
            SELECT 1 FROM card AS n WHERE n.card_no = k.replaced_by
                AND n.handed_out_on IS NOT NULL),
        EXISTS (SELECT 1 FROM operation AS o WHERE o.ssn = k.ssn
            AND o.card_no = k.card_no AND o.effect = 'pending'
            AND o.kind IN ('replace', 'reissue_lost'))
"""
_DUE = f"""
    {_PERSON}, 0, NULL FROM card AS k JOIN holder AS h ON h.ssn = k.ssn
    WHERE k.expiry_date IS NOT NULL AND k.replaced_by IS NULL
        AND k.expiry_date BETWEEN ? AND ? AND k.app_status <> 9
        AND k.handed_out_on IS NOT NULL AND h.alive = 1
        AND (? = '' OR instr(h.unit, ?) > 0)
    ORDER BY k.expiry_date, k.card_no LIMIT ?
"""
_PEOPLE = f"""
    {_PERSON}, p.reminders, p.reminded_at
    FROM campaign_person AS p JOIN card AS k ON k.card_no = p.card_no
    JOIN holder AS h ON h.ssn = k.ssn
    WHERE p.campaign_id = ? ORDER BY k.expiry_date, k.card_no
"""


class SqlApplyReads:
    """Part of the reads: applications and campaigns."""

    _session: Session

    def applications(
        self, find: Find, page: int, size: int = 50
    ) -> Sequence[ApplicationRow]:
        where, key = _where(find)
        tail = f"{where} ORDER BY o.made_at DESC LIMIT ? OFFSET ?"
        return self._applications(tail, (*key, size + 1, page * size))

    def batches(self, limit: int) -> Sequence[ApplicationBatch]:
        tail = "ORDER BY o.told_at DESC LIMIT ?"
        return listed(
            self._session, ApplicationBatchTable, ApplicationBatch, tail, (limit,)
        )

    def application(self, wanted: str) -> Sequence[ApplicationRow]:
        for column in ("number", "ssn"):
            tail = f"WHERE o.{column} = ? ORDER BY o.made_at DESC LIMIT 20"
            found = self._applications(tail, (wanted,))
            if found:
                return found
        return ()

    def _applications(self, tail: str, key: Sequence[Any]) -> Sequence[ApplicationRow]:
        rows = listed(self._session, ApplicationTable, Application, tail, key)
        return tuple(self._beside(row) for row in rows)

    def _beside(self, row: Application) -> ApplicationRow:
        effect, refusal, given = self._session.plain(_BESIDE, (row.number,))[0]
        return ApplicationRow(
            row, Effect(effect) if effect else None, refusal, bool(given)
        )

    def due(self, first: date, until: date, unit: str, limit: int) -> Sequence[Due]:
        span = (first.isoformat(), until.isoformat(), unit, unit, limit)
        return tuple(due_row(row) for row in self._session.plain(_DUE, span))

    def campaigns(self, page: int, size: int = 50) -> Sequence[Campaign]:
        tail = "ORDER BY o.made_at DESC LIMIT ? OFFSET ?"
        span = (size + 1, page * size)
        return listed(self._session, CampaignTable, Campaign, tail, span)

    def campaign(self, campaign_id: str) -> Campaign | None:
        return one(self._session, CampaignTable, Campaign, campaign_id=campaign_id)

    def campaign_people(self, campaign_id: str) -> Sequence[Due]:
        return tuple(due_row(r) for r in self._session.plain(_PEOPLE, (campaign_id,)))


def _where(find: Find) -> tuple[str, tuple[Any, ...]]:
    """Return the condition of a list; every branch has an index to go by."""
    parts: list[str] = []
    key: list[Any] = []
    if find.text:
        span = (find.text, find.text + chr(sys.maxunicode))
        columns = _columns(find.text)
        spans = (f"(o.{name} >= ? AND o.{name} < ?)" for name in columns)
        parts.append(f"({' OR '.join(spans)})")
        key += span * len(columns)
    if find.late_on is not None:
        parts.append(_LATE)
        key.append(find.late_on.isoformat())
    elif find.state:
        parts.append("o.state = ?")
        key.append(find.state)
    if find.unit:
        parts.append("o.unit = ? AND o.unit <> ''")
        key.append(find.unit)
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), tuple(key)


def _columns(text: str) -> tuple[str, ...]:
    """A number is a receipt's or a person's; anything else is a name."""
    number = text.isascii() and any(char.isdigit() for char in text)
    return ("number", "ssn") if number else ("name",)


def due_row(row: tuple[Any, ...]) -> Due:
    """Return a person of an exchange out of the columns of ``_PERSON``."""
    return Due(
        ssn=Ssn(row[0]),
        name=row[1],
        unit=row[2],
        address=row[3],
        card_no=CardNo(row[4]),
        expiry_date=date.fromisoformat(row[5]),
        app_status=AppStatus(row[6]),
        successor=row[7],
        successor_given=bool(row[8]),
        pending=bool(row[9]),
        reminders=row[10],
        reminded_at=CampaignPersonTable.reminded_at.python_value(row[11]),
    )
