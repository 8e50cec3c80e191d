"""Sessions of the console: an opaque token in a cookie, its digest in the database.

A session ends after a pause of fifteen minutes and after eight hours in any case.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from center.console.accounts import Account, find
from center.database import Tx

_MS = timedelta(milliseconds=1)
PAUSE_MS = timedelta(minutes=15) // _MS
WHOLE_MS = timedelta(hours=8) // _MS
_TOUCH_MS = timedelta(seconds=30) // _MS


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is logged in; ``csrf`` stands in every form."""

    account: Account
    csrf: str
    token_hash: str

    def is_own(self, given: str) -> bool:
        """Tell whether a form came from a page of this session."""
        return hmac.compare_digest(given.encode(), self.csrf.encode())


def begin(tx: Tx, login: str, now_ms: int) -> str:
    """Begin a session and return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    tx.run(
        "INSERT INTO console_session (token_hash, login, csrf, made_at, seen_at) "
        "VALUES (?, ?, ?, ?, ?)",
        (_hash(token), login, secrets.token_urlsafe(24), now_ms, now_ms),
    )
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(f"console:{token}".encode()).hexdigest()


def resume(tx: Tx, token: str, now_ms: int) -> Session | None:
    """Return the session of a token while it lives."""
    digest = _hash(token)
    row = tx.row(
        "SELECT login, csrf, made_at, seen_at FROM console_session "
        "WHERE token_hash = ?",
        (digest,),
    )
    if row is None:
        return None
    login, csrf, made_at, seen_at = row
    account = find(tx, str(login))
    if now_ms - seen_at > PAUSE_MS or now_ms - made_at > WHOLE_MS or account is None:
        end(tx, digest)
        return None
    if not account.active:
        return None
    if now_ms - seen_at > _TOUCH_MS:
        tx.run(
            "UPDATE console_session SET seen_at = ? WHERE token_hash = ?",
            (now_ms, digest),
        )
    return Session(account, str(csrf), digest)


def end(tx: Tx, token_hash: str) -> None:
    """End a session."""
    tx.run("DELETE FROM console_session WHERE token_hash = ?", (token_hash,))


def drop(tx: Tx, token: str) -> None:
    """End the session of a token, if there is one."""
    end(tx, _hash(token))


def forget(tx: Tx, now_ms: int) -> int:
    """Drop sessions that are over."""
    return tx.run(
        "DELETE FROM console_session WHERE seen_at < ? OR made_at < ?",
        (now_ms - PAUSE_MS, now_ms - WHOLE_MS),
    )
