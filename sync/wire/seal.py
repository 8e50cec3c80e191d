"""Sealed files: signed by a workstation, readable by the center only.

X25519 with a key made for one file, HKDF-SHA-256, AES-256-GCM; the header is
authenticated by both the cipher and the Ed25519 signature over the whole.
"""

from __future__ import annotations

import gzip
import os
import zlib

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from sync.wire.sign import SigningKey, verify
from sync.wire.values import decode

MAGIC = "counter-carry-1"
LARGEST = 64 * 1024 * 1024
_NONCE = 12


class Sealed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file as it lies on the stick: JSON, so that any mail or stick carries it."""

    magic: str
    workstation: str
    recipient: str  # the center's X25519 key, hex
    ephemeral: str  # the key made for this file, hex
    nonce: str
    content: bytes  # base64 in JSON
    signature: str

    def signed_bytes(self) -> bytes:
        """Return what the signature covers."""
        return self.header() + b"\n" + self.content

    def header(self) -> bytes:
        """Return what is authenticated beside the content."""
        parts = (self.magic, self.workstation, self.recipient, self.ephemeral)
        return "\n".join((*parts, self.nonce)).encode()


class ParcelAnswer(Struct, frozen=True, kw_only=True):
    """``POST /v1/carry``: a sealed file of any workstation, passed on by another.

    How many acts it held, and the center's words on them.
    """

    workstation: str
    operations: int
    applied: int = 0
    already: int = 0
    refused: int = 0
    later: int = 0


def seal(payload: bytes, workstation: str, key: SigningKey, recipient: str) -> bytes:
    """Return a file that only ``recipient`` (X25519, hex) can open.

    Raises:
        ValueError: ``recipient`` is no such key.
    """
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(recipient))
    own = X25519PrivateKey.generate()
    nonce = os.urandom(_NONCE)
    bare = Sealed(
        magic=MAGIC,
        workstation=workstation,
        recipient=recipient,
        ephemeral=own.public_key().public_bytes_raw().hex(),
        nonce=nonce.hex(),
        content=b"",
        signature="",
    )
    cipher = AESGCM(_derived(own.exchange(public), bare))
    content = cipher.encrypt(nonce, gzip.compress(payload), bare.header())
    full = msgspec.structs.replace(bare, content=content)
    signed = msgspec.structs.replace(full, signature=key.sign(full.signed_bytes()))
    return msgspec.json.encode(signed)


def read_sealed(data: bytes) -> Sealed:
    """Read a file without opening it.

    Raises:
        ValueError: no such file.
    """
    if len(data) > LARGEST:
        raise ValueError("too large")
    sealed = decode(data, Sealed)
    if sealed.magic != MAGIC:
        raise ValueError("another kind of file")
    return sealed


def unseal(sealed: Sealed, sender: str, key: X25519PrivateKey) -> bytes:
    """Check who signed (Ed25519, hex) and return the payload.

    Raises:
        ValueError: not signed by the sender, for another center, or damaged.
    """
    if not verify(sender, sealed.signed_bytes(), sealed.signature):
        raise ValueError("not signed by this workstation")
    if sealed.recipient != key.public_key().public_bytes_raw().hex():
        raise ValueError("for another center")
    other = X25519PublicKey.from_public_bytes(bytes.fromhex(sealed.ephemeral))
    cipher = AESGCM(_derived(key.exchange(other), sealed))
    try:
        packed = cipher.decrypt(
            bytes.fromhex(sealed.nonce), sealed.content, sealed.header()
        )
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        payload = unpacker.decompress(packed, LARGEST)
    except (InvalidTag, zlib.error) as exc:
        raise ValueError("damaged") from exc
    if not unpacker.eof:
        raise ValueError("damaged")
    return payload


def _derived(secret: bytes, sealed: Sealed) -> bytes:
    keys = f"{sealed.ephemeral}{sealed.recipient}".encode()
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=keys)
    return kdf.derive(secret)
