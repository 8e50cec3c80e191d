"""Tell the city's supervisors of escalated refusals, and bring their replies home."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from counter_app.domain.records import Operation
from counter_app.domain.review import Review
from counter_app.ports.store import Store, UnitOfWork
from sync.station import Station
from sync.wire import Escalation, EscalationState, Standing

_MOST = 100
_NOTE = 1000
ACTOR = "center"


def untold(store: Store) -> bool:
    """Tell whether the center has not heard of some escalation."""
    with store.reading() as read:
        return any(one.told_at is None for one in read.reviews.unanswered(_MOST))


def tell(station: Station, store: Store) -> bool:
    """Tell what has no reply; store the replies.

    Raises:
        CenterError: the exchange failed.
    """
    with store.reading() as read:
        reviews = read.reviews.unanswered(_MOST)
        found = [(review, read.operations.get(review.op_id)) for review in reviews]
    known = {r.op_id: (r, op) for r, op in found if op is not None}
    if not known:
        return False
    answer = station.client.escalate([_wired(r, op) for r, op in known.values()])
    with store.unit_of_work() as uow:
        for state in answer.states:
            if state.op_id in known:
                _heard(uow, station, state, known[state.op_id][1])
        uow.commit()
    return False


def _wired(review: Review, operation: Operation) -> Escalation:
    return Escalation(
        op_id=operation.op_id,
        incarnation=operation.incarnation,
        sequence=operation.sequence,
        kind=operation.kind,
        ssn=operation.ssn,
        card_no=operation.card_no,
        receipt_no=operation.receipt_no,
        code=operation.refusal or "",
        note=review.note[:_NOTE],
        by=review.chosen_by,
        at=review.chosen_at.astimezone(UTC),
    )


def _heard(
    uow: UnitOfWork, station: Station, state: EscalationState, operation: Operation
) -> None:
    now = station.clock.now()
    review = uow.reviews.get(operation.op_id)  # a person may have chosen anew
    if review is None or review.reply is not None:
        return
    heard = replace(review, told_at=review.told_at or now)
    if state.standing is Standing.REPLIED:
        heard = replace(
            heard, reply=state.reply or "-", reply_by=state.by, replied_at=now
        )
        uow.audit.append(
            at=now,
            actor=ACTOR,
            event="refusal.replied",
            subject=operation.op_id,
            detail=operation.receipt_no,
        )
    if heard != review:
        uow.reviews.put(heard)
