"""The recovery key as people write it: groups of five letters with a checksum.

160 random bits and a 40-bit checksum make 40 characters of base32, shown as eight
groups. Case, spaces and hyphens do not matter, and the digits 0, 1 and 8, which
base32 lacks, are read as the letters they are mistaken for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError

SECRET_BYTES = 20
CHECK_BYTES = 5
GROUP = 5
_MISREAD = str.maketrans("018", "OIB")


def make() -> tuple[str, bytes]:
    """Return a new recovery key as shown and its secret bytes."""
    secret = secrets.token_bytes(SECRET_BYTES)
    return shown(secret), secret


def shown(secret: bytes) -> str:
    """Return the groups that are shown for a secret."""
    text = base64.b32encode(secret + _checksum(secret)).decode()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def read(text: str) -> bytes:
    """Return the secret bytes of what was typed.

    Raises:
        StoreError: ``store.recovery_wrong`` when length or checksum do not hold.
    """
    typed = re.sub(r"[\s-]", "", text).upper().translate(_MISREAD)
    try:
        data = base64.b32decode(typed.encode("ascii"))
    except (binascii.Error, ValueError):
        raise StoreError(StoreCode.RECOVERY_WRONG) from None  # it quotes the key
    secret, check = data[:SECRET_BYTES], data[SECRET_BYTES:]
    if not hmac.compare_digest(check, _checksum(secret)):
        raise StoreError(StoreCode.RECOVERY_WRONG)
    return secret


def _checksum(secret: bytes) -> bytes:
    return hashlib.sha256(b"recovery key checksum" + secret).digest()[:CHECK_BYTES]
