"""What this machine gives: time, identifiers, secrets, its own name."""

from __future__ import annotations

import secrets
import string
from functools import lru_cache

from counter_app.ports.clock import Clock, Ids
from counter_app.ports.secrets import KeyStore
from counter_app.services.operators import is_strong
from counter_app.system import (
    OsKeyStore,
    RandomIds,
    SystemClock,
    machine_id,
    os_user,
)

__all__ = ["clock", "ids", "key_store", "machine_name", "new_password", "os_user"]

_GROUPS = 4
_GROUP = 4
# Without letters and digits that are taken for each other on paper.
_LETTERS = "".join(sorted(set(string.ascii_letters) - set("IOl")))
_DIGITS = "23456789"


@lru_cache(maxsize=1)
def clock() -> Clock:
    """Return this machine's clock."""
    return SystemClock()


@lru_cache(maxsize=1)
def ids() -> Ids:
    """Return the maker of identifiers."""
    return RandomIds()


@lru_cache(maxsize=1)
def key_store() -> KeyStore:
    """Return the OS key store, which may be missing."""
    return OsKeyStore()


def machine_name() -> str:
    """Return what names this machine, so that a copied folder is noticed."""
    return machine_id()


def new_password(login: str = "") -> str:
    """Return a random one-time password: four groups, letters of both cases, digits.

    About 90 random bits; the groups are there for whoever types it once. What the
    rules would refuse for this login is drawn again.
    """
    while True:
        groups = [
            "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(_GROUP))
            for _ in range(_GROUPS)
        ]
        word = "-".join(groups)
        kinds = (str.islower, str.isupper, str.isdigit)
        if all(any(map(kind, word)) for kind in kinds) and is_strong(word, login):
            return word
