"""Resolve card writes that a fault cut off (architecture, one request, step 5).

The card is read again: complete means the case is filed, untouched means nothing
happened, anything between is written to its end on the *same* card. What cannot be
resolved by itself waits on the doubtful list; quarantine never deletes.
"""

from __future__ import annotations

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, CenterError, RuleError
from counter_app.domain.records import Intent
from counter_app.domain.states import (
    PIN_KINDS,
    REWRITE_KINDS,
    BlankState,
    IntentState,
    Role,
)
from counter_app.ports.store import Reading
from counter_app.services import drafts, pins_saga, rewriting_saga
from counter_app.services.filing import Filed
from counter_app.services.intents import author_of
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import Doubt, Session
from counter_app.services.writing import abandon, carry_out, file_written


def resolve_writes(
    parts: Parts, *, wait_s: float = 0.0
) -> tuple[tuple[Filed, ...], tuple[Doubt, ...]]:
    """Try every unfinished write with the card on the reader.

    Returns the cases that were filed now, and the doubts that remain.
    """
    with parts.store.reading() as read:
        intents = tuple(read.journal.unfinished())
    filed = []
    for intent in intents:
        done = _resolve(parts, intent, wait_s)
        if done is not None:
            filed.append(done)
    return tuple(filed), list_doubts(parts)


def _resolve(parts: Parts, intent: Intent, wait_s: float) -> Filed | None:
    try:
        if intent.kind in PIN_KINDS:
            return pins_saga.resume(parts, intent, wait_s)
        if intent.kind in REWRITE_KINDS:
            return rewriting_saga.resume(parts, intent, wait_s)
        draft = drafts.from_text(intent.command)
        if wait_s:
            parts.cards.read(wait_s=wait_s)
        progress = parts.cards.compare(intent.card_uid, draft.data)
        if progress == "untouched":
            abandon(parts, intent, "untouched")
            return None
        if progress == "partial":
            carry_out(parts, intent)
    except (CardError, CenterError, RuleError) as fault:
        _doubt(parts, intent, fault.code)
        return None
    except (ValueError, KeyError, TypeError):
        _doubt(parts, intent, "journal.unreadable")
        return None
    author = author_of(intent)
    return file_written(parts, author, intent)


def _doubt(parts: Parts, intent: Intent, note: str) -> None:
    """Put the write on the doubtful list, once."""
    if intent.state is IntentState.DOUBTFUL and intent.note == note:
        return
    with parts.store.unit_of_work() as uow:
        uow.journal.close(intent.intent_id, IntentState.DOUBTFUL, note)
        uow.commit()


def list_doubts(parts: Parts) -> tuple[Doubt, ...]:
    """Return the writes that need the card or a person."""
    with parts.store.reading() as read:
        return tuple(_told(read, intent) for intent in read.journal.unfinished())


def _told(uow: Reading, intent: Intent) -> Doubt:
    holder = uow.holders.get(intent.ssn)
    return Doubt(
        intent_id=intent.intent_id,
        case_id=intent.case_id,
        kind=intent.kind,
        ssn=intent.ssn,
        name=holder.name if holder else "",
        card_uid=intent.card_uid,
        made_at=intent.made_at,
        last_step=intent.last_step,
        note=intent.note,
    )


def give_up(parts: Parts, session: Session, intent_id: str, note: str) -> None:
    """Close a doubtful write for good: no case was made; a blank is spoilt.

    Raises:
        RuleError: ``rule.not_allowed`` for a clerk, ``rule.no_such_write``.
    """
    if session.role is not Role.SUPERVISOR:
        raise RuleError(RuleCode.NOT_ALLOWED)
    with parts.store.unit_of_work() as uow:
        intent = uow.journal.get(intent_id)
        if intent is None or intent.state not in (
            IntentState.OPEN,
            IntentState.DOUBTFUL,
        ):
            raise RuleError(RuleCode.NO_SUCH_WRITE)
        uow.journal.close(intent_id, IntentState.SPOILT, note)
        if intent.kind not in PIN_KINDS | REWRITE_KINDS:
            uow.allotments.set_blank(intent.card_uid, BlankState.SPOILT)
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="write.given_up",
            subject=subject_of(intent.ssn),
            detail=f"{intent_id} {note}",
        )
        uow.commit()
