"""All endpoints as data: the app and the OpenAPI description are made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from center import feed
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
    StatusQuery,
    TimeAnswer,
    decode,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request after it was read: body, query, and who signed it."""

    body: bytes
    query: dict[str, str]
    sender: Sender | None = None

    @property
    def who(self) -> Sender:
        """The sender of a signed request."""
        if self.sender is None:
            raise Denied(HTTPStatus.UNAUTHORIZED, CenterCode.SIGNATURE)
        return self.sender

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
    request: Any = None
    query: tuple[str, ...] = ()
    large: bool = False  # worth compressing


def _changes(center: Center, call: Call) -> ChangePage:
    text = call.query.get("limit", str(feed.PAGE))
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 5):  # noqa: PLR2004 - digits
        raise Denied(HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, "limit")
    limit = min(max(int(text), 1), 5 * feed.PAGE)
    return center.changes(call.who, call.query.get("cursor", ""), limit)


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
        lambda center, call: center.apply(call.who, call.message(RawBatch)),
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
        large=True,
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
