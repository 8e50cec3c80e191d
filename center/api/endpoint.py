"""What one endpoint is, and a request after it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from center.auth import Ticket
from center.errors import Denied, place_of
from center.service import Center
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from sync.wire import decode

_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Call:
    """One request after it was read: body, query, who signed it, who was let in."""

    body: bytes
    query: dict[str, str]
    ticket: Ticket | None = None
    sender: Sender | None = None
    address: str = ""  # where it came from, for limits only

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
        """Decode the body strictly; no database stores a NUL in a text.

        Raises:
            Denied: ``center.request_invalid``.
        """
        try:
            if b"\\u0000" in self.body and kind not in _CHECKED_BY_PART:
                raise msgspec.ValidationError("NUL")
            return decode(self.body, kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            code = CenterCode.REQUEST_INVALID
            raise Denied(HTTPStatus.BAD_REQUEST, code, place_of(exc)) from exc

    def number(self, name: str, usual: int, largest: int) -> int:
        """Return a number of the query, ``largest`` at most.

        Raises:
            Denied: ``center.request_invalid``.
        """
        text = self.query.get(name, str(usual))
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
            raise Denied(HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, name)
        return min(int(text), largest)

    def text(self, name: str, longest: int) -> str:
        """Return a text of the query.

        Raises:
            Denied: ``center.request_invalid``.
        """
        text = self.query.get(name, "")
        if len(text) > longest or not text.isprintable() or not _encodes(text):
            raise Denied(HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, name)
        return text


_CHECKED_BY_PART: set[Any] = set()


def checked_by_part(kind: Any) -> Any:
    """Name a message whose parts are checked one by one; a NUL stops its part only."""
    _CHECKED_BY_PART.add(kind)
    return kind


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter of the query; ``pattern`` is what is taken."""

    name: str
    pattern: str = ""


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
    query: tuple[Query, ...] = ()
    refusals: tuple[int, ...] = ()  # statuses beside the usual ones
