"""Look at the PIN of the card on the reader, and tell what may be done about it."""

from __future__ import annotations

from counter_app.domain import lawful
from counter_app.domain.chip import ChipReading, Pin, PinState
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.lawful import Situation
from counter_app.domain.pin_rules import PIN_DIGITS, PinFacts
from counter_app.domain.records import Card, CardUid, Holder, PinRecord
from counter_app.domain.rulepack import InitialPinPolicy, RulePack
from counter_app.domain.states import Kind
from counter_app.ports.store import Reading
from counter_app.services.approval import needs_approval
from counter_app.services.looking import demand_same, refused, situation
from counter_app.services.parts import Parts
from counter_app.services.pins import InitialPin, PinLook
from counter_app.services.results import Possible, Session
from counter_app.services.watching import read_card

_ACTS = (Kind.PIN_CHANGE, Kind.PIN_RESET, Kind.PIN_UNLOCK)


def look(parts: Parts, session: Session, wait_s: float) -> PinLook:
    """Read card and PIN state beside our records; the look is audited."""
    seen = read_card(parts, session.login, wait_s)
    reading = seen.reading
    with parts.store.reading() as read:
        initial = initial_of(read, reading)
        at = None if seen.holder is None else situation(read, parts, seen.holder.ssn)
    possible = tuple(_possible(at, seen.card, reading, kind) for kind in _ACTS)
    return PinLook(
        seen=seen,
        pin=reading.pin,
        initial=initial,
        not_enabled=stands(parts.pack, initial),
        possible=possible,
        approval_for=frozenset(
            kind for kind in _ACTS if needs_approval(parts.pack, kind.value)
        ),
        last_try=reading.pin.tries_left == 1,
        pad=parts.cards.state().has_pad,
        digits=PIN_DIGITS,
    )


def initial_of(uow: Reading, reading: ChipReading) -> InitialPin:
    """Tell from our own records whether the initial PIN still stands (card.md 14a)."""
    if reading.card_uid is None or reading.pin.state is PinState.NONE:
        return InitialPin.UNKNOWN
    return _told(uow.pin_records.get(CardUid(reading.card_uid)))


def _told(record: PinRecord | None) -> InitialPin:
    if record is None:
        return InitialPin.UNKNOWN
    if record.changed_at is not None:
        return InitialPin.CHANGED
    return InitialPin.UNCHANGED


def stands(pack: RulePack, initial: InitialPin) -> bool:
    """Tell whether this PIN is treated as not enabled (R-15)."""
    policy = pack.initial_pin_policy
    return initial is InitialPin.UNCHANGED and policy is InitialPinPolicy.NOT_ENABLED


def facts_of(pack: RulePack, holder: Holder) -> PinFacts:
    """Return what a new PIN of this holder is held against (R-38, R-15)."""
    keeps = pack.initial_pin_policy is InitialPinPolicy.ALLOW
    initial = () if keeps else pack.initial_pins
    return PinFacts(holder.birth_date, (holder.phone,), initial)


def check_state(pin: Pin, kind: Kind) -> None:
    """Refuse what the PIN's state makes pointless, before anything is sent.

    Raises:
        RuleError: ``rule.pin_not_locked``.
    """
    if kind is Kind.PIN_UNLOCK and pin.state in (PinState.SET, PinState.NONE):
        raise RuleError(RuleCode.PIN_NOT_LOCKED)


def _possible(
    at: Situation | None, card: Card | None, reading: ChipReading, kind: Kind
) -> Possible:
    if at is None:
        return Possible(kind, allowed=False, code=RuleCode.NO_SUCH_HOLDER.value)
    if card is None:
        return Possible(kind, allowed=False, code=RuleCode.NO_SUCH_CARD.value)
    try:
        demand_same(reading, at.holder, card)
        lawful.check_pin(at, card, kind)
        check_state(reading.pin, kind)
    except RuleError as refusal:
        return refused(kind, refusal)
    return Possible(kind, allowed=True)
