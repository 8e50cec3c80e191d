"""How workstations stand: when they last read everything, and what waits there.

A counter tells both with its requests for changes; the console shows them.
"""

from __future__ import annotations

from datetime import timedelta

from center.database import Tx
from center.world import Sender

_FRESH_MS = timedelta(seconds=20) // timedelta(milliseconds=1)
Told = tuple[int | None, int | None]  # acts waiting, age of the oldest (ms)


def is_news(tx: Tx, sender: Sender, told: Told, now_ms: int) -> bool:
    """Tell whether :func:`note` is worth a write."""
    row = tx.row(
        "SELECT read_at, waiting FROM workstation_state WHERE workstation = ?",
        (sender.workstation,),
    )
    if row is None or row[0] is None:
        return True
    return now_ms - int(row[0]) > _FRESH_MS or (
        told[0] is not None and told[0] != row[1]
    )


def note(tx: Tx, sender: Sender, told: Told, read_at: int | None) -> None:
    """Note what a workstation told; nothing told leaves what was known."""
    tx.relaxed()
    tx.run(
        "INSERT INTO workstation_state (workstation, read_at, waiting, oldest_ms) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (workstation) DO UPDATE SET "
        "read_at = coalesce(excluded.read_at, workstation_state.read_at), "
        "waiting = coalesce(excluded.waiting, workstation_state.waiting), "
        "oldest_ms = CASE WHEN excluded.waiting IS NULL "
        "THEN workstation_state.oldest_ms ELSE excluded.oldest_ms END",
        (sender.workstation, read_at, *told),
    )
