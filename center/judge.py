"""Decide one operation inside a batch; a fault of one is never a fault of all."""

from __future__ import annotations

import logging
from datetime import datetime

from center import applications
from center.packs import pack_of
from center.world import Sender, World
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.decide import decide
from counter_app.domain.decision import Act, Decision, Outcome
from counter_app.domain.making import made_card
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import LOSS_KINDS, MAKING_KINDS, Kind
from sync.wire import WireOperation, Word

_log = logging.getLogger(__name__)
_FAMILY = MAKING_KINDS | {Kind.APPLY_NEW}
_ABOUT_CARD = LOSS_KINDS | {Kind.LOSS_LIFT}
_WORDS = {
    Outcome.APPLIED: Word.APPLIED,
    Outcome.ALREADY: Word.ALREADY,
    Outcome.REFUSED: Word.REFUSED,
}


def new_number(operation: WireOperation) -> CardNo | None:
    """Return the number of the card the act wants to create."""
    return made_card(operation.kind, operation.card_no, operation.detail)


def named_cards(operation: WireOperation) -> tuple[str, ...]:
    """Return the numbers of the cards the act talks about, in order."""
    number = new_number(operation) or operation.card_no
    if number == operation.card_no:
        return (number,)
    return tuple(sorted((number, operation.card_no)))


def named_chips(operation: WireOperation) -> frozenset[str]:
    """Return the chip the act wants to spend."""
    chip = operation.detail.get("card_uid")
    if operation.kind in MAKING_KINDS and isinstance(chip, str):
        return frozenset({chip})
    return frozenset()


def is_loss(operation: WireOperation) -> bool:
    """Tell whether the act reports a loss: it never waits for another act."""
    return operation.kind in LOSS_KINDS


def asks_for_holder(operation: WireOperation) -> bool:
    """Tell whether the decision looks at the holder; losses look at the card only."""
    return operation.kind not in _ABOUT_CARD


def creates(operation: WireOperation) -> bool:
    """Tell whether the act wants a new card, now or later.

    All cards of its holder matter then.
    """
    return operation.kind in _FAMILY


def judge(
    operation: WireOperation, world: World, sender: Sender, now: datetime
) -> tuple[Word, str | None]:
    """Decide one act and take its changes into ``world``."""
    try:
        decision = _decision(operation, world, sender, now)
    except Exception as exc:  # one poisoned act must not stop the batch  # noqa: BLE001
        _log.error("act failed: %s: %s", operation.kind, type(exc).__name__)
        return Word.REFUSED, CenterCode.OPERATION_FAULT.value
    if decision.outcome is not Outcome.REFUSED:
        world.take(decision, sender.office_code, sender.workstation, operation.op_id)
    if decision.outcome is Outcome.APPLIED and operation.kind is Kind.APPLY_NEW:
        world.applied.append(applications.taken(operation, sender.office_code, now))
    number = new_number(operation)
    if decision.outcome is Outcome.APPLIED and number:
        _spend(number, named_chips(operation), world)
    return _WORDS[decision.outcome], decision.code


def _decision(
    operation: WireOperation, world: World, sender: Sender, now: datetime
) -> Decision:
    act = Act(
        operation.kind,
        Ssn(operation.ssn),
        CardNo(operation.card_no),
        operation.base_version,
        operation.detail,
    )
    number = new_number(operation)
    view = world.view(act.ssn, act.card_no, number, act.base_version, sender.region)
    decision = decide(act, view, pack_of(sender.pack), now)
    if decision.outcome is Outcome.APPLIED and number is not None:
        code = _allotment_fault(operation, number, world, sender)
        if code is not None:
            return Decision(Outcome.REFUSED, code.value)
    return decision


def _allotment_fault(
    operation: WireOperation, number: str, world: World, sender: Sender
) -> RuleCode | None:
    """A new card stands on a number and a blank of the sender's own allotment."""
    allotted = world.numbers.get(number)
    if allotted is None or allotted.office_code != sender.office_code:
        return RuleCode.NO_ALLOTMENT
    if allotted.used:
        return RuleCode.CARD_NUMBER_TAKEN
    for chip in named_chips(operation) or {""}:
        blank = world.blanks.get(chip)
        if blank is None or blank.office_code != sender.office_code:
            return RuleCode.BLANK_NOT_ALLOTTED
        if blank.used:
            return RuleCode.CARD_NOT_BLANK
    return None


def _spend(number: str, chips: frozenset[str], world: World) -> None:
    world.spent_numbers.add(number)
    world.spent_blanks.update(chips)
    world.numbers[number].used = True
    for chip in chips:
        world.blanks[chip].used = True
