"""Writes to a card in use: implements :class:`services.rewriting.RewriteDesk`."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.domain import lawful
from counter_app.domain.chip import ChipReading, Personalisation
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.records import Card, Json
from counter_app.domain.states import Kind
from counter_app.services.bearers import as_json, check_bearer
from counter_app.services.drafts import CaseDraft, OperationDraft
from counter_app.services.filing import already_filed
from counter_app.services.finishing import finish
from counter_app.services.looking import card_of, demand_genuine, situation
from counter_app.services.parts import Parts
from counter_app.services.results import CardOnReader, CaseResult, Difference, Session
from counter_app.services.rewriting import RewriteChip, RewriteLook, UpdateExpiry
from counter_app.services.rewriting_saga import (
    RewriteDraft,
    carry_out,
    file_written,
    open_intent,
)
from counter_app.services.watching import read_card

#: What a rewrite puts right; the number of the card is its identity.
_WRITTEN = frozenset({"name", "ssn", "sex", "ethnicity", "birth_date"})
Command = RewriteChip | UpdateExpiry


class Rewriting:
    """The rewriting desk of one counter; ``acting`` tells who may act now."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def look(self, wait_s: float = 0.0) -> RewriteLook:
        """Tell what a rewrite would change; see the protocol."""
        parts = self._parts
        seen = read_card(parts, self._acting().login, wait_s)
        changes = tuple(_changes(seen))
        code = self._refusal(seen) or (
            None if changes else RuleCode.NOTHING_TO_WRITE.value
        )
        return RewriteLook(seen, changes, allowed=code is None, code=code)

    def _refusal(self, seen: CardOnReader) -> str | None:
        """Return the rule that refuses to write this card, None where none does."""
        parts = self._parts
        if seen.holder is None:
            return RuleCode.NO_SUCH_HOLDER.value
        if seen.card is None:
            return RuleCode.NO_SUCH_CARD.value
        try:
            with parts.store.reading() as read:
                at = situation(read, parts, seen.holder.ssn)
            _check(at, seen.card, seen.reading, Kind.INFO_CHANGE)
        except (RuleError, CardError) as refusal:
            return refusal.code
        return None

    def rewrite(self, command: RewriteChip) -> CaseResult:
        """Write the record to the chip; see the protocol."""

        def plan(at: Situation, card: Card, reading: ChipReading) -> RewriteDraft:
            data = _data(at, card, reading)
            changed = _changed_fields(data, reading)
            if not changed:
                raise RuleError(RuleCode.NOTHING_TO_WRITE)
            detail: Json = {"fields": ",".join(changed)}
            case = _case(command, Kind.INFO_CHANGE, card, detail)
            return RewriteDraft(case, command.card_uid, data=data)

        return self._written(command, Kind.INFO_CHANGE, plan)

    def update_expiry(self, command: UpdateExpiry) -> CaseResult:
        """Write a later date of expiry; see the protocol."""

        def plan(at: Situation, card: Card, reading: ChipReading) -> RewriteDraft:
            known = max(
                (day for day in (reading.expiry_date, card.expiry_date) if day),
                default=at.today,
            )
            if command.expiry <= known or command.expiry <= at.today:
                raise RuleError(RuleCode.EXPIRY_NOT_LATER, known=known.isoformat())
            detail: Json = {"expiry_date": command.expiry.isoformat()}
            case = _case(command, Kind.EXPIRY, card, detail)
            return RewriteDraft(case, command.card_uid, expiry=command.expiry)

        return self._written(command, Kind.EXPIRY, plan)

    def _written(
        self,
        command: Command,
        kind: Kind,
        plan: Callable[[Situation, Card, ChipReading], RewriteDraft],
    ) -> CaseResult:
        session, parts = self._acting(), self._parts
        with parts.store.reading() as read:
            before = already_filed(read, command.submit_key, command.ssn)
        if before is not None:
            return finish(parts, before, None)
        reading = parts.cards.read()
        if reading.card_uid != command.card_uid:
            raise CardError(CardCode.ANOTHER_CARD)
        with parts.store.unit_of_work() as uow:
            at = situation(uow, parts, command.ssn)
            card = card_of(at, command.card_no)
            _check(at, card, reading, kind)
            check_bearer(command.bearer, at, kind)
            draft = plan(at, card, reading)
            intent = open_intent(uow, parts, session, draft)
            uow.commit()
        carry_out(parts, intent)
        return finish(parts, file_written(parts, session, intent), None)


def _check(at: Situation, card: Card, reading: ChipReading, kind: Kind) -> None:
    """The card on the reader is this card, and it may be written now."""
    demand_genuine(reading)
    same_chip = card.card_uid is None or card.card_uid == reading.card_uid
    if reading.card_no != card.card_no or not same_chip:
        raise RuleError(RuleCode.WRONG_CARD)
    lawful.check_rewrite(at, card, kind)


def _changes(seen: CardOnReader) -> list[Difference]:
    return [d for d in seen.differences if not d.same and d.field in _WRITTEN]


def _data(at: Situation, card: Card, reading: ChipReading) -> Personalisation:
    """The record's data of the person; the dates stay as the card has them.

    Raises:
        RuleError: ``rule.wrong_card`` for a card without dates: it is not in use.
    """
    issue = reading.issue_date or card.issue_date
    expiry = reading.expiry_date or card.expiry_date
    if issue is None or expiry is None:
        raise RuleError(RuleCode.WRONG_CARD)
    holder = at.holder
    return Personalisation(
        card_no=card.card_no,
        issue_date=issue,
        expiry_date=expiry,
        ssn=holder.ssn,
        name=holder.name,
        sex=holder.sex,
        ethnicity=holder.ethnicity,
        birth_place=holder.birth_place,
        birth_date=holder.birth_date,
    )


def _changed_fields(data: Personalisation, reading: ChipReading) -> tuple[str, ...]:
    names = ("ssn", "name", "sex", "ethnicity", "birth_place", "birth_date")
    return tuple(n for n in names if getattr(data, n) != getattr(reading, n))


def _case(command: Command, kind: Kind, card: Card, detail: Json) -> CaseDraft:
    whole = as_json(command.bearer) | {"card_uid": command.card_uid} | detail
    return CaseDraft(
        business=kind,
        ssn=command.ssn,
        card_no=command.card_no,
        submit_key=command.submit_key,
        bearer=command.bearer,
        operations=(OperationDraft(kind, card.card_no, card.version, whole),),
    )
