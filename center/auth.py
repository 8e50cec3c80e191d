"""Who speaks: check the signature, the challenge and the nonce of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from center import packs
from center.database import Database, Question, Row, Tx
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


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request whose signature holds; the database has yet to let it in.

    Revocation and nonce are checked in the transaction that does the work, so that a
    batch costs one commit.
    """

    text: sign.RequestText
    now_ms: int

    @property
    def workstation(self) -> str:
        """Who signed."""
        return self.text.workstation

    def questions(self, tx: Tx) -> list[Question]:
        """Lock the workstation's row, spend the nonce."""
        return [
            (_WHO + tx.lock_of("w"), (packs.day_of(self.now_ms), self.workstation)),
            (_NONCE_TAKEN, (self.workstation, self.text.nonce, self.now_ms)),
        ]

    def admitted(self, tx: Tx, answers: Sequence[list[Row]]) -> Sender:
        """Take the answers to :meth:`questions`.

        Raises:
            Denied: ``center.revoked``, ``center.replayed``.
        """
        who, taken = answers
        if not who:
            raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.SIGNATURE)
        revoked, last_seen, office_code, region, pack, published = who[0]
        if revoked is not None:
            raise Denied(HTTPStatus.FORBIDDEN, CenterCode.REVOKED)
        if not taken:
            raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.REPLAYED)
        if last_seen is None or self.now_ms - int(last_seen) > _SEEN_EVERY_MS:
            _seen(tx, self.text, self.now_ms)
        key = packs.learn(tx, str(published or pack))
        return Sender(self.workstation, str(office_code), str(region), key)


def check(
    database: Database, facts: Facts, public_keys: dict[str, str], request: Signed
) -> Ticket:
    """Check challenge and signature.

    A key in ``public_keys`` is known already: a workstation's key never changes.

    Raises:
        Denied: ``center.signature``, ``center.challenge_expired``.
    """
    text = _text(request)
    age = facts.challenge_age(text.challenge, request.now_ms)
    if age is None or not -_AHEAD_MS <= age <= CHALLENGE_MS:
        raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.CHALLENGE_EXPIRED)
    signature = request.headers.get(sign.SIGNATURE, "")
    key = public_keys.get(text.workstation)
    if key is None:
        row = database.read(lambda tx: tx.row(_KEY_OF, (text.workstation,)))
        key = str(row[0]) if row else None
    if key is None or not sign.verify(key, text.to_bytes(), signature):
        raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.SIGNATURE)
    public_keys[text.workstation] = key
    return Ticket(text, request.now_ms)


def admit(database: Database, ticket: Ticket) -> Sender:
    """Let a request in by a transaction of its own.

    Raises:
        Denied: ``center.revoked``, ``center.replayed``.
    """

    def enter(tx: Tx) -> Sender:
        tx.relaxed()
        return ticket.admitted(tx, tx.ask(ticket.questions(tx)))

    return database.write(enter)


_KEY_OF = "SELECT public_key FROM workstation WHERE workstation = ?"
_WHO = (
    "SELECT w.revoked_at, w.last_seen, w.office_code, o.region, o.pack, "  # noqa: S608 - our own names
    f"{packs.IN_FORCE} FROM workstation w "
    "JOIN office o ON o.office_code = w.office_code WHERE w.workstation = ?"
)
_NONCE_TAKEN = (
    "INSERT INTO nonce (workstation, nonce, seen_at) VALUES (?, ?, ?) "
    "ON CONFLICT (workstation, nonce) DO NOTHING RETURNING 1"
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


def _seen(tx: Tx, text: sign.RequestText, now_ms: int) -> None:
    clock = text.timestamp
    known = clock.isascii() and clock.isdigit() and len(clock) < 16  # noqa: PLR2004
    skew = now_ms - int(clock) if known else None
    tx.many(
        "UPDATE workstation SET last_seen = ?, skew_ms = ? WHERE workstation = ?",
        [(now_ms, skew, text.workstation)],
    )


def forget_nonces(tx: Tx, now_ms: int) -> int:
    """Drop nonces whose challenge is long dead."""
    limit = now_ms - CHALLENGE_MS - 2 * _AHEAD_MS
    return tx.run("DELETE FROM nonce WHERE seen_at < ?", (limit,))
