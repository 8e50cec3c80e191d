"""Refused acts: listed until a supervisor has settled each with a note."""

from __future__ import annotations

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import RuleError, StoreError
from counter_app.domain.records import Operation
from counter_app.domain.states import Effect, Role
from counter_app.ports.store import Page, UnitOfWork
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import RefusedRow, Session


def list_refused(parts: Parts, page: int) -> Page[RefusedRow]:
    """Return a page of refusals of any day, oldest first."""
    with parts.store.queries() as queries:
        found = queries.refused(page)
    with parts.store.unit_of_work() as uow:
        rows = tuple(_told(uow, operation) for operation in found.rows)
    return Page(rows, found.number, found.more)


def _told(uow: UnitOfWork, operation: Operation) -> RefusedRow:
    holder = uow.holders.get(operation.ssn)
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
    )


def settle_refusal(parts: Parts, session: Session, op_id: str, note: str) -> None:
    """Close a refusal: the person was told and a lawful way was found.

    Only then do later acts of the same holder go on (architecture, the outbox).

    Raises:
        RuleError: ``rule.not_allowed`` for a clerk, ``rule.no_such_refusal``,
            ``rule.note_needed``.
    """
    if session.role is not Role.SUPERVISOR:
        raise RuleError(RuleCode.NOT_ALLOWED)
    if not note.strip():
        raise RuleError(RuleCode.NOTE_NEEDED)
    now = parts.now()
    with parts.store.unit_of_work() as uow:
        operation = uow.operations.get(op_id)
        if operation is None or operation.effect is not Effect.REFUSED:
            raise RuleError(RuleCode.NO_SUCH_REFUSAL)
        try:
            uow.operations.settle(op_id, by=session.login, at=now, note=note.strip())
        except StoreError as exc:
            if exc.code != StoreCode.APPEND_ONLY:
                raise
            raise RuleError(RuleCode.NO_SUCH_REFUSAL) from exc  # settled before
        uow.audit.append(
            at=now,
            actor=session.login,
            event="refusal.settled",
            subject=subject_of(operation.ssn),
            detail=operation.receipt_no,
        )
        uow.commit()
    parts.line.wake()
