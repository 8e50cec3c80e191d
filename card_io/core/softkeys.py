"""A key provider in software, from root keys: practice offices and tests only.

Working keys belong to the ministry and live in SAMs and HSMs; whoever writes real
ones into such a file breaks the law, so the built-in set is invented.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from card_io.core import crypto
from card_io.core.pin_block import pin_block, pin_message
from card_io.core.profile import HISTORICAL_BYTES
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError
from counter_app.domain.secret import Secret
from counter_app.ports.keys import CardKey, KeyRequest, PinAction, PinCommandRequest

PRACTICE_REGION = "999901"
_REGION_DIGITS = 6
_REQUIRED = (CardKey.IRK, CardKey.UKSSSE, CardKey.RKSSSE)
_LENGTHS = {CardKey.STKSSSE: (crypto.DES_BLOCK, crypto.DOUBLE_KEY)}


@dataclass(frozen=True, slots=True)
class RootKeys:
    """Root keys with the region and, for a virtual card, its historical bytes."""

    keys: Mapping[CardKey, bytes] = field(repr=False)
    region: str = PRACTICE_REGION
    historical_bytes: bytes | None = None

    def root(self, key: CardKey, algorithm: str) -> bytes:
        """Return a root key; STKSSSE has 8 bytes under DES (card.md 14a).

        Raises:
            CardError: ``card.keys_file`` when the set has no such key.
        """
        value = self.keys.get(key, b"")
        if key is CardKey.STKSSSE and algorithm == "DES":
            value = value[: crypto.DES_BLOCK]
        elif len(value) != crypto.DOUBLE_KEY:
            raise CardError(CardCode.KEYS_FILE, faults=key.name)
        if not value:
            raise CardError(CardCode.KEYS_FILE, faults=key.name)
        return value


def folder_root(roots: RootKeys, folder: str, key: int) -> bytes:
    """Return the invented root of a folder's own key (card.md 6.1).

    No provider publishes how it names these keys, so only virtual cards and their
    tests know them: UKSSSE with the folder and the key id mixed in.
    """
    mark = bytes.fromhex(folder) + bytes((key,))
    stretched = (mark * crypto.DOUBLE_KEY)[: crypto.DOUBLE_KEY]
    base = roots.root(CardKey.UKSSSE, "SM4")
    return bytes(a ^ b for a, b in zip(base, stretched, strict=True))


PRACTICE_KEYS = RootKeys(
    {
        CardKey.IRK: bytes.fromhex("C0FFEE00112233445566778899AABBCC"),
        CardKey.STKSSSE: bytes.fromhex("5EED5EED0011223344556677A0A1A2A3"),
        CardKey.UKSSSE: bytes.fromhex("B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"),
        CardKey.BK: bytes.fromhex("1F2E3D4C5B6A798897A6B5C4D3E2F100"),
        CardKey.PUK: bytes.fromhex("9081726354453627180900F1E2D3C4B5"),
        CardKey.RKSSSE: bytes.fromhex("0A1B2C3D4E5F60718293A4B5C6D7E8F9"),
    }
)


def load_root_keys(path: Path) -> RootKeys:
    """Read a TOML file with root keys in hex, ``region``, ``historical_bytes``.

    Raises:
        CardError: ``card.keys_file`` naming every faulty entry, never its content.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise CardError(CardCode.KEYS_FILE, faults=path.name) from exc
    faults: list[str] = []
    keys: dict[CardKey, bytes] = {}
    for key in CardKey:
        lengths = _LENGTHS.get(key, (crypto.DOUBLE_KEY,))
        value = _hex(table.get(key.name), lengths)
        if value:
            keys[key] = value
        elif key.name in table or key in _REQUIRED:
            faults.append(key.name)
    region = str(table.get("region", PRACTICE_REGION))
    if not (region.isascii() and region.isdigit() and len(region) == _REGION_DIGITS):
        faults.append("region")
    historical = _hex(table.get("historical_bytes"), (HISTORICAL_BYTES,))
    if historical is None and "historical_bytes" in table:
        faults.append("historical_bytes")
    if faults:
        raise CardError(CardCode.KEYS_FILE, faults=", ".join(faults))
    return RootKeys(keys, region, historical)


def _hex(text: object, lengths: tuple[int, ...]) -> bytes | None:
    try:
        value = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return None
    return value if len(value) in lengths else None


class SoftwareKeys:
    """:class:`~counter_app.ports.keys.PinKeyProvider` that computes by itself."""

    name = "software"

    def __init__(self, roots: RootKeys = PRACTICE_KEYS) -> None:
        self._roots = roots

    def cryptogram(self, request: KeyRequest) -> bytes:
        """Derive the card's key and answer the challenge (card.md 5.1-5.3)."""
        algorithm = request.algorithm
        crypto.block_size(algorithm)  # refuses SSF33 first
        key = crypto.card_key(
            algorithm,
            self._roots.root(request.key, algorithm),
            request.region,
            request.card_factor,
        )
        session = crypto.session_key(algorithm, key, request.challenge)
        return crypto.authentication_data(algorithm, session, request.original)

    def pin_command(self, request: PinCommandRequest, new_pin: Secret | None) -> bytes:
        """Encrypt and seal a PIN command under STKSSSE (card.md 5.4, 5.5)."""
        algorithm = request.algorithm
        size = crypto.block_size(algorithm)
        key = crypto.card_key(
            algorithm,
            self._roots.root(CardKey.STKSSSE, algorithm),
            request.region,
            request.card_factor,
        )
        session = crypto.session_key(algorithm, key, request.challenge)
        body = b""
        if request.action is PinAction.SET:
            body = crypto.encrypt(algorithm, session, pin_block(new_pin, size))
        return body + crypto.mac(algorithm, session, pin_message(request.action, body))
