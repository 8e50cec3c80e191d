"""Hand out a card that waits in stock (business.md 2.2)."""

from __future__ import annotations

from dataclasses import replace

from counter_app.domain import lawful
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card
from counter_app.domain.states import AppStatus, Kind, StockState
from counter_app.services.bearers import as_json, check_agent_day, check_bearer
from counter_app.services.commands import Bearer, HandOut
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.filing import Filed, already_filed, file_case
from counter_app.services.looking import card_of, demand_same, situation
from counter_app.services.parts import Parts
from counter_app.services.results import Session


def hand_out(
    parts: Parts, session: Session, command: HandOut
) -> tuple[Filed, AppStatus | None]:
    """Check papers, chip and face, record the collector, give the card, enable.

    The chip on the reader must be this card of this person.

    Raises:
        RuleError: any rule of R-10 to R-20, 6.7-8 to 11, 18, 19, 25.
        CardError: no card, another card, unreadable.
    """
    reading = parts.cards.read()
    with parts.store.unit_of_work() as uow:
        before = already_filed(uow, command.submit_key, command.ssn)
        if before is not None:
            return before, None
        at = situation(uow, parts, command.ssn)
        card = card_of(at, command.card_no)
        lawful.check_hand_out(at, card)
        check_bearer(command.bearer, at, Kind.HAND_OUT)
        check_agent_day(uow, parts, command.bearer)
        if reading.card_no != card.card_no or reading.region != card.region:
            raise RuleError(RuleCode.WRONG_CARD)
        demand_same(reading, at.holder, card)
        if not command.face.complete:
            raise RuleError(RuleCode.CHECKS_INCOMPLETE)
        draft = hand_out_case(parts, card, command.bearer, command.submit_key)
        filed = file_case(uow, parts, session, draft, parts.ids.new())
        uow.cards.put(given_away(parts, card))
        uow.commit()
    return filed, lawful.shown_status(card, at.pending)


def hand_out_case(
    parts: Parts, card: Card, bearer: Bearer, submit_key: str
) -> CaseDraft:
    """Return the case of a card that is given to whoever stands here."""
    detail = as_json(bearer) | {
        "card_uid": card.card_uid,
        "handed_out_on": parts.today().isoformat(),
    }
    operation = OperationDraft(Kind.HAND_OUT, card.card_no, card.version, detail)
    return CaseDraft(
        business=Kind.HAND_OUT,
        ssn=card.ssn,
        card_no=card.card_no,
        submit_key=submit_key,
        bearer=bearer,
        operations=(operation,),
    )


def given_away(parts: Parts, card: Card) -> Card:
    """Return the card as the stock has it once it was given."""
    return replace(card, stock_state=StockState.TO_ENABLE, handed_out_on=parts.today())
