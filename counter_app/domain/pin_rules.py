"""Which PINs a holder may choose (``business.md`` R-15, R-38; card.md 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.errors import RuleError
from counter_app.domain.secret import Secret

PIN_DIGITS = 6
_DIGITS = 10


class WeakPin(StrEnum):
    """Why a PIN is refused; words: ``card.pin.reason.<value>``."""

    NOT_SIX_DIGITS = "not_six_digits"
    ALL_SAME = "all_same"
    RUN = "run"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    INITIAL = "initial"


@dataclass(frozen=True, slots=True)
class PinFacts:
    """What a PIN is held against.

    Attributes:
        birth_date: of the holder, None when unknown.
        phones: of the holder; other signs than digits do not matter.
        initial: PINs cards are issued with here; empty where the policy allows
            keeping them (R-15).
    """

    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    initial: tuple[str, ...] = ()


def weakness(pin: Secret, facts: PinFacts) -> WeakPin | None:
    """Return the first reason to refuse a PIN, None for a good one (R-38)."""
    digits = pin.reveal()
    if len(digits) != PIN_DIGITS or not digits.isdigit():
        return WeakPin.NOT_SIX_DIGITS
    steps = {(b - a) % _DIGITS for a, b in pairwise(digits)}
    found = {
        WeakPin.INITIAL: any(digits == one.encode() for one in facts.initial),
        WeakPin.ALL_SAME: steps == {0},
        WeakPin.RUN: steps in ({1}, {_DIGITS - 1}),
        WeakPin.BIRTH_DATE: any(digits == one for one in _days(facts.birth_date)),
        WeakPin.PHONE: any(digits in _only_digits(phone) for phone in facts.phones),
    }
    return next((reason for reason, holds in found.items() if holds), None)


def require_strong(pin: Secret, facts: PinFacts) -> None:
    """Refuse a weak PIN.

    Raises:
        RuleError: ``rule.weak_pin`` with ``reason``, a :class:`WeakPin`.
    """
    reason = weakness(pin, facts)
    if reason is not None:
        raise RuleError(RuleCode.WEAK_PIN, reason=str(reason))


def _days(day: date | None) -> Iterator[bytes]:
    """Yield the ways a date of birth is written with six digits."""
    if day is None:
        return
    year, month, dom = f"{day.year:04d}", f"{day.month:02d}", f"{day.day:02d}"
    for parts in (
        (year[2:], month, dom),
        (dom, month, year[2:]),
        (month, dom, year[2:]),
        (year, month),
        (month, year),
    ):
        yield "".join(parts).encode()


def _only_digits(phone: str) -> bytes:
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit()).encode()
