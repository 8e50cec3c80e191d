"""The key store of the operating system, where the database's key may lie."""

from __future__ import annotations

import secrets

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringError, PasswordDeleteError

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError

SERVICE = "social-security-card-counter"
# Back ends of the systems themselves; one that writes a plain file is none.
_TRUSTED = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)


class OsKeyStore:
    """The key store of the operating system through ``keyring``.

    Only the systems' own stores count: a back end that would write the secret to a
    plain file is treated as none (never stored in clear).
    """

    def __init__(self, backend: KeyringBackend | None = None) -> None:
        self._backend = backend if backend is not None else keyring.get_keyring()
        self._works: bool | None = None

    def available(self) -> bool:
        """Tell whether a secret put in comes out again; tried once."""
        if self._works is None:
            self._works = self._trusted() and self._round_trip()
        return self._works

    def get(self, name: str) -> str | None:
        try:
            return self._backend.get_password(SERVICE, name)
        except KeyringError:
            raise StoreError(StoreCode.KEY_STORE_FAULT) from None

    def put(self, name: str, value: str) -> None:
        try:
            self._backend.set_password(SERVICE, name, value)
        except KeyringError:
            raise StoreError(StoreCode.KEY_STORE_FAULT) from None

    def delete(self, name: str) -> None:
        try:
            self._backend.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return  # it was not there
        except KeyringError:
            raise StoreError(StoreCode.KEY_STORE_FAULT) from None

    def _trusted(self) -> bool:
        backend = self._backend
        if isinstance(backend, fail.Keyring | null.Keyring):
            return False
        members = getattr(backend, "backends", None) or (backend,)  # a chain of them
        # the first of a chain is the one that takes secrets
        return type(next(iter(members))).__module__.startswith(_TRUSTED)

    def _round_trip(self) -> bool:
        name, value = f"probe-{secrets.token_hex(4)}", secrets.token_hex(4)
        try:
            self.put(name, value)
            found = self.get(name)
            self.delete(name)
        except StoreError:
            return False
        return found == value
