"""Wrap and unwrap the database key (AES-256-GCM under a derived key)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SALT, _NONCE, _KEY, _TAG = 16, 12, 32, 16
LENGTHS = (_SALT, _NONCE, _KEY + _TAG)
ARGON_TIME, ARGON_KIB, ARGON_LANES = 3, 64 * 1024, 4


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A wrapped key with what is needed to derive its wrapping key."""

    salt: bytes
    nonce: bytes
    data: bytes

    @property
    def lengths(self) -> tuple[int, int, int]:
        """Lengths of the parts in octets; :data:`LENGTHS` for a whole one."""
        return len(self.salt), len(self.nonce), len(self.data)


def check_value(key: bytes) -> str:
    """Return a value that tells the right key from a wrong one."""
    return hmac.new(key, b"counter vault check", hashlib.sha256).hexdigest()[:32]


def matches(key: bytes, check: str) -> bool:
    """Tell whether the key has this check value."""
    return len(key) == _KEY and hmac.compare_digest(check_value(key), check)


def by_recovery(key: bytes, secret: bytes, key_id: str) -> Wrapped:
    """Wrap the key by the recovery secret."""
    salt = secrets.token_bytes(_SALT)
    return _wrap(key, _from_secret(secret, salt), salt, key_id)


def unwrap_recovery(wrapped: Wrapped, secret: bytes, key_id: str) -> bytes | None:
    """Return the key, or None when the secret is not the right one."""
    return _unwrap(wrapped, _from_secret(secret, wrapped.salt), key_id)


def by_passphrase(key: bytes, passphrase: str, key_id: str) -> Wrapped:
    """Wrap the key by a passphrase."""
    salt = secrets.token_bytes(_SALT)
    return _wrap(key, _from_passphrase(passphrase, salt), salt, key_id)


def unwrap_passphrase(wrapped: Wrapped, passphrase: str, key_id: str) -> bytes | None:
    """Return the key, or None when the passphrase is not the right one."""
    return _unwrap(wrapped, _from_passphrase(passphrase, wrapped.salt), key_id)


def _from_secret(secret: bytes, salt: bytes) -> bytes:
    derivation = HKDF(SHA256(), _KEY, salt, b"counter recovery key wrap")
    return derivation.derive(secret)


def _from_passphrase(passphrase: str, salt: bytes) -> bytes:
    return hash_secret_raw(
        passphrase.encode("utf-8", "surrogatepass"),
        salt,
        time_cost=ARGON_TIME,
        memory_cost=ARGON_KIB,
        parallelism=ARGON_LANES,
        hash_len=_KEY,
        type=Type.ID,
    )


def _wrap(key: bytes, by: bytes, salt: bytes, key_id: str) -> Wrapped:
    nonce = secrets.token_bytes(_NONCE)
    return Wrapped(salt, nonce, AESGCM(by).encrypt(nonce, key, key_id.encode()))


def _unwrap(wrapped: Wrapped, by: bytes, key_id: str) -> bytes | None:
    try:
        return AESGCM(by).decrypt(wrapped.nonce, wrapped.data, key_id.encode())
    except (InvalidTag, ValueError):
        return None
