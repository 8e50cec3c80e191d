"""A PIN act as a case: intent, one card command, then the case (one saga).

Commit 1 stores the intent, without any PIN. The card answers. Commit 2 files the
case. Where the answer is unknown the intent stays: it is settled by what the card
tells without a try, by the holder, or by a person; never by a VERIFY of our own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from counter_app.domain import lawful
from counter_app.domain.chip import ChipReading, Pin, PinState
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, CenterError, RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.records import Card, CardUid, Intent
from counter_app.domain.states import PIN_KINDS, IntentState, Kind
from counter_app.ports.cards import WriteStep
from counter_app.ports.store import Reading
from counter_app.services import intents
from counter_app.services.drafts import CaseDraft, case_from
from counter_app.services.filing import Filed, file_case
from counter_app.services.looking import card_of, demand_same, situation
from counter_app.services.parts import Parts
from counter_app.services.pins_looking import check_state
from counter_app.services.results import Session

Journal = Callable[[WriteStep], None]
Act = Callable[[Journal], Pin]
_DONE = ":done"
_BY_KEY, _ON_PAD_DONE = "PIN/reset", "PIN/pad:done"
_OVERRIDDEN = "pin.overridden"


@dataclass(frozen=True, slots=True)
class PinDraft:
    """What commit 2 must know; written into the journal, never with a PIN.

    Attributes:
        state: the PIN's state before the act, "" when the card did not tell.
        pad: the PINs are typed on the reader's pad, in two steps for a reset.
    """

    case: CaseDraft
    card_uid: str
    state: str
    pad: bool = False


def to_text(draft: PinDraft) -> str:
    """Write a draft as JSON for the journal."""
    return json.dumps(asdict(draft), ensure_ascii=False, default=str)


def from_text(text: str) -> PinDraft:
    """Read a draft back.

    Raises:
        ValueError, KeyError, TypeError: the text is damaged.
    """
    raw = json.loads(text)
    return PinDraft(**(raw | {"case": case_from(raw["case"])}))


def fetch(uow: Reading, parts: Parts, case: CaseDraft) -> tuple[Situation, Card]:
    """Read person and card and check that the act is lawful now.

    A doubtful PIN act of this very card is no hindrance to a reset: it sets the PIN
    whatever the earlier act did.

    Raises:
        RuleError: the rule that refuses.
    """
    at = situation(uow, parts, case.ssn)
    card = card_of(at, case.card_no)
    if case.business is Kind.PIN_RESET:
        mine = {intent.intent_id for intent in _doubts_of(uow, card)}
        others = [
            intent
            for intent in uow.journal.unfinished()
            if intent.ssn == case.ssn and intent.intent_id not in mine
        ]
        at = replace(at, open_write=bool(others))
    lawful.check_pin(at, card, case.business)
    return at, card


def run(
    parts: Parts, session: Session, draft: PinDraft, reading: ChipReading, act: Act
) -> tuple[Filed, Pin]:
    """Carry the act out on the card and file its case.

    Raises:
        RuleError: a rule refuses, or another card lies there.
        CardError, CenterError: the card or the key provider; ``outcome_unknown``
            leaves the act on the doubtful list.
    """
    intent = _decide(parts, session, draft, reading)
    pin = _carry_out(parts, intent, act)
    return file_done(parts, session, intent), pin


def _decide(
    parts: Parts, session: Session, draft: PinDraft, reading: ChipReading
) -> Intent:
    """Commit 1."""
    with parts.store.unit_of_work() as uow:
        at, card = fetch(uow, parts, draft.case)
        demand_same(reading, at.holder, card)
        check_state(reading.pin, draft.case.business)
        if draft.case.business is Kind.PIN_RESET:
            for doubt in _doubts_of(uow, card):
                uow.journal.close(doubt.intent_id, IntentState.ABANDONED, _OVERRIDDEN)
        planned = intents.Planned(
            draft.case, CardUid(draft.card_uid), card.card_no, to_text(draft)
        )
        event = f"{draft.case.business}.intent"
        intent = intents.begin(uow, parts, session, planned, event)
        uow.commit()
    return intent


def _doubts_of(uow: Reading, card: Card) -> tuple[Intent, ...]:
    return tuple(
        intent
        for intent in uow.journal.unfinished()
        if intent.kind in PIN_KINDS and intent.card_no == card.card_no
    )


def _carry_out(parts: Parts, intent: Intent, act: Act) -> Pin:
    try:
        return act(intents.Steps(parts, intent))
    except (CardError, CenterError) as fault:
        if isinstance(fault, CardError) and fault.outcome_unknown:
            doubt(parts, intent, fault.code)
        else:
            abandon(parts, intent, _told(fault))
        raise


def _told(fault: CardError | CenterError) -> str:
    """The code, and the tries left where the card counted one."""
    left = fault.params.get("tries_left")
    return fault.code if left is None else f"{fault.code} {left}"


def doubt(parts: Parts, intent: Intent, note: str) -> None:
    """Put the act on the doubtful list."""
    event = f"{intent.kind}.doubtful"
    intents.close(parts, intent, IntentState.DOUBTFUL, event, note)


def abandon(parts: Parts, intent: Intent, note: str) -> None:
    """Close an act that certainly did not happen."""
    event = f"{intent.kind}.failed"
    intents.close(parts, intent, IntentState.ABANDONED, event, note)


def file_done(parts: Parts, session: Session, intent: Intent) -> Filed:
    """Commit 2: the card did it, the case becomes real."""
    draft = from_text(intent.command)
    with parts.store.unit_of_work() as uow:
        filed = file_case(uow, parts, session, draft.case, intent.case_id)
        if intent.kind is not Kind.PIN_UNLOCK:
            uow.pin_records.changed(intent.card_uid, parts.now())
        uow.journal.close(intent.intent_id, IntentState.DONE)
        uow.commit()
    return filed


def resume(parts: Parts, intent: Intent, wait_s: float) -> Filed | None:
    """Finish or close an act that a fault cut off, without spending a try.

    Raises:
        RuleError: ``rule.pin_doubt``: only the holder can tell.
        CardError: the card is not there or is another one.
    """
    done = happened(parts, intent, wait_s)
    if done is None:
        raise RuleError(RuleCode.PIN_DOUBT)
    if not done:
        abandon(parts, intent, "untouched")
        return None
    return file_done(parts, intents.author_of(intent), intent)


def happened(parts: Parts, intent: Intent, wait_s: float) -> bool | None:
    """Tell by journal and PIN state whether an act took place, None where neither can.

    A reset on the pad has two steps: after the first the card holds a PIN nobody
    knows, so only an untouched state or the second step's end tells anything.
    """
    draft, last = from_text(intent.command), intent.last_step
    if not last:
        return False  # journalled before the command was sent: it never was
    in_two = draft.pad and intent.kind is Kind.PIN_RESET
    if last == _ON_PAD_DONE or (last.endswith(_DONE) and not in_two):
        return True
    if in_two and not last.startswith(_BY_KEY):
        return None
    if wait_s:
        parts.cards.read(wait_s=wait_s)
    told = verdict(draft.state, parts.cards.pin_state(intent.card_uid))
    return None if in_two and told else told


def verdict(before: str, now: Pin) -> bool | None:
    """Tell from the PIN's state before and now whether the act happened.

    None where the states cannot tell: a PIN was set before and is set now.
    """
    if now.state is None or before not in (PinState.NONE, PinState.LOCKED):
        return None
    return now.state != before
