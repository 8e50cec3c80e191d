"""Keep the database key: OS key store, recovery key, or set-up passphrase.

The database key is 32 random bytes, made once. It lies in the OS key store; where a
machine has none it is wrapped by the set-up passphrase. In both cases it is also
wrapped by the recovery key, which is shown once at set-up and stored nowhere. The
vault file holds wrapped keys only (AES-256-GCM; argon2id for the passphrase, HKDF
for the recovery key, which is random already).

An old database never gets a new key: ``create`` refuses a folder that holds a vault
or a database (G26).
"""

from __future__ import annotations

import base64
import binascii
import secrets
from pathlib import Path
from typing import Any

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.ports.secrets import KeyStore
from db import recovery_key, wrapping
from db.connect import KEY_BYTES
from db.vaultfile import VaultFile, load, save

FILE = "vault.json"
PASSPHRASE_LENGTH = 8
_DATABASES = "*.db"


class Vault:
    """The key of the database in one folder."""

    def __init__(self, folder: Path, key_store: KeyStore) -> None:
        self._path = folder / FILE
        self._folder = folder
        self._key_store = key_store

    def exists(self) -> bool:
        """Tell whether a vault was made here."""
        return self._path.exists()

    def needs_passphrase(self) -> bool:
        """Tell whether this vault opens by a passphrase (no key store at set-up)."""
        return load(self._path).passphrase is not None

    def create(self, passphrase: str | None = None) -> tuple[bytes, str]:
        """Make the key; return it and the recovery key, to be shown once.

        Raises:
            StoreError: ``store.vault_exists``, ``store.key_store_missing`` when a
                passphrase is needed and none was given, ``store.passphrase_weak``.
        """
        if self.exists() or any(self._folder.glob(_DATABASES)):
            raise StoreError(StoreCode.VAULT_EXISTS)
        with_store = self._key_store.available()
        if not with_store:
            _check_passphrase(passphrase)
        key = secrets.token_bytes(KEY_BYTES)
        shown, recovery = recovery_key.make()
        key_id = secrets.token_hex(8)
        vault = VaultFile(
            key_id=key_id,
            check=wrapping.check_value(key),
            recovery=wrapping.by_recovery(key, recovery, key_id),
            passphrase=None
            if with_store or passphrase is None
            else wrapping.by_passphrase(key, passphrase, key_id),
        )
        if with_store:
            self._key_store.put(_entry(vault), base64.b64encode(key).decode())
        save(self._path, vault)
        return key, shown

    def open(self, passphrase: str | None = None, recovery: str | None = None) -> bytes:
        """Return the key.

        With the recovery key the way back is mended too: the key is put into the key
        store again, or wrapped by the passphrase given beside it.

        Raises:
            StoreError: ``store.vault_missing``, ``store.vault_damaged``,
                ``store.key_store_missing``, ``store.key_lost``,
                ``store.passphrase_needed``, ``store.passphrase_wrong``,
                ``store.recovery_wrong``.
        """
        vault = load(self._path)
        if recovery is not None:
            return self._recover(vault, recovery, passphrase)
        if vault.passphrase is None:
            return self._from_key_store(vault)
        if not passphrase:
            raise StoreError(StoreCode.PASSPHRASE_NEEDED)
        key = wrapping.unwrap_passphrase(vault.passphrase, passphrase, vault.key_id)
        if key is None or not wrapping.matches(key, vault.check):
            raise StoreError(StoreCode.PASSPHRASE_WRONG)
        return key

    def renew_recovery(self, key: bytes) -> str:
        """Make a new recovery key, shown once; the old one opens nothing any more.

        Raises:
            StoreError: ``store.wrong_key`` when the key is not this vault's.
        """
        vault = load(self._path)
        if not wrapping.matches(key, vault.check):
            raise StoreError(StoreCode.WRONG_KEY)
        shown, recovery = recovery_key.make()
        wrapped = wrapping.by_recovery(key, recovery, vault.key_id)
        save(self._path, vault.changed(recovery=wrapped))
        return shown

    def export(self, target: Path) -> None:
        """Write the part that the recovery key opens, to lie beside a backup."""
        save(target, load(self._path).changed(passphrase=None))

    def adopt(
        self, source: Path, recovery: str, passphrase: str | None = None
    ) -> bytes:
        """Take over an exported vault on another machine; return the key.

        Raises:
            StoreError: as :meth:`open`, ``store.vault_exists``, and
                ``store.key_store_missing`` where a passphrase must be given too.
        """
        if self.exists():
            raise StoreError(StoreCode.VAULT_EXISTS)
        if not passphrase and not self._key_store.available():
            raise StoreError(StoreCode.KEY_STORE_MISSING)
        return self._recover(load(source), recovery, passphrase)

    def _from_key_store(self, vault: VaultFile) -> bytes:
        if not self._key_store.available():
            raise StoreError(StoreCode.KEY_STORE_MISSING)
        found = self._key_store.get(_entry(vault))
        try:
            key = base64.b64decode(found or "", validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not wrapping.matches(key, vault.check):
            raise StoreError(StoreCode.KEY_LOST)
        return key

    def _recover(
        self, vault: VaultFile, recovery: str, passphrase: str | None
    ) -> bytes:
        secret = recovery_key.read(recovery)
        key = wrapping.unwrap_recovery(vault.recovery, secret, vault.key_id)
        if key is None or not wrapping.matches(key, vault.check):
            raise StoreError(StoreCode.RECOVERY_WRONG)
        save(self._path, self._mended(vault, key, passphrase))
        return key

    def _mended(
        self, vault: VaultFile, key: bytes, passphrase: str | None
    ) -> VaultFile:
        if passphrase:
            _check_passphrase(passphrase)
            wrapped = wrapping.by_passphrase(key, passphrase, vault.key_id)
            return vault.changed(passphrase=wrapped)
        if not self._key_store.available():
            return vault
        self._key_store.put(_entry(vault), base64.b64encode(key).decode())
        return vault.changed(passphrase=None)


def _entry(vault: VaultFile) -> str:
    return f"database-key-{vault.key_id}"


def _check_passphrase(passphrase: Any) -> None:
    if not passphrase:
        raise StoreError(StoreCode.KEY_STORE_MISSING)
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise StoreError(StoreCode.PASSPHRASE_WEAK, least=PASSPHRASE_LENGTH)
