"""Reviews of refused acts, and parcels of other workstations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from counter_app.domain.records import Ssn
from counter_app.domain.review import Review
from counter_app.domain.states import Kind
from counter_app.ports.reviews import Parcel
from db.models import OperationTable, ParcelTable, ReviewTable
from db.rows import listed, names, one, values
from db.session import Session, upsert

_PUT = upsert(ReviewTable, names(Review), "op_id")
_UNANSWERED = """
    WHERE o.way = 'escalate' AND o.reply IS NULL ORDER BY o.chosen_at LIMIT ?
"""
_RESENDS = """
    JOIN operation AS p ON p.op_id = o.op_id
    WHERE p.ssn = ? AND p.kind = ? AND p.effect = 'refused' AND p.settled_at IS NULL
    AND o.way = 'resend' ORDER BY p.id
"""
_PARCELS = "WHERE o.sent_at IS NULL ORDER BY o.taken_at LIMIT ?"


class SqlReviews:
    """One row for each refused act somebody has looked at."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, review: Review) -> None:
        stored = [
            getattr(ReviewTable, name).db_value(value)
            for name, value in values(review).items()
        ]
        self._session.plain(_PUT, stored)

    def get(self, op_id: str) -> Review | None:
        return one(self._session, ReviewTable, Review, op_id=op_id)

    def unanswered(self, limit: int) -> Sequence[Review]:
        return listed(self._session, ReviewTable, Review, _UNANSWERED, (limit,))

    def resends(self, ssn: Ssn, kind: Kind) -> Sequence[Review]:
        key = (ssn, OperationTable.kind.db_value(kind))
        return listed(self._session, ReviewTable, Review, _RESENDS, key)


class SqlParcels:
    """Sealed files: they cannot be read here, only passed on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, parcel: Parcel) -> bool:
        if one(self._session, ParcelTable, Parcel, digest=parcel.digest) is not None:
            return False
        self._session.add(ParcelTable, values(parcel))
        return True

    def waiting(self, limit: int) -> Sequence[Parcel]:
        return listed(self._session, ParcelTable, Parcel, _PARCELS, (limit,))

    def delivered(self, digest: str, at: datetime, outcome: str) -> None:
        self._session.run(
            ParcelTable.update(sent_at=at, outcome=outcome, content="").where(
                ParcelTable.digest == digest
            )
        )
