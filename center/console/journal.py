"""The console's audit: a chain of digests, written in the act's own transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from center.database import Row, Tx

_NOTHING = "0" * 64
_COLUMNS = "number, at, login, event, subject, detail, previous, digest"
PAGE = 100
_WALK = (
    f"SELECT {_COLUMNS} FROM console_audit WHERE number > ? "  # noqa: S608 - our own names
    "ORDER BY number LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did: no personal data in any field."""

    login: str
    event: str
    subject: str = ""
    detail: str = ""


def write(tx: Tx, entry: Entry, now_ms: int) -> None:
    """Append an entry to the chain."""
    tx.exclusive("counter-center-console-audit")
    last = tx.row(
        "SELECT number, digest FROM console_audit ORDER BY number DESC LIMIT 1"
    )
    number, previous = (int(last[0]) + 1, str(last[1])) if last else (1, _NOTHING)
    row = (number, now_ms, entry.login, entry.event, entry.subject, entry.detail)
    tx.run(
        f"INSERT INTO console_audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
        (*row, previous, _digest((*row, previous))),
    )


def _digest(values: Row) -> str:
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def page(tx: Tx, before: int) -> list[Row]:
    """Return entries, newest first, before a number (0: from the newest)."""
    where, values = ("WHERE number < ? ", (before,)) if before else ("", ())
    sql = (
        f"SELECT {_COLUMNS} FROM console_audit {where}"  # noqa: S608 - our own names
        "ORDER BY number DESC LIMIT ?"
    )
    return tx.rows(sql, (*values, PAGE))


def first_fault(tx: Tx) -> int | None:
    """Walk the chain and return the first number that does not hold, else None."""
    previous, after = _NOTHING, 0
    while True:
        rows = tx.rows(_WALK, (after, 1000))
        for row in rows:
            whole = row[0] == after + 1 and row[6] == previous
            if not whole or _digest(row[:7]) != row[7]:
                return after + 1
            after, previous = int(row[0]), str(row[7])
        if not rows:
            return None
