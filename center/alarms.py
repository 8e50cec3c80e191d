"""Alarms: what needs a person's eye; they hold no personal data."""

from __future__ import annotations

from dataclasses import dataclass

from center.database import Tx
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_LISTED = """
    SELECT a.number, a.at, a.kind, a.workstation, a.detail, o.name, w.terminal,
      a.closed_at, a.closed_by, a.note
    FROM alarm a LEFT JOIN workstation w ON w.workstation = a.workstation
    LEFT JOIN office o ON o.office_code = w.office_code
    ORDER BY CASE WHEN a.closed_at IS NULL THEN 0 ELSE 1 END, a.number DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm; an open one waits for somebody who looks into it."""

    number: int
    at: int
    kind: str
    workstation: str | None
    detail: str
    office: str | None
    terminal: str | None
    closed_at: int | None
    closed_by: str | None
    note: str | None


def raise_alarm(
    tx: Tx, kind: CenterCode, workstation: str | None, detail: str, now_ms: int
) -> None:
    """Record an alarm in the transaction that noticed it."""
    tx.run(
        "INSERT INTO alarm (at, kind, workstation, detail) VALUES (?, ?, ?, ?)",
        (now_ms, kind.value, workstation, detail),
    )


def raise_once(
    tx: Tx, kind: CenterCode, workstation: str, detail: str, now_ms: int
) -> bool:
    """Record an alarm unless the very same one is there; tell whether it is new."""
    known = tx.row(
        "SELECT 1 FROM alarm WHERE kind = ? AND workstation = ? AND detail = ?",
        (kind.value, workstation, detail),
    )
    if known is None:
        raise_alarm(tx, kind, workstation, detail, now_ms)
    return known is None


def listed(tx: Tx, limit: int = 200) -> list[Alarm]:
    """Return alarms, open ones first, then newest first."""
    return [Alarm(*row) for row in tx.rows(_LISTED, (limit,))]


def close(tx: Tx, number: int, login: str, note: str, now_ms: int) -> None:
    """Record who looked into an alarm, once.

    Raises:
        CenterError: ``center.already_decided`` (or there is no such alarm).
    """
    closed = tx.run(
        "UPDATE alarm SET closed_at = ?, closed_by = ?, note = ? "
        "WHERE number = ? AND closed_at IS NULL",
        (now_ms, login, note, number),
    )
    if not closed:
        raise CenterError(CenterCode.ALREADY_DECIDED)
