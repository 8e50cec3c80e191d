"""Files of a unit day on a stick: AES-256-GCM under a code that is told, not sent.

The code has 120 random bits, so a key is derived from it without stretching
(HKDF-SHA-256, a salt per file). Header and content are authenticated together; a
changed byte or another code opens nothing.
"""

from __future__ import annotations

import base64
import gzip
import os
import re
import secrets
import zlib

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.ports.unitfiles import UnitFile

MAGIC = b"counter-unit-1\n"
LARGEST = 64 * 1024 * 1024
CODE_BYTES = 15
GROUP = 4
_SALT, _NONCE = 16, 12
_MISREAD = str.maketrans("018", "OIB")


class SealedUnitFiles:
    """:class:`counter_app.ports.unitfiles.UnitFiles`."""

    def new_code(self) -> str:
        text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
        return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))

    def seal(self, content: UnitFile, code: str) -> bytes:
        salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
        head = MAGIC + salt + nonce
        packed = gzip.compress(msgspec.json.encode(content), mtime=0)
        return head + AESGCM(_key(code, salt)).encrypt(nonce, packed, head)

    def open(self, data: bytes, code: str) -> UnitFile:
        start = len(MAGIC) + _SALT + _NONCE
        head, body = data[:start], data[start:]
        if not head.startswith(MAGIC) or not body or len(data) > LARGEST:
            raise RuleError(UnitCode.FILE_UNREADABLE)
        salt = head[len(MAGIC) : len(MAGIC) + _SALT]
        try:
            key = AESGCM(_key(code, salt))
            packed = key.decrypt(head[-_NONCE:], body, head)
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            plain = unpacker.decompress(packed, LARGEST)
            return msgspec.json.decode(plain, type=UnitFile)
        except (InvalidTag, zlib.error, msgspec.DecodeError):
            raise RuleError(UnitCode.FILE_UNREADABLE) from None


def _key(code: str, salt: bytes) -> bytes:
    typed = re.sub(r"[\s-]", "", code).upper().translate(_MISREAD)
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=MAGIC)
    return kdf.derive(typed.encode())
