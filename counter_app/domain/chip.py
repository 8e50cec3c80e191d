"""What the chip says: values that cross from the card room to the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class PinState(StrEnum):
    """State of the social PIN as the empty VERIFY tells it (card.md 4.2)."""

    NONE = "none"
    SET = "set"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Pin:
    """PIN state and tries left; both unknown when the card does not tell."""

    state: PinState | None = None
    tries_left: int | None = None


@dataclass(frozen=True, slots=True)
class ChipReading:
    """All basic data of one card (card.md 2.3, 7.1); missing values are None.

    Attributes:
        region: first six digits of the card identification code.
        card_uid: 卡识别码, 32 hex digits, upper case.
        atr: full answer to reset as PC/SC shows it, hex upper case.
        historical_bytes: the historical bytes of the ATR, hex upper case.
        sex: ``male``, ``female`` or ``unknown``.
        ethnicity: two digits of GB 3304.
        birth_place: six digits of GB/T 2260.
        spec_version: as on the card, e.g. ``2.00``.
        algorithm: ``DES``, ``SSF33`` or ``SM4``.
        generation: 1, 2 or 3.
        genuine: result of INTERNAL AUTH; None when no key provider checked it.
        blank: true when the card was never personalised.
        warnings: codes, see ``codes.card.CardWarning``.
        line: the 11-field line of ``iReadCardBas`` (card.md 9.2).
    """

    region: str | None
    card_uid: str | None
    card_no: str | None
    ssn: str | None
    name: str | None
    sex: str | None
    ethnicity: str | None
    birth_place: str | None
    birth_date: date | None
    atr: str
    historical_bytes: str
    spec_version: str | None
    algorithm: str
    generation: int
    issue_date: date | None
    expiry_date: date | None
    pin: Pin = field(default_factory=Pin)
    genuine: bool | None = None
    blank: bool = False
    warnings: tuple[str, ...] = ()
    line: str = ""


@dataclass(frozen=True, slots=True)
class Personalisation:
    """What instant writing puts on a blank card (EF05 05-07, EF06; card.md 14a)."""

    card_no: str
    issue_date: date
    expiry_date: date
    ssn: str
    name: str
    sex: str  # male, female, unknown
    ethnicity: str
    birth_place: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class CardProof:
    """A chip's answer to INTERNAL AUTHENTICATE, for who holds the keys to judge.

    Attributes:
        region, card_factor: what the chip's keys are derived from (card.md 5.1).
        challenge: 8 bytes chosen here; the session key is made of them.
        original: 8 bytes that were enciphered: the time in milliseconds, so that an
            answer cannot be shown again later.
        answer: 8 bytes; empty when the chip could not answer.
    """

    card_uid: str
    card_no: str
    algorithm: str
    region: str
    card_factor: bytes
    challenge: bytes
    original: bytes
    answer: bytes
