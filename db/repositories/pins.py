"""Initial PINs: given out when, replaced when; never a PIN."""

from __future__ import annotations

from datetime import datetime

from counter_app.domain.records import CardUid, PinRecord
from db.models import CardPinTable
from db.rows import one
from db.session import Session

_ISSUED = """
    INSERT INTO card_pin (card_uid, issued_at) VALUES (?, ?)
    ON CONFLICT (card_uid) DO NOTHING
"""
_CHANGED = """
    INSERT INTO card_pin (card_uid, changed_at) VALUES (?, ?)
    ON CONFLICT (card_uid) DO UPDATE SET changed_at = excluded.changed_at
"""


class SqlPinRecords:
    """One row a card."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, card_uid: CardUid) -> PinRecord | None:
        return one(self._session, CardPinTable, PinRecord, card_uid=card_uid)

    def issued(self, card_uid: CardUid, at: datetime) -> None:
        moment = CardPinTable.issued_at.db_value(at)
        self._session.plain(_ISSUED, (card_uid, moment))

    def changed(self, card_uid: CardUid, at: datetime) -> None:
        moment = CardPinTable.changed_at.db_value(at)
        self._session.plain(_CHANGED, (card_uid, moment))
