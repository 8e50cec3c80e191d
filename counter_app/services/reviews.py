"""Refused acts: listed with their lawful ways until a person has settled each.

*Withdraw* and *recall* close a refusal at once. *Resend* closes it when the corrected
act is filed, in that act's own transaction. *Escalate* tells the city's supervisors;
the refusal stays open until somebody settles it by their reply.
"""

from __future__ import annotations

from dataclasses import replace

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import RuleError, StoreError
from counter_app.domain.records import Card, Case, Operation
from counter_app.domain.review import Review, Way, settles, ways
from counter_app.domain.settle import given_card
from counter_app.domain.states import MAKING_KINDS, Effect, Role, StockState
from counter_app.ports.reviews import CLOSED, closed_ones
from counter_app.ports.store import Page, Reading, UnitOfWork
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import RefusedRow, Session


def list_refused(parts: Parts, page: int) -> Page[RefusedRow]:
    """Return a page of refusals of any day, oldest first."""
    with parts.store.queries() as queries:
        found = queries.refused(page)
    with parts.store.reading() as read:
        rows = tuple(_told(read, operation) for operation in found.rows)
    return Page(rows, found.number, found.more)


def _told(uow: Reading, operation: Operation) -> RefusedRow:
    holder = uow.holders.get(operation.ssn)
    review = uow.reviews.get(operation.op_id)
    return RefusedRow(
        op_id=operation.op_id,
        receipt_no=operation.receipt_no,
        kind=operation.kind,
        ssn=operation.ssn,
        name=holder.name if holder else "",
        card_no=operation.card_no,
        clerk=operation.clerk,
        made_at=operation.made_at,
        decided_at=operation.decided_at,
        code=operation.refusal or "",
        owner=review.chosen_by if review else operation.clerk,
        ways=ways(operation.kind, operation.refusal or ""),
        review=review,
    )


def settle_refusal(
    parts: Parts, session: Session, op_id: str, note: str, way: Way = Way.WITHDRAW
) -> None:
    """Choose a lawful way for a refusal; a supervisor closes, a clerk prepares.

    Once it is closed, later acts of the same holder go on (architecture, the outbox).

    Raises:
        RuleError: ``rule.not_allowed`` for a clerk who would close it,
            ``rule.no_such_refusal``, ``rule.note_needed``, ``rule.not_lawful``.
    """
    if settles(way) and session.role is not Role.SUPERVISOR:
        raise RuleError(RuleCode.NOT_ALLOWED)
    if not note.strip():
        raise RuleError(RuleCode.NOTE_NEEDED)
    now = parts.now()
    with parts.store.unit_of_work() as uow:
        operation = uow.operations.get(op_id)
        if operation is None or operation.effect is not Effect.REFUSED:
            raise RuleError(RuleCode.NO_SUCH_REFUSAL)
        if way not in ways(operation.kind, operation.refusal or ""):
            raise RuleError(RuleCode.NOT_LAWFUL)
        _choose(uow, operation, Review(op_id, way, note.strip(), session.login, now))
        if settles(way):
            _close(uow, operation, session.login, parts, note.strip())
        if way is Way.RECALL:
            _called_back(uow, operation)
        uow.commit()
    parts.line.wake()


def _choose(uow: UnitOfWork, operation: Operation, review: Review) -> None:
    """Keep the choice; an escalation that was answered keeps its reply."""
    before = uow.reviews.get(operation.op_id)
    again = review.way is Way.ESCALATE
    if before is not None and before.reply is not None and not again:
        review = replace(
            review,
            told_at=before.told_at,
            reply=before.reply,
            reply_by=before.reply_by,
            replied_at=before.replied_at,
        )
    uow.reviews.put(review)
    uow.audit.append(
        at=review.chosen_at,
        actor=review.chosen_by,
        event=f"refusal.{review.way.value}",
        subject=subject_of(operation.ssn),
        detail=operation.receipt_no,
    )


def _close(
    uow: UnitOfWork, operation: Operation, login: str, parts: Parts, note: str
) -> None:
    now = parts.now()
    try:
        uow.operations.settle(operation.op_id, by=login, at=now, note=note)
    except StoreError as exc:
        if exc.code != StoreCode.APPEND_ONLY:
            raise
        raise RuleError(RuleCode.NO_SUCH_REFUSAL) from exc  # settled before
    told = [*closed_ones(uow.settings.get(CLOSED)), operation.op_id]
    uow.settings.put(CLOSED, " ".join(told))
    uow.audit.append(
        at=now,
        actor=login,
        event="refusal.settled",
        subject=subject_of(operation.ssn),
        detail=operation.receipt_no,
    )


def _called_back(uow: UnitOfWork, operation: Operation) -> None:
    """A card that was written in vain is here again: void for good (R-32)."""
    given = given_card(operation)
    card: Card | None = uow.cards.get(given) if given is not None else None
    if card is not None and operation.kind in MAKING_KINDS and not card.version:
        uow.cards.put(replace(card, stock_state=StockState.VOIDED))


def close_resent(
    uow: UnitOfWork, parts: Parts, case: Case, filed: tuple[Operation, ...]
) -> None:
    """Close what the new act corrects, in the transaction that files the act."""
    for kind in {operation.kind for operation in filed}:
        for review in uow.reviews.resends(case.ssn, kind):
            refused = uow.operations.get(review.op_id)
            if refused is not None:
                note = f"{review.note} → {case.receipt_no}"
                _close(uow, refused, case.clerk, parts, note)
