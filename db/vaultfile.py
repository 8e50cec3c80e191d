"""The vault file: wrapped keys as JSON, written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.wrapping import LENGTHS, Wrapped

VERSION = 1


@dataclass(frozen=True, slots=True)
class VaultFile:
    """What the file says.

    Attributes:
        key_id: names the key's entry in the key store.
        check: check value of the key.
        recovery: the key, wrapped by the recovery key.
        passphrase: the key, wrapped by the passphrase; None with a key store.
    """

    key_id: str
    check: str
    recovery: Wrapped
    passphrase: Wrapped | None

    def changed(self, **fields: Wrapped | None) -> VaultFile:
        """Return a copy with other wraps."""
        return replace(self, **fields)  # type: ignore[arg-type]  # wraps only


def load(path: Path) -> VaultFile:
    """Read the file.

    Raises:
        StoreError: ``store.vault_missing``, ``store.vault_damaged``.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as exc:
        raise StoreError(StoreCode.VAULT_MISSING) from exc
    except (OSError, ValueError, RecursionError) as exc:
        raise StoreError(StoreCode.VAULT_DAMAGED) from exc
    try:
        if found["version"] > VERSION:
            raise StoreError(StoreCode.NEWER)
        passphrase = found["passphrase"]
        return VaultFile(
            key_id=str(found["key_id"]),
            check=str(found["check"]),
            recovery=_unpacked(found["recovery"]),
            passphrase=None if passphrase is None else _unpacked(passphrase),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise StoreError(StoreCode.VAULT_DAMAGED) from exc


def save(path: Path, vault: VaultFile) -> None:
    """Write the file beside, flush it and put it in place.

    Raises:
        StoreError: ``store.disk_full``, ``store.unreachable``.
    """
    text = json.dumps(
        {
            "version": VERSION,
            "key_id": vault.key_id,
            "check": vault.check,
            "recovery": _packed(vault.recovery),
            "passphrase": vault.passphrase and _packed(vault.passphrase),
        },
        indent=2,
    )
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as exc:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        full = exc.errno in (errno.ENOSPC, errno.EDQUOT)
        code = StoreCode.DISK_FULL if full else StoreCode.UNREACHABLE
        raise StoreError(code) from exc


def _packed(wrapped: Wrapped) -> dict[str, str]:
    return {
        "salt": wrapped.salt.hex(),
        "nonce": wrapped.nonce.hex(),
        "data": wrapped.data.hex(),
    }


def _unpacked(found: dict[str, Any]) -> Wrapped:
    wrapped = Wrapped(
        bytes.fromhex(found["salt"]),
        bytes.fromhex(found["nonce"]),
        bytes.fromhex(found["data"]),
    )
    if wrapped.lengths != LENGTHS:
        raise ValueError(wrapped.lengths)
    return wrapped
