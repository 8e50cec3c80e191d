"""Facts that every instance shares through the database: keys, epoch."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from center.database import Database, Tx
from sync.wire.sign import SigningKey

_KEY = "signing_key"
SECRET = "challenge_secret"  # noqa: S105 - a name
EPOCH = "epoch"
_BOX = "carry_key"


@dataclass(frozen=True, slots=True)
class Facts:
    """Made once per database.

    Attributes:
        key: signs answers; its public half is pinned by enrolment.
        secret: seals challenges.
        box: opens carry files; its public half is told at enrolment.
        epoch: names this database, so that a cursor of another one is noticed.
    """

    key: SigningKey = field(repr=False)
    secret: bytes = field(repr=False)
    box: X25519PrivateKey = field(repr=False)
    epoch: str

    @property
    def carry_key(self) -> str:
        """The public key that carry files are sealed for, hex."""
        return self.box.public_key().public_bytes_raw().hex()

    def challenge(self, now_ms: int) -> str:
        """Return the center's time, sealed."""
        return f"{now_ms}.{self._seal(now_ms)}"

    def challenge_age(self, challenge: str, now_ms: int) -> int | None:
        """Return the age in milliseconds of a challenge of ours, else None."""
        made, _, seal = challenge.partition(".")
        if not (made.isascii() and made.isdigit() and len(made) < 16):  # noqa: PLR2004
            return None
        if not hmac.compare_digest(seal, self._seal(int(made))):
            return None
        return now_ms - int(made)

    def _seal(self, made_ms: int) -> str:
        digest = hmac.new(self.secret, str(made_ms).encode(), hashlib.sha256)
        return digest.hexdigest()[:32]


def facts_of(database: Database) -> Facts:
    """Read the facts, making them at the first use of a database."""
    found = database.read(_read)
    if not {_KEY, SECRET, EPOCH, _BOX} <= found.keys():
        found = database.write(_make)
    key = SigningKey.from_pem(found[_KEY])
    box = X25519PrivateKey.from_private_bytes(bytes.fromhex(found[_BOX]))
    return Facts(key, bytes.fromhex(found[SECRET]), box, found[EPOCH])


def _read(tx: Tx) -> dict[str, str]:
    return {str(n): str(v) for n, v in tx.rows("SELECT name, value FROM center_fact")}


def _make(tx: Tx) -> dict[str, str]:
    tx.exclusive("counter-center-facts")
    found = _read(tx)
    new = {
        _KEY: SigningKey.generate().to_pem(),
        SECRET: secrets.token_hex(32),
        EPOCH: secrets.token_hex(6),
        _BOX: X25519PrivateKey.generate().private_bytes_raw().hex(),
    }
    tx.many(
        "INSERT INTO center_fact (name, value) VALUES (?, ?)",
        [(name, value) for name, value in new.items() if name not in found],
    )
    return new | found
