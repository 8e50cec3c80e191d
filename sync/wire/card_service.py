"""What the center's key service does for a card: PIN commands, and S6 look-ups.

A PIN never stands in a request: it is sealed to the center's X25519 key, bound to
the card and challenge it is for.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta, Struct

from sync.wire.feed import CardRow, HolderRow, UtcTime
from sync.wire.messages import HexBytes

_KEY_BYTES = 32
_NONCE = bytes(12)  # each sealing has a key of its own
_PURPOSE = b"counter-pin-1"
Algorithm = Annotated[str, Meta(max_length=8)]
Region = Annotated[str, Meta(pattern="^[0-9]{6}$")]
Sealed = Annotated[str, Meta(pattern="^[0-9A-Fa-f]*$", max_length=400)]


class PinCommandQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secured part of ``84 24`` is wanted (``ports.keys.PinCommandRequest``)."""

    action: Annotated[int, Meta(ge=0, le=1)]
    algorithm: Algorithm
    region: Region
    card_factor: HexBytes
    challenge: HexBytes
    sealed_pin: Sealed = ""  # empty to unblock

    def bound(self) -> bytes:
        """Return what a sealed PIN is bound to."""
        parts = (str(self.action), self.algorithm, self.region)
        return "|".join((*parts, self.card_factor, self.challenge)).lower().encode()


class PinCommandAnswer(Struct, frozen=True):
    """The data field of ``84 24`` in hex."""

    data: HexBytes


class CardQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card is shown to the center (``domain.chip.CardProof``)."""

    card_uid: Annotated[str, Meta(pattern="^[0-9A-F]{32}$")]
    card_no: Annotated[str, Meta(max_length=32)]
    algorithm: Algorithm
    region: Region
    card_factor: HexBytes
    challenge: HexBytes
    original: HexBytes
    answer: HexBytes


class CardAnswer(Struct, frozen=True, kw_only=True):
    """The center's present record of the card and its holder."""

    card: CardRow
    at: UtcTime
    holder: HolderRow | None = None
    genuine: bool | None = None


def seal_pin(digits: bytes | bytearray, recipient: str, bound: bytes) -> str:
    """Seal a PIN to the center's key, hex.

    Raises:
        ValueError: ``recipient`` is no X25519 key.
    """
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(recipient))
    own = X25519PrivateKey.generate()
    mine = own.public_key().public_bytes_raw()
    key = _derived(own.exchange(public), mine, bytes.fromhex(recipient))
    padded = digits + b"\0" * (16 - len(digits))
    return (mine + AESGCM(key).encrypt(_NONCE, bytes(padded), bound)).hex()


def open_pin(sealed: str, key: X25519PrivateKey, bound: bytes) -> bytearray:
    """Open a sealed PIN.

    Raises:
        ValueError: damaged, for another center, or for another card.
    """
    raw = bytes.fromhex(sealed)
    theirs, content = raw[:_KEY_BYTES], raw[_KEY_BYTES:]
    secret = key.exchange(X25519PublicKey.from_public_bytes(theirs))
    mine = key.public_key().public_bytes_raw()
    try:
        plain = AESGCM(_derived(secret, theirs, mine)).decrypt(_NONCE, content, bound)
    except InvalidTag as exc:
        raise ValueError("not sealed for this") from exc
    return bytearray(plain.rstrip(b"\0"))


def card_mark(region: str, card_factor: str) -> str:
    """Return what an audit calls a card: a hash, no number of it."""
    text = f"{region}{card_factor.lower()}".encode()
    return hashlib.sha256(text).hexdigest()[:16]


def _derived(secret: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    info = _PURPOSE + ephemeral + recipient
    return HKDF(hashes.SHA256(), _KEY_BYTES, None, info).derive(secret)
