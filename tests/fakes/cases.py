"""What an act at the desk in memory leaves behind: operation, row and result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from counter_app.domain.records import Card, CardNo, Operation, Ssn
from counter_app.domain.states import Effect, Kind
from counter_app.services.results import CaseResult


@dataclass(frozen=True, slots=True)
class TodayRow:
    """A case of today, with the effect of its worst operation."""

    case_id: str
    receipt_no: str
    business: Kind
    ssn: Ssn
    name: str
    card_no: CardNo
    clerk: str
    made_at: datetime
    effect: Effect
    refusal: str | None
    printed: bool
    copies: int


@dataclass(frozen=True, slots=True)
class Done:
    """One act that was carried out, the ``number``-th of this desk."""

    number: int
    kind: Kind
    ssn: Ssn
    before: Card | None
    after: Card | None

    @property
    def card_no(self) -> CardNo:
        card = self.after or self.before
        return card.card_no if card else CardNo("")


def operation_of(done: Done, clerk: str, effect: Effect) -> Operation:
    """Return the operation of an act."""
    now = datetime.now(UTC)
    return Operation(
        op_id=f"op{done.number}",
        case_id=f"case{done.number}",
        kind=done.kind,
        ssn=done.ssn,
        card_no=done.card_no,
        base_version=0,
        detail={},
        hlc="",
        made_at=now,
        clerk=clerk,
        receipt_no=f"99990101{now:%Y%m%d}22037F3A{done.number + 1:06d}K",
        effect=effect,
    )


def today_row(operation: Operation, name: str, clerk: str) -> TodayRow:
    """Return the line of today's list."""
    return TodayRow(
        case_id=operation.case_id,
        receipt_no=operation.receipt_no,
        business=operation.kind,
        ssn=operation.ssn,
        name=name,
        card_no=operation.card_no,
        clerk=clerk,
        made_at=operation.made_at,
        effect=operation.effect,
        refusal=None,
        printed=True,
        copies=1,
    )


def result_of(operation: Operation, done: Done) -> CaseResult:
    """Return what the window is told."""
    before, after = done.before, done.after
    new = before and after and after.card_no != before.card_no
    return CaseResult(
        case_id=operation.case_id,
        receipt_no=operation.receipt_no,
        business=operation.kind,
        effect=operation.effect,
        refusal=None,
        printed=True,
        operations=(operation,),
        card_before=before.app_status if before else None,
        card_after=after.app_status if after else None,
        new_card_no=operation.card_no if new else None,
    )
