"""Accounts of the console: roles, passwords (argon2id), lock-out.

There is no default account and no default password; the first one is made on the
command line of the center (business.md 11, login).
"""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from center.database import Row, Tx
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

MOST_FAILURES = 5
LOCK_MS = timedelta(minutes=15) // timedelta(milliseconds=1)
SHORTEST = 12
_LONGEST = 128
_LONGEST_NAME = 60
_KINDS_OF_CHARACTERS = 3
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_hasher = PasswordHasher()
# So that no account takes as long: the form of a hash, made of chance alone.
_salt, _digest = (
    b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (16, 32)
)
_nobody = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},"
    f"p={_hasher.parallelism}${_salt}${_digest}"
)
_COLUMNS = "login, name, role, password_hash, must_change, failed, locked_until, active"


class ConsoleRole(StrEnum):
    """What an account may do; each may do what those before may."""

    VIEWER = "viewer"  # looks
    SUPERVISOR = "supervisor"  # decides conflicts, replies to counters
    ADMINISTRATOR = "administrator"  # workstations, codes, packs, accounts

    def may(self, wanted: ConsoleRole) -> bool:
        """Tell whether this role holds another."""
        order = list(ConsoleRole)
        return order.index(self) >= order.index(wanted)


@dataclass(frozen=True, slots=True)
class Account:
    """One account; its hash never leaves this module."""

    login: str
    name: str
    role: ConsoleRole
    must_change: bool
    locked_until: int | None
    active: bool


def _account(row: Row) -> Account:
    return Account(
        row[0], row[1], ConsoleRole(row[2]), bool(row[4]), row[6], bool(row[7])
    )


def find(tx: Tx, login: str) -> Account | None:
    """Return an account."""
    row = tx.row(f"SELECT {_COLUMNS} FROM console_account WHERE login = ?", (login,))  # noqa: S608 - our own names
    return _account(row) if row else None


def listed(tx: Tx) -> list[Account]:
    """Return all accounts."""
    sql = f"SELECT {_COLUMNS} FROM console_account ORDER BY login"  # noqa: S608 - our own names
    return [_account(row) for row in tx.rows(sql)]


def hashed(login: str, password: str) -> str:
    """Return the hash of a password that is long and mixed enough.

    Raises:
        CenterError: ``center.password_weak``.
    """
    kinds = sum(re.search(one, password) is not None for one in _CLASSES)
    strong = SHORTEST <= len(password) <= _LONGEST and kinds >= _KINDS_OF_CHARACTERS
    if (
        not strong
        or login.lower() in password.lower()
        or len(set(password)) < SHORTEST // 2
    ):
        raise CenterError(CenterCode.PASSWORD_WEAK, shortest=SHORTEST)
    return _hasher.hash(password)


def one_time_password() -> str:
    """Return a random password to be changed at the first login."""
    parts = ("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3))
    return "-".join(parts) + secrets.choice("23456789")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made; ``password_hash`` by :func:`hashed`."""

    login: str
    name: str
    role: ConsoleRole
    password_hash: str
    must_change: bool = False


def make(tx: Tx, new: NewAccount, now_ms: int) -> None:
    """Make an account.

    Raises:
        CenterError: ``center.account_name``, ``center.account_exists``.
    """
    name = new.name.strip()
    if (
        not _LOGIN.fullmatch(new.login)
        or not 0 < len(name) <= _LONGEST_NAME
        or not name.isprintable()
    ):
        raise CenterError(CenterCode.ACCOUNT_NAME)
    if find(tx, new.login) is not None:
        raise CenterError(CenterCode.ACCOUNT_EXISTS, login=new.login)
    tx.run(
        "INSERT INTO console_account (login, name, role, password_hash, must_change, "
        "made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (new.login, name, new.role.value, new.password_hash, int(new.must_change),
         now_ms),
    )  # fmt: skip


def change_password(tx: Tx, login: str, password_hash: str, *, must: bool) -> None:
    """Store a new password, lift a lock, and end every session of the account.

    Raises:
        CenterError: ``center.no_such_account``.
    """
    touched = tx.run(
        "UPDATE console_account SET password_hash = ?, must_change = ?, failed = 0, "
        "locked_until = NULL WHERE login = ?",
        (password_hash, int(must), login),
    )
    if not touched:
        raise CenterError(CenterCode.NO_SUCH_ACCOUNT, login=login)
    tx.run("DELETE FROM console_session WHERE login = ?", (login,))


def set_active(tx: Tx, login: str, *, active: bool) -> None:
    """Shut an account, or open it again.

    Raises:
        CenterError: ``center.no_such_account``.
    """
    sql = "UPDATE console_account SET active = ? WHERE login = ?"
    if not tx.run(sql, (int(active), login)):
        raise CenterError(CenterCode.NO_SUCH_ACCOUNT, login=login)
    if not active:
        tx.run("DELETE FROM console_session WHERE login = ?", (login,))


def password_hash(tx: Tx, login: str) -> str:
    """Return what a password is checked against; a decoy where there is no account."""
    row = tx.row("SELECT password_hash FROM console_account WHERE login = ?", (login,))
    return str(row[0]) if row else _nobody


def is_password(known_hash: str, password: str) -> bool:
    """Check a password; slow on purpose, so outside of any transaction."""
    try:
        return _hasher.verify(known_hash, password[:_LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def enter(tx: Tx, login: str, now_ms: int, *, right: bool) -> Account | None:
    """Count a try and return the account when it may come in.

    Five wrong tries lock for fifteen minutes; a locked account learns nothing of
    whether the password was right.
    """
    account = find(tx, login)
    if account is None or not account.active:
        return None
    if account.locked_until is not None and now_ms < account.locked_until:
        return None
    if right:
        _counted(tx, login, 0, None)
        return account
    row = tx.row("SELECT failed FROM console_account WHERE login = ?", (login,))
    failed = (int(row[0]) if row else 0) + 1
    locked = failed >= MOST_FAILURES
    _counted(tx, login, 0 if locked else failed, now_ms + LOCK_MS if locked else None)
    return None


def _counted(tx: Tx, login: str, failed: int, locked_until: int | None) -> None:
    tx.run(
        "UPDATE console_account SET failed = ?, locked_until = ? WHERE login = ?",
        (failed, locked_until, login),
    )
