"""Ed25519 signatures on requests and answers.

A request is signed over a *challenge* the center issued (its clock, sealed), so a
wrong clock at the counter locks nobody out (G11); the center refuses an old challenge
and a nonce it has seen. An answer is signed over the nonce of its request, so that no
proxy can speak for the center.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

WORKSTATION = "x-counter-workstation"
NONCE = "x-counter-nonce"
TIMESTAMP = "x-counter-time"
SIGNATURE = "x-counter-signature"
CHALLENGE = "x-center-challenge"  # issued in answers, sent back in requests
CENTER_TIME = "x-center-time"
CENTER_SIGNATURE = "x-center-signature"
WIRE = "x-wire-version"


@dataclass(frozen=True, slots=True)
class RequestText:
    """What a request signature covers."""

    method: str
    target: str  # path with query
    body: bytes
    workstation: str
    challenge: str
    nonce: str
    timestamp: str  # the counter's own clock, for the skew only

    def to_bytes(self) -> bytes:
        """Return the canonical bytes that are signed."""
        lines = (
            "counter-request-1",
            self.method.upper(),
            self.target,
            hashlib.sha256(self.body).hexdigest(),
            self.workstation,
            self.challenge,
            self.nonce,
            self.timestamp,
        )
        return "\n".join(lines).encode()


def answer_bytes(status: int, nonce: str, body: bytes) -> bytes:
    """Return the canonical bytes of an answer that the center signs."""
    digest = hashlib.sha256(body).hexdigest()
    return f"center-answer-1\n{status}\n{nonce}\n{digest}".encode()


class SigningKey:
    """A private Ed25519 key; it never shows itself in a text."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> SigningKey:
        """Make a new key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, pem: str) -> SigningKey:
        """Read a key from PKCS#8 PEM.

        Raises:
            ValueError: no such key in the text.
        """
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")  # noqa: TRY004 - bad content
        return cls(key)

    def to_pem(self) -> str:
        """Return PKCS#8 PEM for the key store."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    @property
    def public_hex(self) -> str:
        """The public key, 32 bytes in hex."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> str:
        """Return the signature in hex."""
        return self._key.sign(data).hex()


def verify(public_hex: str, data: bytes, signature: str) -> bool:
    """Tell whether ``signature`` (hex) over ``data`` is by this public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
        key.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
