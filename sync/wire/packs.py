"""Rule packs from the center: signed text, kept and checked again at each start."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from sync.wire.feed import Number
from sync.wire.sign import SigningKey, verify

PackText = Annotated[str, Meta(max_length=256 * 1024)]
Version = Annotated[int, Meta(ge=1, le=2**31)]


class Pack(Struct, frozen=True, kw_only=True):
    """``GET /v1/packs?have=SHA256``: the rule pack this office works by.

    Attributes:
        name: as ``RulePack.name``.
        version: as ``RulePack.version``; a lower one than the counter's is not taken.
        valid_from: the counter works by it from this day on.
        sha256: of ``text`` in UTF-8, hex.
        signature: by the center's key over ``signed_bytes``.
        text: TOML; empty where the counter has it (``have`` equals ``sha256``).
    """

    name: Number
    version: Version
    valid_from: date
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{128}$")]
    text: PackText = ""


def pack_digest(text: str) -> str:
    """Return SHA-256 of a pack's text (hex)."""
    return hashlib.sha256(text.encode()).hexdigest()


def signed_bytes(name: str, version: int, valid_from: date, sha256: str) -> bytes:
    """Return what the center signs."""
    lines = ("counter-pack-1", name, str(version), valid_from.isoformat(), sha256)
    return "\n".join(lines).encode()


def sign_pack(
    key: SigningKey, name: str, version: int, valid_from: date, text: str
) -> Pack:
    """Return a pack as the center serves it."""
    digest = pack_digest(text)
    return Pack(
        name=name,
        version=version,
        valid_from=valid_from,
        sha256=digest,
        signature=key.sign(signed_bytes(name, version, valid_from, digest)),
        text=text,
    )


def pack_is_genuine(pack: Pack, center_key: str) -> bool:
    """Tell whether the text is the signed one and the center's (Ed25519, hex)."""
    signed = signed_bytes(pack.name, pack.version, pack.valid_from, pack.sha256)
    return pack_digest(pack.text) == pack.sha256 and verify(
        center_key, signed, pack.signature
    )
