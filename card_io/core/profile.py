"""Profile of a card: answer to reset, version, generation, algorithm."""

from __future__ import annotations

from dataclasses import dataclass

from card_io.core.tlv import parse_ber
from counter_app.domain.errors import CardError

HISTORICAL_BYTES = 13
CARD_FACTOR_BYTES = 8
_ALGORITHMS = {0x01: "DES", 0x02: "SSF33", 0x03: "SM4"}
_PCSC_CONTACTLESS = bytes.fromhex("8001")
_TD = 0x80


@dataclass(frozen=True, slots=True)
class Atr:
    """An answer to reset as PC/SC shows it (card.md 1)."""

    raw: bytes

    @property
    def historical(self) -> bytes:
        """Return the historical bytes: their count stands in T0's low nibble."""
        if len(self.raw) < 2:  # noqa: PLR2004 -- TS and T0
            return b""
        at, follow = 1, self.raw[1]
        count = follow & 0x0F
        while True:
            skip = sum(1 for bit in (0x10, 0x20, 0x40) if follow & bit)
            at += 1 + skip
            if not follow & _TD or at >= len(self.raw):
                break
            follow = self.raw[at]
        return self.raw[at : at + count]

    @property
    def factor(self) -> bytes:
        """Return the card-level diversification factor: the last 8 of them."""
        return self.historical[-CARD_FACTOR_BYTES:]

    @property
    def contactless(self) -> bool:
        """Tell a PC/SC-made ATR of a contactless card (PC/SC part 3)."""
        return len(self.raw) > 3 and self.raw[2:4] == _PCSC_CONTACTLESS  # noqa: PLR2004

    @property
    def well_formed(self) -> bool:
        """Tell whether there are the 13 historical bytes of the specification."""
        return len(self.historical) == HISTORICAL_BYTES


def contact_atr(historical: bytes) -> bytes:
    """Build the T=0 answer to reset of a contact card."""
    return bytes((0x3B, 0x60 | len(historical), 0, 0)) + historical


def contactless_atr(historical: bytes) -> bytes:
    """Build the ATR PC/SC derives from the ATS of a contactless card."""
    body = bytes((0x80 | len(historical), 0x80, 0x01)) + historical
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes((check,))


def algorithm_of(fci: bytes) -> str | None:
    """Return the algorithm the FCI announces in 9F0C/86, None if it does not.

    An unknown value counts as silence: the identification code then decides.
    """
    try:
        value = parse_ber(fci).get(0x86, b"")
    except CardError:
        return None
    return _ALGORITHMS.get(value[0]) if len(value) == 1 else None


def default_algorithm(card_uid: str | None) -> str:
    """Return the algorithm of a silent card: Beijing SSF33, others DES."""
    return "SSF33" if card_uid and card_uid.startswith("11") else "DES"


def model_version(spec_version: str | None) -> str:
    """Return the version to read the card by; an empty one is 1.0 (card.md 3.5)."""
    return spec_version[:3] if spec_version else "1.0"


def generation_of(spec_version: str | None) -> int:
    """Return 1, 2 or 3."""
    return {"1": 1, "2": 2}.get(model_version(spec_version)[0], 3)
