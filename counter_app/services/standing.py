"""Look before an application is typed: has the person a card, or one on the way?

business.md 2.1 step 2. This office is asked first, then the center where it can be
heard; neither stops anybody from typing. The look is audited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter_app.domain.applications import ENDED, Progress
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Holder, Ssn
from counter_app.domain.states import AppStatus, Kind
from counter_app.ports.applications import ApplicationRow
from counter_app.ports.standing import AtCenter
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_TAIL = 4


class Block(StrEnum):
    """What stands in the way; words are ``apply.block.<value>``."""

    DEAD = "dead"
    CARD = "card"
    RUNNING = "running"
    NAME = "name"
    UNKNOWN = "unknown"  # the center's roll does not have the person
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person who wants a first card.

    Attributes:
        holder: as the roll here has them.
        card_status: of a card that is not cancelled; ``card_tail``: its end.
        progress: of an application on its way, since ``applied_at``.
        asked_at: center's clock; None where this is what this office knows.
        fault: code of why the center was not heard.
        as_of: when this office last read the center's feed to its end.
    """

    ssn: Ssn
    block: Block
    holder: Holder | None = None
    card_status: AppStatus | None = None
    card_tail: str = ""
    progress: Progress | None = None
    applied_at: datetime | None = None
    promised_on: date | None = None
    asked_at: datetime | None = None
    fault: str | None = None
    as_of: datetime | None = None


def known_here(parts: Parts, session: Session, ssn: Ssn) -> Standing:
    """Return what this office knows; audited."""
    with parts.store.queries() as queries:
        running = _on_its_way(queries.application(ssn))
    with parts.store.unit_of_work() as uow:
        holder = uow.holders.get(ssn)
        cards = uow.cards.of_holder(ssn)
        waits = any(o.kind is Kind.APPLY_NEW for o in uow.operations.pending_of(ssn))
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="application.check",
            subject=subject_of(ssn),
        )
        uow.commit()
    card = next((c for c in cards if c.app_status is not AppStatus.CANCELLED), None)
    applied = running.application if running else None
    told = bool(holder and holder.application_running)
    runs = waits or told or applied is not None
    block = Block.NONE
    if holder is not None and not holder.alive:
        block = Block.DEAD
    elif card is not None:
        block = Block.CARD
    elif runs:
        block = Block.RUNNING
    return Standing(
        ssn=ssn,
        block=block,
        holder=holder,
        card_status=card.app_status if card else None,
        card_tail=card.card_no[-_TAIL:] if card else "",
        progress=applied.state if applied else None,
        applied_at=applied.made_at if applied else None,
        promised_on=applied.promised_on if applied else None,
        as_of=parts.line.state().data_as_of,
    )


def _on_its_way(rows: Sequence[ApplicationRow]) -> ApplicationRow | None:
    gone = {state.value for state in ENDED} | {"collected"}
    return next((row for row in rows if row.shown not in gone), None)


def ask_center(parts: Parts, ssn: Ssn, name: str) -> Standing:
    """Return what the center says, or why it says nothing; never raises for that."""
    line = parts.line.state()
    if parts.standing is None or not line.enrolled:
        return _silent(ssn, CenterCode.NOT_ENROLLED, line.data_as_of)
    if not line.online:
        return _silent(ssn, line.fault or CenterCode.UNREACHABLE, line.data_as_of)
    try:
        told = parts.standing.standing(ssn, name)
    except CenterError as fault:
        return _silent(ssn, fault.code, line.data_as_of)
    return Standing(
        ssn=ssn,
        block=_block(told),
        card_status=told.card_status,
        card_tail=told.card_tail,
        progress=told.progress,
        applied_at=told.applied_at,
        promised_on=told.promised_on,
        asked_at=told.at,
    )


def _silent(ssn: Ssn, code: str, as_of: datetime | None) -> Standing:
    return Standing(ssn, Block.NONE, fault=str(code), as_of=as_of)


def _block(told: AtCenter) -> Block:
    if not told.known:
        return Block.UNKNOWN
    if not told.alive:
        return Block.DEAD
    if told.card_status is not None:
        return Block.CARD
    if told.progress is not None:
        return Block.RUNNING
    return Block.NAME if told.name_same is False else Block.NONE
