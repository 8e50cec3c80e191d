"""Card-write intents: commit 1 of every write, resolved by recovery."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Intent
from counter_app.domain.states import IntentState
from db.models import IntentTable
from db.rows import listed, one, values
from db.session import Session

_UNFINISHED = "WHERE o.state IN ('open', 'doubtful') ORDER BY o.id"


class SqlJournal:
    """Intents; one blank and one card number can be in one open write only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, intent: Intent) -> None:
        """Store an intent.

        Raises:
            StoreError: ``store.duplicate`` when the blank, the card number or the
                case already has an open or doubtful write.
        """
        self._session.add(IntentTable, values(intent))

    def step(self, intent_id: str, step: str) -> None:
        self._changed(
            IntentTable.update(last_step=step).where(IntentTable.intent_id == intent_id)
        )

    def close(self, intent_id: str, state: IntentState, note: str = "") -> None:
        """Set the state; what is done or abandoned stays so (``store.append_only``)."""
        self._changed(
            IntentTable.update(state=state, note=note).where(
                IntentTable.intent_id == intent_id
            )
        )

    def get(self, intent_id: str) -> Intent | None:
        return one(self._session, IntentTable, Intent, intent_id=intent_id)

    def unfinished(self) -> Sequence[Intent]:
        return listed(self._session, IntentTable, Intent, _UNFINISHED, ())

    def _changed(self, query: object) -> None:
        if not self._session.run(query):
            raise StoreError(StoreCode.NO_SUCH_ROW, what="intent")
