"""What every act on a card writes down before it, during it and after it.

The intent stands in the journal before the card is touched (commit 1), each step of
the card as it happens, and the end with its audit row.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.domain.records import CardNo, CardUid, Intent
from counter_app.domain.states import IntentState, Role
from counter_app.ports.cards import WriteStep
from counter_app.ports.store import UnitOfWork
from counter_app.services.drafts import CaseDraft
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import Session


@dataclass(frozen=True, slots=True)
class Planned:
    """An act on a card that the rules allow.

    Attributes:
        command: what commit 2 must know, as JSON, never with a PIN.
    """

    case: CaseDraft
    card_uid: CardUid
    card_no: CardNo
    command: str


def begin(
    uow: UnitOfWork, parts: Parts, session: Session, planned: Planned, event: str
) -> Intent:
    """Store the intent; the caller has checked the rules and commits (commit 1)."""
    intent = Intent(
        intent_id=parts.ids.new(),
        case_id=parts.ids.new(),
        kind=planned.case.business,
        ssn=planned.case.ssn,
        card_uid=planned.card_uid,
        card_no=planned.card_no,
        command=planned.command,
        made_at=parts.now(),
        clerk=session.login,
    )
    uow.journal.open(intent)
    note(uow, parts, intent, event, intent.intent_id)
    return intent


class Steps:
    """Writes each step of the card down as it happens, in a unit of its own.

    Attributes:
        touched: a step was journalled, now or in an earlier try.
    """

    def __init__(self, parts: Parts, intent: Intent) -> None:
        self._parts = parts
        self._intent = intent
        self.touched = bool(intent.last_step)

    def __call__(self, step: WriteStep) -> None:
        """Write one step down."""
        self.touched = True
        with self._parts.store.unit_of_work() as uow:
            uow.journal.step(self._intent.intent_id, f"{step.record}:{step.phase}")
            uow.commit()


def close(
    parts: Parts, intent: Intent, state: IntentState, event: str, detail: str
) -> None:
    """Close an intent that made no case, with its reason."""
    with parts.store.unit_of_work() as uow:
        uow.journal.close(intent.intent_id, state, detail)
        note(uow, parts, intent, event, detail)
        uow.commit()


def note(
    uow: UnitOfWork, parts: Parts, intent: Intent, event: str, detail: str
) -> None:
    """Write the audit row of a step in an intent's life."""
    uow.audit.append(
        at=parts.now(),
        actor=intent.clerk,
        event=event,
        subject=subject_of(intent.ssn),
        detail=detail,
    )


def author_of(intent: Intent) -> Session:
    """Return the clerk who began the act; it is filed in their name."""
    return Session(intent.clerk, intent.clerk, Role.CLERK)
