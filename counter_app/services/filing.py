"""File a case: case, operations, receipt, print job and audit in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.hlc import tick
from counter_app.domain.receipt_no import Series, receipt_no
from counter_app.domain.records import (
    CardNo,
    CardUid,
    Case,
    Operation,
    PrintJob,
    Receipt,
    Ssn,
)
from counter_app.domain.settle import given_card
from counter_app.ports.store import Reading, UnitOfWork
from counter_app.services.bearers import as_json
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.reviews import close_resent

HLC = "hlc.last"


@dataclass(frozen=True, slots=True)
class Filed:
    """A case as it was stored."""

    case: Case
    operations: tuple[Operation, ...]
    repeated: bool = False  # the same form was submitted before


def already_filed(uow: Reading, submit_key: str, ssn: Ssn) -> Filed | None:
    """Return the case this form made before (G31).

    Raises:
        StoreError: ``store.duplicate`` when the key belongs to another person's case.
    """
    case = uow.cases.by_submit_key(submit_key)
    if case is None:
        return None
    if case.ssn != ssn:
        raise StoreError(StoreCode.DUPLICATE, what="submit_key")
    return Filed(case, tuple(uow.operations.of_case(case.case_id)), repeated=True)


def file_case(
    uow: UnitOfWork, parts: Parts, session: Session, draft: CaseDraft, case_id: str
) -> Filed:
    """Store everything of a case; the caller commits (commit 2)."""
    now = parts.now()
    number = _next_receipt_no(uow, parts, draft)
    case = Case(
        case_id=case_id,
        business=draft.business,
        ssn=draft.ssn,
        card_no=draft.card_no,
        clerk=session.login,
        made_at=now,
        receipt_no=number,
        offline=not parts.line.state().online,
        channel=parts.cards.channel,
        collector=as_json(draft.bearer),
        submit_key=draft.submit_key,
    )
    uow.cases.add(case)
    operations = tuple(_add(uow, parts, case, op) for op in draft.operations)
    _issue_pins(uow, operations)
    uow.receipts.add(Receipt(number, case_id, draft.business, now))
    if draft.printed:
        job = PrintJob(parts.ids.new(), number, "waiting", made_at=now)
        uow.print_jobs.add(job)
    uow.audit.append(
        at=now,
        actor=session.login,
        event=f"case.{draft.business.value}",
        subject=subject_of(draft.ssn),
        detail=number,
    )
    close_resent(uow, parts, case, operations)
    return Filed(case, operations)


def _issue_pins(uow: UnitOfWork, operations: tuple[Operation, ...]) -> None:
    """Remember that a card went out with its initial PIN (R-15)."""
    for operation in operations:
        given = given_card(operation)
        if given is None:
            continue
        card = uow.cards.get(given)
        uid = operation.detail.get("card_uid") or (card.card_uid if card else None)
        if uid:
            uow.pin_records.issued(CardUid(str(uid)), operation.made_at)


def _next_receipt_no(uow: UnitOfWork, parts: Parts, draft: CaseDraft) -> str:
    office = parts.office
    # of now: a new life may have begun since the program started
    series = Series(office.office_code, office.terminal, uow.audit.incarnation())
    running = uow.receipts.next_number()
    return receipt_no(series, parts.today(), draft.business, running)


def _add(uow: UnitOfWork, parts: Parts, case: Case, draft: OperationDraft) -> Operation:
    return uow.operations.add(
        Operation(
            op_id=parts.ids.new(),
            case_id=case.case_id,
            kind=draft.kind,
            ssn=case.ssn,
            card_no=draft.card_no or CardNo(case.receipt_no),
            base_version=draft.base_version,
            detail=draft.detail,
            hlc=next_hlc(uow, parts),
            made_at=case.made_at,
            clerk=case.clerk,
            receipt_no=case.receipt_no,
        )
    )


def next_hlc(uow: UnitOfWork, parts: Parts) -> str:
    """Return the next hybrid logical time of this workstation."""
    node = f"{parts.office.terminal}{parts.office.incarnation[:4]}"
    time = tick(uow.settings.get(HLC), parts.clock.now(), node)
    uow.settings.put(HLC, time)
    return time
