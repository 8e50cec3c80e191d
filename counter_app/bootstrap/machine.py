"""What this machine gives: time, identifiers, secrets, its own name."""

from __future__ import annotations

import os
import secrets
import string
import sys
from functools import lru_cache

from counter_app.bootstrap.later import later
from counter_app.ports.clock import Clock, Ids
from counter_app.ports.secrets import KeyStore
from counter_app.system import RandomIds, SystemClock, machine_id, os_user

__all__ = [
    "clock",
    "has_display",
    "ids",
    "key_store",
    "machine_name",
    "new_password",
    "os_user",
]

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
    """Return the OS key store, which may be missing; asked for at its first use."""
    return later(_key_store)


def _key_store() -> KeyStore:
    from counter_app.keystore import OsKeyStore  # noqa: PLC0415 - see later.py

    return OsKeyStore()


def has_display() -> bool:
    """Tell whether a window could open here."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY"))


def machine_name() -> str:
    """Return what names this machine, so that a copied folder is noticed."""
    return machine_id()


def new_password(login: str = "") -> str:
    """Return a random one-time password: four groups, letters of both cases, digits.

    About 90 random bits; the groups are there for whoever types it once. What the
    rules would refuse for this login is drawn again.
    """
    from counter_app.services.operators import is_strong  # noqa: PLC0415 - see later.py

    while True:
        groups = [
            "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(_GROUP))
            for _ in range(_GROUPS)
        ]
        word = "-".join(groups)
        kinds = (str.islower, str.isupper, str.isdigit)
        if all(any(map(kind, word)) for kind in kinds) and is_strong(word, login):
            return word
