"""The key-provider port: cryptograms come from a SAM, the center or software.

No adapter ever hands out a key (card.md, Keys).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, runtime_checkable

from counter_app.domain.secret import Secret


class CardKey(IntEnum):
    """Key ids of the SSSE as in P2 of EXTERNAL AUTH (card.md 6.1)."""

    IRK = 0x00
    STKSSSE = 0x02
    UKSSSE = 0x04
    BK = 0x05
    PUK = 0x06
    RKSSSE = 0x0A


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """Ask for one authentication cryptogram (card.md 5.2, 5.3, 7.7).

    Attributes:
        algorithm: ``DES``, ``SSF33`` or ``SM4``.
        region: six digits of the issuing region (diversification L1, L2).
        card_factor: last 8 historical bytes (L3).
        challenge: the card's latest challenge, 8 bytes (or the terminal's for IRK).
        original: 8 bytes chosen by the terminal.
    """

    key: CardKey
    algorithm: str
    region: str
    card_factor: bytes
    challenge: bytes
    original: bytes


class KeyProvider(Protocol):
    """Source of cryptograms for one card session."""

    name: str

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Return the 8-byte authentication data.

        Raises:
            CardError: ``card.no_key_provider``, ``card.key_refused``,
                ``card.algorithm_unsupported``.
            CenterError: the remote key service could not be reached.
        """


class PinAction(IntEnum):
    """P2 of PIN CHANGE/UNBLOCK (card.md 4.2)."""

    UNBLOCK = 0x00
    SET = 0x01


@dataclass(frozen=True, slots=True)
class PinCommandRequest:
    """Ask for the secured part of ``84 24`` under STKSSSE (card.md 5.4, 5.5, 7.5).

    Attributes:
        action: set a new PIN, or give the old one its tries back.
        challenge: the card's latest challenge, 8 bytes; not the one used for PUK.
    """

    action: PinAction
    algorithm: str
    region: str
    card_factor: bytes
    challenge: bytes


@runtime_checkable
class PinKeyProvider(KeyProvider, Protocol):
    """A key provider that can also secure PIN commands; not every one can."""

    def pin_command(self, request: PinCommandRequest, new_pin: Secret | None) -> bytes:
        """Return the data field of ``84 24``: encrypted PIN (for ``SET``) and MAC.

        Args:
            request: action, card and challenge.
            new_pin: 4 to 16 digits for ``SET``, None for ``UNBLOCK``. It is neither
                kept nor wiped here.

        Raises:
            CardError: ``card.provider_cannot``, ``card.no_key_provider``,
                ``card.key_refused``, ``card.algorithm_unsupported``.
            CenterError: the remote key service could not be reached.
        """
