"""Read the situation of a person in one unit of work; compare chip and record."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from counter_app.domain import lawful
from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.card import CardCode
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import CardError, RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.losses import expire_loss
from counter_app.domain.records import Card, CardNo, CardUid, Holder, Ssn
from counter_app.domain.states import (
    LOSS_KINDS,
    PIN_KINDS,
    REWRITE_KINDS,
    IntentState,
    Kind,
)
from counter_app.ports.store import Reading, UnitOfWork
from counter_app.services.parts import Parts
from counter_app.services.results import CardFile, Difference, HolderFile, Possible


def situation(uow: Reading, parts: Parts, ssn: Ssn) -> Situation:
    """Return everything the rules look at for this person.

    Raises:
        RuleError: ``rule.no_such_holder``.
    """
    holder = uow.holders.get(ssn)
    if holder is None:
        raise RuleError(RuleCode.NO_SUCH_HOLDER)
    blanks, numbers = uow.allotments.left()
    return Situation(
        holder=holder,
        cards=tuple(_as_of(card, parts) for card in uow.cards.of_holder(ssn)),
        pending=tuple(uow.operations.pending_of(ssn)),
        pack=parts.pack,
        today=parts.today(),
        region=parts.office.region,
        online=parts.line.state().online,
        blanks=blanks,
        numbers=numbers,
        open_write=any(
            intent.ssn == ssn
            for intent in uow.journal.unfinished()
            if intent.state in (IntentState.OPEN, IntentState.DOUBTFUL)
        ),
    )


def _as_of(card: Card, parts: Parts) -> Card:
    """The card as it stands now: a temporary loss may have run out (R-22)."""
    ended = expire_loss(card, parts.pack, parts.now())
    return card if ended is None else ended.cards[0]


def card_of(at: Situation, card_no: CardNo) -> Card:
    """Return the person's card by number.

    Raises:
        RuleError: ``rule.no_such_card``.
    """
    for card in at.cards:
        if card.card_no == card_no:
            return card
    raise RuleError(RuleCode.NO_SUCH_CARD)


def subject_of(ssn: str) -> str:
    """Return what the audit calls a person: a hash, never the number."""
    return sha256(ssn.encode()).hexdigest()[:16]


def find_card(
    uow: UnitOfWork, reading: ChipReading
) -> tuple[Holder | None, Card | None]:
    """Return holder and card that belong to a chip, as far as they are known here."""
    card = uow.cards.by_uid(CardUid(reading.card_uid)) if reading.card_uid else None
    if card is None and reading.card_no:
        found = uow.cards.get(CardNo(reading.card_no))
        card = found if found is not None and found.region == reading.region else None
    ssn = reading.ssn or (card.ssn if card else None)
    return (uow.holders.get(Ssn(ssn)) if ssn else None), card


def differences(
    reading: ChipReading, holder: Holder | None, card: Card | None
) -> tuple[Difference, ...]:
    """Compare chip and record field by field; an unread field is not compared."""
    pairs: list[tuple[str, object, object]] = []
    if holder is not None:
        pairs += [
            (name, getattr(reading, name), getattr(holder, name))
            for name in ("name", "ssn", "sex", "ethnicity", "birth_date")
        ]
    if card is not None:
        pairs += [
            ("card_no", reading.card_no, card.card_no),
            ("card_uid", reading.card_uid, card.card_uid),
            ("expiry_date", reading.expiry_date, card.expiry_date),
        ]
    return tuple(
        Difference(name, str(chip), str(record), str(chip) == str(record))
        for name, chip, record in pairs
        if chip is not None and record is not None
    )


def demand_genuine(reading: ChipReading) -> None:
    """Refuse a chip that failed INTERNAL AUTH; without keys nobody can tell.

    Raises:
        CardError: ``card.not_genuine``.
    """
    if reading.genuine is False:
        raise CardError(CardCode.NOT_GENUINE)


def demand_same(reading: ChipReading, holder: Holder, card: Card) -> None:
    """Stop when the chip is not this card of this person (6.7-18, card.md 7.8).

    Raises:
        RuleError: ``rule.wrong_card`` or ``rule.name_mismatch``.
        CardError: ``card.not_genuine`` when INTERNAL AUTH failed.
    """
    demand_genuine(reading)
    different = {d.field for d in differences(reading, holder, card) if not d.same}
    if different & {"card_no", "card_uid", "ssn"}:
        raise RuleError(RuleCode.WRONG_CARD)
    if "name" in different:
        raise RuleError(RuleCode.NAME_MISMATCH)


def holder_file(
    at: Situation, parts: Parts, warnings: tuple[str, ...] = ()
) -> HolderFile:
    """Return the person with what may be done now, and why not for the rest."""
    return HolderFile(
        holder=at.holder,
        minor=at.minor,
        cards=tuple(_card_file(at, card) for card in at.cards),
        possible=(_possible(at, Kind.INSTANT),),
        data_as_of=parts.line.state().data_as_of,
        warnings=warnings,
    )


#: Acts without a card, and acts that have desks of their own (pins, rewriting).
_NOT_OF_THE_FILE = frozenset({Kind.INSTANT, Kind.APPLY_NEW}) | PIN_KINDS | REWRITE_KINDS


def _card_file(at: Situation, card: Card) -> CardFile:
    kinds = [kind for kind in Kind if kind not in _NOT_OF_THE_FILE]
    return CardFile(
        card=card,
        shown_status=lawful.shown_status(card, at.pending),
        pending=at.pending_on(card.card_no),
        possible=tuple(_possible(at, kind, card) for kind in kinds),
    )


def refused(kind: Kind, refusal: RuleError) -> Possible:
    """Return the rule that forbids an act, with what its words name."""
    return Possible(kind, allowed=False, code=refusal.code, params=refusal.params)


def _possible(at: Situation, kind: Kind, card: Card | None = None) -> Possible:
    try:
        _check(at, kind, card, combined=False)
    except RuleError as refusal:
        possible = refused(kind, refusal)
        if kind is not Kind.REISSUE_LOST or (
            refusal.code != RuleCode.FORMAL_LOSS_FIRST
        ):
            return possible
        return _combined(at, card, possible)
    return Possible(kind, allowed=True)


def _combined(at: Situation, card: Card | None, alone: Possible) -> Possible:
    """Loss and replacement in one act, where the pack allows it (R-30)."""
    try:
        _check(at, Kind.REISSUE_LOST, card, combined=True)
    except RuleError as refusal:
        return replace(alone, code=refusal.code, params=refusal.params)
    return replace(alone, allowed=True, code=None, params=None, combined=True)


def _check(at: Situation, kind: Kind, card: Card | None, *, combined: bool) -> None:
    if card is None:
        lawful.check_instant(at)
    elif kind is Kind.HAND_OUT:
        lawful.check_hand_out(at, card)
    elif kind in LOSS_KINDS:
        lawful.check_loss(at, card, formal=kind is Kind.LOSS_FORMAL)
    elif kind is Kind.LOSS_LIFT:
        lawful.check_lift(at, card)
    elif kind is Kind.REISSUE_LOST:
        lawful.check_reissue(at, card, with_loss=combined)
    else:
        lawful.check_replace(at, card)
