"""Who speaks: check the signature, the challenge and the nonce of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from center.database import Database, Tx
from center.errors import Denied
from center.facts import Facts
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import sign

CHALLENGE_MS = 15 * 60 * 1000
_AHEAD_MS = 60 * 1000  # instances' clocks may differ a little
_SEEN_EVERY_MS = 20 * 1000
_NONCE = re.compile(r"[0-9a-f]{32}")
_WORKSTATION = re.compile(r"[0-9A-Za-z-]{1,40}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it came in."""

    method: str
    target: str
    body: bytes
    headers: Mapping[str, str]
    now_ms: int


def authenticate(database: Database, facts: Facts, request: Signed) -> Sender:
    """Return the workstation that signed the request.

    Raises:
        Denied: ``center.signature``, ``center.challenge_expired``,
            ``center.replayed``, ``center.revoked``.
    """
    text = _text(request)
    age = facts.challenge_age(text.challenge, request.now_ms)
    if age is None or not -_AHEAD_MS <= age <= CHALLENGE_MS:
        raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.CHALLENGE_EXPIRED)
    signature = request.headers.get(sign.SIGNATURE, "")

    def check(tx: Tx) -> Sender:
        row = tx.row(_WHO, (text.workstation,))
        if row is None or not sign.verify(str(row[0]), text.to_bytes(), signature):
            raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.SIGNATURE)
        if row[1] is not None:
            raise Denied(HTTPStatus.FORBIDDEN, CenterCode.REVOKED)
        tx.relaxed()
        _once(tx, text, request.now_ms)
        if row[2] is None or request.now_ms - int(row[2]) > _SEEN_EVERY_MS:
            _seen(tx, text, request.now_ms)
        return Sender(text.workstation, str(row[3]), str(row[4]), str(row[5]))

    return database.write(check)


_WHO = (
    "SELECT w.public_key, w.revoked_at, w.last_seen, w.office_code, o.region, o.pack "
    "FROM workstation w JOIN office o ON o.office_code = w.office_code "
    "WHERE w.workstation = ?"
)


def _text(request: Signed) -> sign.RequestText:
    headers = request.headers
    workstation = headers.get(sign.WORKSTATION, "")
    nonce = headers.get(sign.NONCE, "")
    if not _WORKSTATION.fullmatch(workstation) or not _NONCE.fullmatch(nonce):
        raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.SIGNATURE)
    return sign.RequestText(
        method=request.method,
        target=request.target,
        body=request.body,
        workstation=workstation,
        challenge=headers.get(sign.CHALLENGE, ""),
        nonce=nonce,
        timestamp=headers.get(sign.TIMESTAMP, ""),
    )


def _once(tx: Tx, text: sign.RequestText, now_ms: int) -> None:
    """A nonce serves once while its challenge lives; older ones are forgotten."""
    taken = tx.run(
        "INSERT INTO nonce (workstation, nonce, seen_at) VALUES (?, ?, ?) "
        "ON CONFLICT (workstation, nonce) DO NOTHING",
        (text.workstation, text.nonce, now_ms),
    )
    if not taken:
        raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.REPLAYED)


def _seen(tx: Tx, text: sign.RequestText, now_ms: int) -> None:
    clock = text.timestamp
    known = clock.isascii() and clock.isdigit() and len(clock) < 16  # noqa: PLR2004
    skew = now_ms - int(clock) if known else None
    tx.run(
        "UPDATE workstation SET last_seen = ?, skew_ms = ? WHERE workstation = ?",
        (now_ms, skew, text.workstation),
    )


def forget_nonces(tx: Tx, now_ms: int) -> int:
    """Drop nonces whose challenge is long dead."""
    limit = now_ms - CHALLENGE_MS - 2 * _AHEAD_MS
    return tx.run("DELETE FROM nonce WHERE seen_at < ?", (limit,))
