"""Alarms: what needs a person's eye; they hold no personal data."""

from __future__ import annotations

from center.database import Tx
from counter_app.domain.codes.center import CenterCode


def raise_alarm(
    tx: Tx, kind: CenterCode, workstation: str | None, detail: str, now_ms: int
) -> None:
    """Record an alarm in the transaction that noticed it."""
    tx.run(
        "INSERT INTO alarm (at, kind, workstation, detail) VALUES (?, ?, ?, ?)",
        (now_ms, kind.value, workstation, detail),
    )
