"""Small secrets of an office: its device key and the key of its receipts' seals."""

from __future__ import annotations

import secrets

from counter_app.ports.secrets import KeyStore
from counter_app.ports.store import Store, UnitOfWork

_PREFIX = "secret."
_RECEIPT_KEY = _PREFIX + "receipt"
_KEY_BYTES = 32


class OfficeSecrets:
    """:class:`~counter_app.ports.secrets.KeyStore` of one office.

    Secrets lie in the OS key store under the office's id, so that a backup does not
    carry this workstation's identity. A machine without key store keeps them in the
    encrypted database, whose key the passphrase guards.
    """

    def __init__(self, store: Store, os_store: KeyStore) -> None:
        self._store = store
        self._os = os_store if os_store.available() else None
        with store.reading() as read:
            self._office = read.settings.get("office.id") or "office"

    def available(self) -> bool:
        return True

    def get(self, name: str) -> str | None:
        if self._os is not None:
            return self._os.get(self._scoped(name))
        with self._store.reading() as read:
            return read.settings.get(_PREFIX + name) or None

    def put(self, name: str, value: str) -> None:
        if self._os is not None:
            self._os.put(self._scoped(name), value)
            return
        with self._store.unit_of_work() as work:
            work.settings.put(_PREFIX + name, value)
            work.commit()

    def delete(self, name: str) -> None:
        if self._os is not None:
            self._os.delete(self._scoped(name))
        else:
            self.put(name, "")

    def _scoped(self, name: str) -> str:
        return f"{self._office}:{name}"


def receipt_key(work: UnitOfWork) -> bytes:
    """Return the key of the receipts' seals; made at the first call, then committed.

    It lies in the encrypted database and travels with backups, so that papers
    printed before a restore still verify.
    """
    known = work.settings.get(_RECEIPT_KEY)
    if not known:
        known = secrets.token_hex(_KEY_BYTES)
        work.settings.put(_RECEIPT_KEY, known)
    return bytes.fromhex(known)
