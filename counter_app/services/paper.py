"""Receipts: frozen at the first print, rendered the same for ever (9.1, G22)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from hashlib import sha256

from counter_app.domain.codes.printing import PrintCode
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import PrintError, StoreError
from counter_app.domain.making import fresh_number
from counter_app.domain.records import (
    Card,
    Case,
    Holder,
    Operation,
    PrintJob,
    Receipt,
)
from counter_app.domain.rulepack import RulePack
from counter_app.domain.states import Effect, Kind
from counter_app.ports.store import Reading
from counter_app.services.parts import Parts
from counter_app.services.results import Paper

MAX_A_ROUND = 20
# The paper may have come out: printing again is the clerk's decision.
_UNCERTAIN = frozenset({PrintCode.UNCERTAIN, PrintCode.NO_ANSWER})
_WEIGHT = {
    Effect.EFFECTIVE: 0,
    Effect.PENDING: 1,
    Effect.REVERSED: 2,
    Effect.REFUSED: 3,
}


def worst(operations: Sequence[Operation]) -> tuple[Effect, str | None]:
    """Return the effect that must be told for a case, with its refusal code."""
    operation = max(operations, key=lambda op: _WEIGHT[op.effect])
    return operation.effect, operation.refusal


class _End(Enum):
    """How the turn of one paper ended."""

    OUT = "it came out"
    LEFT = "this paper is at fault, or not ours any more; the next may come out"
    AWAY = "the printer is at fault: the round ends"


def print_case(parts: Parts, receipt_no: str) -> bool:
    """Print the waiting job of one receipt; False when it stays waiting."""
    with parts.store.reading() as read:
        jobs = [j for j in read.print_jobs.waiting(1000) if j.receipt_no == receipt_no]
    # every job has its turn: no short cut
    return all([_print_job(parts, job) is _End.OUT for job in jobs])  # noqa: C419 - see above


def print_waiting(parts: Parts) -> int:
    """Print what waits for the printer; return how many papers came out.

    The round ends when the printer is away; a paper that cannot be drawn does not
    hold up those behind it.
    """
    with parts.store.reading() as read:
        jobs = read.print_jobs.waiting(MAX_A_ROUND)
    done = 0
    for job in jobs:
        ended = _print_job(parts, job)
        if ended is _End.AWAY:
            break
        done += ended is _End.OUT
    return done


def _print_job(parts: Parts, job: PrintJob) -> _End:
    """Print one job; whatever happens, it never comes out twice by itself.

    Before the paper leaves, the job is marked as uncertain: a crash in between
    leaves it for the clerk, who sees whether it came out and may print a copy.
    """
    tried = replace(job, tries=job.tries + 1)
    ready, code = parts.printer.ready()
    if not ready:
        _moved(parts, replace(tried, fault=code))
        return _End.AWAY
    try:
        pdf = frozen_pdf(parts, job.receipt_no)
    except PrintError as fault:
        _moved(parts, replace(tried, state="failed", fault=fault.code))
        return _End.LEFT
    if not _moved(parts, replace(job, state="failed", fault=PrintCode.UNCERTAIN)):
        return _End.LEFT
    try:
        parts.printer.send(job.receipt_no, pdf)
    except PrintError as fault:
        state = "failed" if fault.code in _UNCERTAIN else "waiting"
        _note(parts, replace(tried, state=state, fault=fault.code))
        return _End.AWAY
    with parts.store.unit_of_work() as uow:
        uow.print_jobs.update(replace(job, state="printed", fault=None))
        uow.receipts.count_copy(job.receipt_no)
        uow.commit()
    return _End.OUT


def _moved(parts: Parts, job: PrintJob) -> bool:
    """Change a job that still waits; False when somebody else has it by now.

    Window and command line share the queue, and a paper may be taken off it while a
    round is under way.
    """
    with parts.store.unit_of_work() as uow:
        now = uow.print_jobs.get(job.job_id)
        if now is None or now.state != "waiting":
            return False
        uow.print_jobs.update(job)
        uow.commit()
    return True


def _note(parts: Parts, job: PrintJob) -> None:
    with parts.store.unit_of_work() as uow:
        uow.print_jobs.update(job)
        uow.commit()


def frozen_pdf(parts: Parts, receipt_no: str) -> bytes:
    """Return the receipt's PDF, freezing its facts at the first call.

    Raises:
        PrintError: the document cannot be made.
        StoreError: ``store.no_such_row``.
    """
    with parts.store.unit_of_work() as uow:
        receipt = _receipt(uow, receipt_no)
        if receipt.content:
            return parts.press.receipt(json.loads(receipt.content))
        content = _content(uow, parts, receipt)
        pdf = parts.press.receipt(content)
        uow.receipts.freeze(
            replace(
                receipt,
                effect=Effect(str(content["effect"])),
                content=json.dumps(content, ensure_ascii=False, sort_keys=True),
                printed_at=parts.now(),
                sha256=sha256(pdf).hexdigest(),
            )
        )
        uow.commit()
    return pdf


def _receipt(uow: Reading, receipt_no: str) -> Receipt:
    receipt = uow.receipts.get(receipt_no)
    if receipt is None:
        raise StoreError(StoreCode.NO_SUCH_ROW, what="receipt")
    return receipt


def paper(parts: Parts, receipt_no: str) -> Paper:
    """Return the receipt for the eye, without counting a copy.

    A receipt that was never printed shows what is true now and stays unfrozen: the
    paper that comes out later tells its own moment.
    """
    with parts.store.reading() as read:
        receipt = _receipt(read, receipt_no)
        content = (
            json.loads(receipt.content)
            if receipt.content
            else _content(read, parts, receipt)
        )
    pdf = parts.press.receipt(content)
    return Paper(receipt_no, pdf, receipt.copies, Effect(str(content["effect"])))


def reprint(parts: Parts, receipt_no: str, clerk: str) -> Paper:
    """Print the same bytes again; the copy is counted and audited (G22)."""
    pdf = frozen_pdf(parts, receipt_no)
    parts.printer.send(receipt_no, pdf)
    first = paper(parts, receipt_no)
    with parts.store.unit_of_work() as uow:
        copies = uow.receipts.count_copy(receipt_no)
        uow.audit.append(
            at=parts.now(),
            actor=clerk,
            event="receipt.reprint",
            subject=receipt_no,
            detail=str(copies),
        )
        uow.commit()
    return replace(first, copies=copies)


def _content(uow: Reading, parts: Parts, receipt: Receipt) -> dict[str, object]:
    """Gather every printed fact of a case (business.md 9.1)."""
    case = uow.cases.get(receipt.case_id)
    holder = uow.holders.get(case.ssn) if case else None
    if case is None or holder is None:
        raise StoreError(StoreCode.NO_SUCH_ROW, what=receipt.receipt_no)
    operations = tuple(uow.operations.of_case(case.case_id))
    effect, _refusal = worst(operations)
    detail = operations[-1].detail
    new_no = fresh_number(detail)
    shown = uow.cards.get(new_no or case.card_no)
    clerk = uow.operators.get(case.clerk)
    facts: dict[str, object] = {
        "receipt_no": receipt.receipt_no,
        "layout": parts.press.layout,
        "form": parts.receipt_form,
        "kind": case.business.value,
        "kinds": [operation.kind.value for operation in operations],
        "effect": effect.value,
        "made_at": case.made_at.isoformat(),
        "frozen_at": parts.now().isoformat(),
        "clerk": case.clerk,
        "clerk_name": clerk.name if clerk else case.clerk,
        "card_no": case.card_no,
        "new_card_no": new_no,
        "reason": detail.get("reason"),
        "old_taken_back": bool(detail.get("old_taken_back", False)),
        "offline": case.offline,
        "mac": parts.receipt_mac(receipt.receipt_no),
        "collector_kind": case.collector.get("collector_kind"),
        "collector_name": case.collector.get("collector_name"),
        "loss_expires_at": _loss_end(case, effect, shown),
        "lift_needs_card": _lift_needs_card(case, parts.pack),
        **_person(holder),
        "promised_date": detail.get("promised_on"),
        **_card(shown, parts.pack, str(detail.get("bank") or "")),
        **_place(parts, case.business),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _loss_end(case: Case, effect: Effect, card: Card | None) -> str | None:
    """The moment the center told; while pending nobody knows it (R-21, R-29)."""
    if case.business is not Kind.LOSS_TEMP or effect is not Effect.EFFECTIVE:
        return None
    told = card.loss_expires_at if card else None
    return None if told is None else told.isoformat()


def _lift_needs_card(case: Case, pack: RulePack) -> bool | None:
    kinds = {Kind.LOSS_TEMP: "temp", Kind.LOSS_FORMAL: "formal"}
    kind = kinds.get(case.business)
    return None if kind is None else kind in pack.lift_needs_card


def _person(holder: Holder) -> dict[str, object]:
    return {"holder_name": holder.name, "ssn": holder.ssn}


def _card(card: Card | None, pack: RulePack, wish: str) -> dict[str, object]:
    bank = card.bank if card else wish
    phone = next((b.phone for b in pack.banks if b.code == bank), "")
    return {
        "bank_name": pack.bank_name(bank),
        "bank_phone": phone,
        "issue_date": _iso(card.issue_date if card else None),
        "expiry_date": _iso(card.expiry_date if card else None),
    }


def _iso(value: object) -> str | None:
    return None if value is None else str(value)


def _place(parts: Parts, business: Kind) -> dict[str, object]:
    pack, office = parts.pack, parts.office
    clauses = [text for key, text in sorted(pack.titles.items()) if "clause_" in key]
    return {
        "time_zone": office.time_zone,
        "office_name": office.office_name,
        "terminal": office.terminal,
        "title": pack.titles.get(f"receipt_{business}", pack.titles["receipt"]),
        "clauses": clauses,
        "hotline": pack.hotline,
        "lift_rule": pack.formal_lift.value,
        "temp_loss_end": pack.temp_loss_end.value,
        "old_card_policy": pack.old_card_policy.value,
        "practice": office.practice,
        "language": parts.language,
    }
