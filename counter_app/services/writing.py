"""Write a blank card for a case: intent, card, then the case (one saga).

Commit 1 stores the intent and takes blank and number out of the allotment. The card
is written and read back. Commit 2 files the case. A fault in between leaves an
intent that ``recovery`` finishes, or a doubtful case for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, CounterError, RuleError
from counter_app.domain.records import BlankCard, Card, CardNo, CardUid, Intent, Ssn
from counter_app.domain.settle import merge_card
from counter_app.domain.states import AppStatus, BlankState, IntentState, StockState
from counter_app.ports.store import MUST_PULL, UnitOfWork
from counter_app.services import drafts, intents
from counter_app.services.drafts import WriteDraft
from counter_app.services.filing import Filed, already_filed, file_case
from counter_app.services.looking import demand_genuine
from counter_app.services.parts import Parts
from counter_app.services.results import Session

Plan = Callable[[UnitOfWork, ChipReading, CardNo], WriteDraft]


class Form(Protocol):
    """What every command of a writing act has."""

    @property
    def submit_key(self) -> str:
        """One per form (G31)."""

    @property
    def ssn(self) -> Ssn:
        """The person."""


def write_card(parts: Parts, session: Session, form: Form, plan: Plan) -> Filed:
    """Run the saga for one new card.

    ``plan`` checks the rules inside commit 1 and returns what to write.

    Raises:
        RuleError: a rule refuses, the card is not a blank of this office.
        CardError: the write failed; ``outcome_unknown`` tells that it may be
            finished later by laying the same card on the reader.
    """
    with parts.store.reading() as read:
        before = already_filed(read, form.submit_key, form.ssn)
    if before is not None:
        return before
    reading = parts.cards.read()
    intent = _decide(parts, session, reading, plan)
    carry_out(parts, intent)
    return file_written(parts, session, intent)


def _decide(parts: Parts, session: Session, reading: ChipReading, plan: Plan) -> Intent:
    """Commit 1."""
    demand_genuine(reading)
    with parts.store.unit_of_work() as uow:
        if uow.settings.get(MUST_PULL):
            raise RuleError(RuleCode.MUST_PULL)
        number = _free_number(uow)
        draft = plan(uow, reading, number)
        blank = _allotted(uow, reading)
        uow.allotments.set_blank(blank.card_uid, BlankState.RESERVED)
        text = drafts.to_text(draft)
        planned = intents.Planned(draft.case, draft.card_uid, number, text)
        intent = intents.begin(uow, parts, session, planned, "write.intent")
        uow.commit()
    return intent


def _free_number(uow: UnitOfWork) -> CardNo:
    """Take a number no card has; a restored backup may offer used ones."""
    number = uow.allotments.take_number()
    while number is not None and uow.cards.get(number) is not None:
        number = uow.allotments.take_number()
    if number is None:
        blanks, _numbers = uow.allotments.left()
        raise RuleError(RuleCode.NO_ALLOTMENT, blanks=blanks, numbers=0)
    return number


def _allotted(uow: UnitOfWork, reading: ChipReading) -> BlankCard:
    if not reading.blank or reading.card_uid is None:
        raise RuleError(RuleCode.CARD_NOT_BLANK)
    blank = uow.allotments.blank(CardUid(reading.card_uid))
    if blank is None or blank.state is not BlankState.IN_STOCK:
        raise RuleError(RuleCode.BLANK_NOT_ALLOTTED)
    return blank


def carry_out(parts: Parts, intent: Intent) -> None:
    """Write the card and read it back; an untouched card ends the intent."""
    draft = drafts.from_text(intent.command)
    journal = intents.Steps(parts, intent)
    try:
        parts.cards.personalise(intent.card_uid, draft.data, journal)
    except CounterError as fault:
        unknown = isinstance(fault, CardError) and fault.outcome_unknown
        if not journal.touched and not unknown:
            abandon(parts, intent, fault.code)
        raise


def abandon(parts: Parts, intent: Intent, note: str) -> None:
    """Close an intent whose card was proved untouched; give everything back."""
    with parts.store.unit_of_work() as uow:
        uow.journal.close(intent.intent_id, IntentState.ABANDONED, note)
        uow.allotments.set_blank(intent.card_uid, BlankState.IN_STOCK)
        uow.allotments.give_back_number(intent.card_no)
        detail = f"{intent.intent_id} {note}"
        intents.note(uow, parts, intent, "write.abandoned", detail)
        uow.commit()


def file_written(parts: Parts, session: Session, intent: Intent) -> Filed:
    """Commit 2: the card is complete, the case becomes real."""
    draft = drafts.from_text(intent.command)
    with parts.store.unit_of_work() as uow:
        filed = file_case(uow, parts, session, draft.case, intent.case_id)
        new = _new_card(draft)
        known = uow.cards.get(new.card_no)
        if known is None or known.card_uid == new.card_uid:
            uow.cards.put(new if known is None else merge_card(new, known))
        if draft.old_card_no is not None and draft.old_taken_back:
            _take_back(uow, draft.old_card_no)
        uow.allotments.set_blank(intent.card_uid, BlankState.USED)
        uow.journal.close(intent.intent_id, IntentState.DONE)
        uow.commit()
    return filed


def _new_card(draft: WriteDraft) -> Card:
    """The new card as this office knows it before the center's word: status 0."""
    return Card(
        card_no=CardNo(draft.data.card_no),
        region=draft.region,
        card_uid=draft.card_uid,
        ssn=Ssn(draft.data.ssn),
        app_status=AppStatus.DORMANT,
        stock_state=StockState.TO_ENABLE,
        bank=draft.bank,
        issue_date=draft.data.issue_date,
        expiry_date=draft.data.expiry_date,
        spec_version=draft.spec_version,
        handed_out_on=draft.data.issue_date,
        previous_card_no=draft.old_card_no,
    )


def _take_back(uow: UnitOfWork, card_no: CardNo) -> None:
    """The old card was taken back and voided visibly (R-32)."""
    old = uow.cards.get(card_no)
    if old is not None:
        uow.cards.put(replace(old, stock_state=StockState.VOIDED))
