"""Does anything stand in the way of a person's application (R-01 to R-03)?

Any enrolled counter may ask: one person has one card in the whole province. The
answer names no place, no number in full and nobody; each question is kept with who
asked, the person as a hash.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from center.database import Tx
from center.rows import from_ms, to_ms
from center.service import Center
from center.world import Sender
from counter_app.domain.applications import RUNNING, Progress
from counter_app.domain.states import AppStatus
from sync.wire.standing import StandingAnswer, StandingQuery

_TAIL = 4
_HOLDER = "SELECT name, alive FROM holder WHERE ssn = ?"
_CARD = (
    "SELECT card_no, app_status, office_code FROM card WHERE ssn = ? "
    "AND app_status <> ? ORDER BY card_no LIMIT 1"
)
_APPLICATION = (
    "SELECT state, made_at, promised_on FROM application WHERE ssn = ? "
    "ORDER BY made_at DESC LIMIT 1"
)
_KEEP = (
    "INSERT INTO key_use (at, workstation, act, card_mark, outcome) "
    "VALUES (?, ?, 'standing', ?, 'done')"
)


def standing(center: Center, sender: Sender, query: StandingQuery) -> StandingAnswer:
    """Tell what stands in the way of an application; kept."""
    now = from_ms(center.now_ms())
    return center.database.write(lambda tx: look(tx, sender, query, now))


def look(tx: Tx, sender: Sender, query: StandingQuery, now: datetime) -> StandingAnswer:
    """Look inside one transaction (:func:`standing`)."""
    mark = hashlib.sha256(query.ssn.encode()).hexdigest()[:16]
    tx.run(_KEEP, (to_ms(now), sender.workstation, mark))
    return _found(tx, query, now)


def _found(tx: Tx, query: StandingQuery, now: datetime) -> StandingAnswer:
    holder = tx.row(_HOLDER, (query.ssn,))
    told: dict[str, Any] = {"known": holder is not None, "at": now}
    if holder is not None:
        told["alive"] = bool(holder[1])
        if query.name:
            told["name_same"] = str(holder[0]) == query.name
    card = tx.row(_CARD, (query.ssn, int(AppStatus.CANCELLED)))
    if card is not None:
        told["card_tail"] = str(card[0])[-_TAIL:]
        told["card_status"], told["card_office"] = int(card[1]), str(card[2])
    row = tx.row(_APPLICATION, (query.ssn,))
    if row is not None and Progress(row[0]) in RUNNING:
        told["progress"], told["applied_at"] = Progress(row[0]), from_ms(row[1])
        told["promised_on"] = date.fromisoformat(row[2]) if row[2] else None
    return StandingAnswer(**told)
