"""New data on a card in use as a case: intent, card, then the case (one saga).

Every record is journalled before and after its UPDATE. A write that was cut off goes
on with the same card only: its identification code and number are read again first
(card.md 7.8).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from counter_app.domain.chip import ChipReading, Personalisation
from counter_app.domain.errors import CardError, CenterError
from counter_app.domain.records import CardNo, CardUid, Intent
from counter_app.domain.states import IntentState, Kind
from counter_app.ports.store import UnitOfWork
from counter_app.services import intents
from counter_app.services.drafts import CaseDraft, case_from, personal_from
from counter_app.services.filing import Filed, file_case
from counter_app.services.parts import Parts
from counter_app.services.results import Session


@dataclass(frozen=True, slots=True)
class RewriteDraft:
    """What goes onto the card and into the case.

    ``data`` for a rewrite of the holder's data; ``expiry`` alone moves the date.
    """

    case: CaseDraft
    card_uid: str
    data: Personalisation | None = None
    expiry: date | None = None


def to_text(draft: RewriteDraft) -> str:
    """Write a draft as JSON for the journal (the database is encrypted)."""
    return json.dumps(asdict(draft), ensure_ascii=False, default=str)


def from_text(text: str) -> RewriteDraft:
    """Read a draft back.

    Raises:
        ValueError, KeyError, TypeError: the text is damaged.
    """
    raw = json.loads(text)
    expiry, data = raw["expiry"], raw["data"]
    return RewriteDraft(
        case=case_from(raw["case"]),
        card_uid=str(raw["card_uid"]),
        data=None if data is None else personal_from(data),
        expiry=None if expiry is None else date.fromisoformat(expiry),
    )


def open_intent(
    uow: UnitOfWork, parts: Parts, session: Session, draft: RewriteDraft
) -> Intent:
    """Store the intent; the caller has checked the rules and commits (commit 1)."""
    planned = intents.Planned(
        draft.case, CardUid(draft.card_uid), draft.case.card_no, to_text(draft)
    )
    event = f"{draft.case.business}.intent"
    return intents.begin(uow, parts, session, planned, event)


def carry_out(parts: Parts, intent: Intent) -> ChipReading:
    """Write what differs and read it back; an untouched card ends the intent.

    Raises:
        CardError: the write failed; ``outcome_unknown`` when a record was touched.
        CenterError: the key service is away.
    """
    draft = from_text(intent.command)
    journal = intents.Steps(parts, intent)
    try:
        if draft.data is not None:
            return parts.cards.rewrite(draft.card_uid, draft.data, journal)
        return parts.cards.update_expiry(
            draft.card_uid, draft.case.card_no, draft.expiry or date.min, journal
        )
    except (CardError, CenterError) as fault:
        unknown = isinstance(fault, CardError) and fault.outcome_unknown
        if journal.touched or unknown:
            _close(parts, intent, IntentState.DOUBTFUL, fault.code)
        else:
            _close(parts, intent, IntentState.ABANDONED, fault.code)
        raise


def file_written(parts: Parts, session: Session, intent: Intent) -> Filed:
    """Commit 2: the card holds the data, the case becomes real."""
    draft = from_text(intent.command)
    with parts.store.unit_of_work() as uow:
        filed = file_case(uow, parts, session, draft.case, intent.case_id)
        card = uow.cards.get(CardNo(draft.case.card_no))
        if intent.kind is Kind.EXPIRY and card is not None:
            uow.cards.put(replace(card, expiry_date=draft.expiry))
        uow.journal.close(intent.intent_id, IntentState.DONE)
        uow.commit()
    return filed


def resume(parts: Parts, intent: Intent, wait_s: float) -> Filed | None:
    """Go on with a write that was cut off, on the same card.

    Raises:
        CardError: the card is not there, is another one, or fails again.
        CenterError: the key service is away.
    """
    if not intent.last_step:
        _close(parts, intent, IntentState.ABANDONED, "untouched")
        return None
    if wait_s:
        parts.cards.read(wait_s=wait_s)
    carry_out(parts, intent)
    return file_written(parts, intents.author_of(intent), intent)


def _close(parts: Parts, intent: Intent, state: IntentState, note: str) -> None:
    intents.close(parts, intent, state, f"{intent.kind}.{state}", note)
