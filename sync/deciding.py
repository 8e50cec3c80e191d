"""Bring home what the city's supervisors decided on refused acts of this counter."""

from __future__ import annotations

from dataclasses import replace

from counter_app.domain.records import Operation
from counter_app.domain.review import Review, Ruling, Way, read_ruling, ruled
from counter_app.ports.store import Store, UnitOfWork
from sync.station import Station
from sync.wire.decisions import MAX_ASKED, Decision, DecisionQuery, Verdict

ACTOR = "center"
_PAGES = 20
_WORDS = {Verdict.APPLY: Ruling.ANEW, Verdict.UPHOLD: Ruling.STANDS}


def ask(station: Station, store: Store) -> bool:
    """Ask for decisions on open refusals without one; store them.

    Raises:
        CenterError: the exchange failed.
    """
    open_ones = _undecided(store)
    names = list(open_ones)
    for start in range(0, len(names), MAX_ASKED):
        query = DecisionQuery(tuple(names[start : start + MAX_ASKED]))
        answer = station.client.decisions(query)
        with store.unit_of_work() as uow:
            for decision in answer.decisions:
                if decision.op_id in open_ones:
                    _heard(uow, station, decision, open_ones[decision.op_id])
            uow.commit()
    return False


def _undecided(store: Store) -> dict[str, Operation]:
    found: list[Operation] = []
    with store.queries() as queries:
        for number in range(_PAGES):
            page = queries.refused(number)
            found += page.rows
            if not page.more:
                break
    with store.reading() as read:
        reviews = ((op, read.reviews.get(op.op_id)) for op in found)
        return {op.op_id: op for op, review in reviews if not _is_decided(review)}


def _is_decided(review: Review | None) -> bool:
    """A plain reply is none: the supervisor may have decided with it, or later."""
    return review is not None and read_ruling(review.reply or "")[0] is not None


def _heard(
    uow: UnitOfWork, station: Station, decision: Decision, operation: Operation
) -> None:
    """Keep a decision as the reply; what a person chose before stays chosen."""
    now = station.clock.now()
    review = uow.reviews.get(operation.op_id)
    if _is_decided(review):
        return
    if review is None:  # nobody here asked: it waits for the clerk whose act it is
        review = Review(operation.op_id, Way.ESCALATE, "-", operation.clerk, now)
    uow.reviews.put(
        replace(
            review,
            told_at=review.told_at or now,
            reply=ruled(_WORDS[decision.verdict], decision.note),
            reply_by=decision.by,
            replied_at=now,
        )
    )
    uow.audit.append(
        at=now,
        actor=ACTOR,
        event="refusal.decided",
        subject=operation.op_id,
        detail=f"{operation.receipt_no} {decision.verdict.value}",
    )
