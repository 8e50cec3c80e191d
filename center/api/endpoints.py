"""All endpoints as data: the app and the OpenAPI description are made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from center import feed, snapshot
from center.auth import Ticket
from center.errors import Denied
from center.service import Center
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import (
    BatchAnswer,
    ChangePage,
    CryptogramAnswer,
    CryptogramQuery,
    Enrolled,
    EnrolRequest,
    Health,
    OperationBatch,
    RawBatch,
    RestPage,
    RollChunk,
    StatusQuery,
    TimeAnswer,
    decode,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request after it was read: body, query, who signed it, who was let in."""

    body: bytes
    query: dict[str, str]
    ticket: Ticket | None = None
    sender: Sender | None = None

    @property
    def who(self) -> Sender:
        """The sender of a signed request."""
        if self.sender is None:
            raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.SIGNATURE)
        return self.sender

    @property
    def door(self) -> Ticket:
        """The signed request of an endpoint that lets its sender in itself."""
        if self.ticket is None:
            raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.SIGNATURE)
        return self.ticket

    def message(self, kind: Any) -> Any:
        """Decode the body strictly.

        Raises:
            Denied: ``center.request_invalid``.
        """
        try:
            return decode(self.body, kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            code = CenterCode.REQUEST_INVALID
            raise Denied(HTTPStatus.BAD_REQUEST, code, _plain(exc)) from exc


def _plain(exc: Exception) -> str:
    """A decoder's complaint names fields and types, never values."""
    return str(exc)[:200]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path of ``/v1``."""

    path: str
    method: str
    summary: str
    answer: Any
    run: Callable[[Center, Call], object]
    signed: bool = True
    admits: bool = False  # lets its sender in within its own transaction
    request: Any = None
    query: tuple[str, ...] = ()


def _changes(center: Center, call: Call) -> ChangePage:
    limit = max(_number(call, "limit", feed.PAGE, 5 * feed.PAGE), 1)
    return center.changes(call.who, call.query.get("cursor", ""), limit)


def _roll(center: Center, call: Call) -> RollChunk:
    after = call.query.get("after", "")
    if len(after) > _LONGEST_KEY or "\0" in after:
        raise Denied(HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, "after")
    limit = max(_number(call, "limit", snapshot.CHUNK, snapshot.LARGEST), 1)
    return center.roll_chunk(call.who, after, call.query.get("since", ""), limit)


def _number(call: Call, name: str, usual: int, largest: int) -> int:
    """Return a number of the query, ``largest`` at most.

    Raises:
        Denied: ``center.request_invalid``.
    """
    text = call.query.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Denied(HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, name)
    return min(int(text), largest)


_LONGEST_KEY = 32
_DIGITS = 19
_BIGINT = 2**62
HEALTH = "/v1/health"
ENDPOINTS = (
    Endpoint(
        HEALTH,
        "GET",
        "Whether this instance serves and its database answers",
        Health,
        lambda center, _call: center.health(),
        signed=False,
    ),
    Endpoint(
        "/v1/time",
        "GET",
        "The center's clock; the challenge to sign is in the answer's header",
        TimeAnswer,
        lambda center, _call: center.time(),
        signed=False,
    ),
    Endpoint(
        "/v1/enrol",
        "POST",
        "Bind a workstation with a one-time code and its public key",
        Enrolled,
        lambda center, call: center.enrol(call.message(EnrolRequest)),
        signed=False,
        request=EnrolRequest,
    ),
    Endpoint(
        "/v1/operations",
        "POST",
        "Apply a batch of operations, each once",
        BatchAnswer,
        lambda center, call: center.apply(call.door, call.message(RawBatch)),
        admits=True,
        request=OperationBatch,
    ),
    Endpoint(
        "/v1/operations/status",
        "POST",
        "Ask what became of operations whose answer was lost",
        BatchAnswer,
        lambda center, call: center.status(call.who, call.message(StatusQuery)),
        request=StatusQuery,
    ),
    Endpoint(
        "/v1/changes",
        "GET",
        "Changes of the office's slice after a cursor, oldest first",
        ChangePage,
        _changes,
        query=("cursor", "limit"),
    ),
    Endpoint(
        "/v1/roll",
        "GET",
        "First load: the office's holders with their cards, after a holder",
        RollChunk,
        _roll,
        query=("after", "since", "limit"),
    ),
    Endpoint(
        "/v1/roll/rest",
        "GET",
        "First load: allotment and deletions up to the place where the load began",
        RestPage,
        lambda center, call: center.roll_rest(
            call.who, call.query.get("since", ""), _number(call, "place", 0, _BIGINT)
        ),
        query=("since", "place"),
    ),
    Endpoint(
        "/v1/keys/cryptogram",
        "POST",
        "One authentication cryptogram for a card session",
        CryptogramAnswer,
        lambda center, call: center.cryptogram(call.who, call.message(CryptogramQuery)),
        request=CryptogramQuery,
    ),
)
