"""Report and lift a loss (business.md 2.3, R-21 to R-29)."""

from __future__ import annotations

from counter_app.domain import lawful
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.records import Card, Json
from counter_app.domain.states import AppStatus, Kind
from counter_app.ports.store import Reading
from counter_app.services.bearers import as_json, check_bearer
from counter_app.services.commands import LiftLoss, ReportLoss
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.filing import Filed, already_filed, file_case
from counter_app.services.looking import card_of, demand_same, situation
from counter_app.services.parts import Parts
from counter_app.services.results import Session


def report_loss(
    parts: Parts, session: Session, command: ReportLoss
) -> tuple[Filed, AppStatus | None]:
    """Record a loss; it blocks the card here at once, elsewhere when effective.

    Raises:
        RuleError: R-27, R-28, R-43 or the bearer's papers.
    """
    kind = Kind.LOSS_FORMAL if command.formal else Kind.LOSS_TEMP
    with parts.store.unit_of_work() as uow:
        before = already_filed(uow, command.submit_key, command.ssn)
        if before is not None:
            return before, None
        at = situation(uow, parts, command.ssn)
        card = card_of(at, command.card_no)
        lawful.check_loss(at, card, formal=command.formal)
        check_bearer(command.bearer, at, kind)
        draft = _draft(kind, command, card, as_json(command.bearer))
        filed = file_case(uow, parts, session, draft, parts.ids.new())
        uow.commit()
    return filed, lawful.shown_status(card, at.pending)


def lift_loss(
    parts: Parts, session: Session, command: LiftLoss
) -> tuple[Filed, AppStatus | None]:
    """Ask for the lift of a loss; nothing changes until the center applies it.

    Raises:
        RuleError: R-23 to R-26 or the bearer's papers.
        CardError: the found card is asked for and cannot be read.
    """
    with parts.store.reading() as read:
        before = already_filed(read, command.submit_key, command.ssn)
        if before is not None:
            return before, None
        at, card = _liftable(read, parts, command)
    found = _found_card(parts, at, card)
    with parts.store.unit_of_work() as uow:
        at, card = _liftable(uow, parts, command)
        detail = as_json(command.bearer) | {"found_card_uid": found}
        draft = _draft(Kind.LOSS_LIFT, command, card, detail)
        filed = file_case(uow, parts, session, draft, parts.ids.new())
        uow.commit()
    return filed, lawful.shown_status(card, at.pending)


def _liftable(uow: Reading, parts: Parts, command: LiftLoss) -> tuple[Situation, Card]:
    """Check before the card is read, and again in the unit that writes."""
    at = situation(uow, parts, command.ssn)
    card = card_of(at, command.card_no)
    lawful.check_lift(at, card)
    check_bearer(command.bearer, at, Kind.LOSS_LIFT)
    return at, card


def _found_card(parts: Parts, at: Situation, card: Card) -> str | None:
    """Read the found card where the pack asks for it (R-26)."""
    if not lawful.lift_needs_card(at, card):
        return None
    try:
        reading = parts.cards.read()
    except CardError as fault:
        if fault.code != CardCode.NO_CARD:
            raise
        raise RuleError(RuleCode.LIFT_NEEDS_CARD) from fault
    demand_same(reading, at.holder, card)
    if reading.card_no != card.card_no or reading.card_uid is None:
        raise RuleError(RuleCode.WRONG_CARD)
    return reading.card_uid


def _draft(
    kind: Kind, command: ReportLoss | LiftLoss, card: Card, detail: Json
) -> CaseDraft:
    operation = OperationDraft(kind, card.card_no, card.version, detail)
    return CaseDraft(
        business=kind,
        ssn=command.ssn,
        card_no=card.card_no,
        submit_key=command.submit_key,
        bearer=command.bearer,
        operations=(operation,),
    )
