"""After commit 2: wake the sync, wait a little for its word, print, tell the result."""

from __future__ import annotations

from counter_app.domain import lawful
from counter_app.domain.making import fresh_number
from counter_app.domain.records import Card, Operation
from counter_app.domain.settle import given_card
from counter_app.domain.states import LOSS_KINDS, AppStatus, Effect
from counter_app.services.filing import Filed
from counter_app.services.paper import print_case, worst
from counter_app.services.parts import Parts
from counter_app.services.results import CaseResult

TELL_BANK = "notice.bank_activation"
TELL_BANK_LOSS = "notice.bank_loss"
TELL_PENDING = "notice.pending"
TELL_PIN = "notice.initial_pin"
TELL_HOTLINE = "notice.loss_pending_hotline"
TELL_TAKE_BACK = "notice.take_back_old"
TELL_REFUSED = "notice.refused_by_center"


def finish(parts: Parts, filed: Filed, before: AppStatus | None) -> CaseResult:
    """Send, print and report a case that was just committed."""
    parts.line.wake()
    if parts.line.state().online:
        ids = tuple(operation.op_id for operation in filed.operations)
        parts.line.wait_decided(ids, parts.printed_wait_s)
    printed = print_case(parts, filed.case.receipt_no)
    return tell(parts, filed, before, printed=printed)


def tell(
    parts: Parts, filed: Filed, before: AppStatus | None, *, printed: bool
) -> CaseResult:
    """Return the case as it stands now."""
    case = filed.case
    with parts.store.reading() as read:
        operations = tuple(read.operations.of_case(case.case_id))
        card = read.cards.get(case.card_no)
        pending = tuple(read.operations.pending_of(case.ssn))
    effect, refusal = worst(operations)
    return CaseResult(
        case_id=case.case_id,
        receipt_no=case.receipt_no,
        business=case.business,
        effect=effect,
        refusal=refusal,
        printed=printed,
        operations=operations,
        card_before=before,
        card_after=_shown(card, pending),
        new_card_no=fresh_number(operations[-1].detail),
        notices=_notices(operations, effect),
        repeated=filed.repeated,
    )


def _shown(card: Card | None, pending: tuple[Operation, ...]) -> AppStatus | None:
    return None if card is None else lawful.shown_status(card, pending)


def _notices(operations: tuple[Operation, ...], effect: Effect) -> tuple[str, ...]:
    """What the clerk must tell the person (2.2 step 7, 8; R-29)."""
    kinds = {operation.kind for operation in operations}
    notices = []
    if effect is Effect.REFUSED:
        notices.append(TELL_REFUSED)
    if effect is Effect.PENDING:
        notices.append(TELL_HOTLINE if kinds & LOSS_KINDS else TELL_PENDING)
    if kinds & LOSS_KINDS:
        notices.append(TELL_BANK_LOSS)
    if any(given_card(operation) for operation in operations):
        notices += [TELL_BANK, TELL_PIN]
    if any(operation.detail.get("old_taken_back") for operation in operations):
        notices.append(TELL_TAKE_BACK)
    return tuple(notices)
