"""Limits of the HTTP side: how fast a body must come, how often one may ask.

They hold in one process each and keep nothing but counts in memory: whoever is over
a limit gets a coded answer, the process goes on, and nothing was changed. Limits that
all instances share (enrolment, log-in, holder's page) are in ``center.throttle``.
"""

from __future__ import annotations

import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address

import anyio
import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from center.errors import Denied
from center.throttle import of_address
from counter_app.domain.codes.center import CenterCode
from sync.wire import Problem

MAX_BODY = 4 * 1024 * 1024
PATIENCE_S = 20.0
_SLOWEST = 512  # bytes a second of a body, after the first patience
_BURST = 600
_ADDRESSES = 20_000


async def read_body(
    request: Request, largest: int = MAX_BODY, patience_s: float = PATIENCE_S
) -> bytes:
    """Read the body of a request.

    Raises:
        Denied: ``center.request_too_large``, ``center.too_slow`` for a body that
            falls silent or trickles below 512 bytes a second.
    """
    try:
        return await _read(request, largest, patience_s)
    except TimeoutError as exc:
        raise Denied(HTTPStatus.REQUEST_TIMEOUT, CenterCode.TOO_SLOW) from exc


async def _read(request: Request, largest: int, patience_s: float) -> bytes:
    parts, size, stream = list[bytes](), 0, request.stream().__aiter__()
    begun = time.monotonic()
    while True:
        left = begun + patience_s + size / _SLOWEST - time.monotonic()
        with anyio.fail_after(min(patience_s, left)):
            part = await anext(stream, None)
        if part is None:
            return b"".join(parts)
        size += len(part)
        if size > largest:
            raise too_large()
        parts.append(part)


def unpacked(body: bytes) -> bytes:
    """Unpack a compressed request; one that swells beyond the limit is refused.

    Raises:
        Denied: ``center.request_too_large``, ``center.request_invalid``.
    """
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, MAX_BODY)
    except zlib.error as exc:
        code = CenterCode.REQUEST_INVALID
        raise Denied(HTTPStatus.BAD_REQUEST, code, "gzip") from exc
    if unpacker.unconsumed_tail:
        raise too_large()
    if not unpacker.eof:
        raise Denied(HTTPStatus.BAD_REQUEST, CenterCode.REQUEST_INVALID, "gzip")
    return plain


def too_large() -> Denied:
    """Return the refusal of an oversized request."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return Denied(status, CenterCode.REQUEST_TOO_LARGE)


def problem(code: CenterCode) -> bytes:
    """Return the body of a refusal that no instance signs."""
    return msgspec.json.encode(Problem(code=code.value))


@dataclass(slots=True)
class Pace:
    """So many requests a second of one address, with some in hand (token bucket).

    This machine itself is not counted: a proxy here passes on the visitor's address
    (``FORWARDED_ALLOW_IPS``).
    """

    per_s: float
    burst: int = _BURST
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def allows(self, address: str) -> bool:
        """Count a request; tell whether it may be served."""
        if not self.per_s or _is_here(address):
            return True
        address, now = of_address(address), self.clock()
        left, at = self._left.pop(address, (float(self.burst), now))
        left = min(float(self.burst), left + (now - at) * self.per_s)
        self._left[address] = (max(left - 1, 0.0), now)
        if len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1

    def __len__(self) -> int:
        return len(self._left)

    def __iter__(self) -> Iterator[str]:
        return iter(self._left)


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class Paced:
    """ASGI middleware: who asks too often gets 429 and a moment to wait."""

    def __init__(
        self, app: ASGIApp, pace: Pace, on_refused: Callable[[str], None]
    ) -> None:
        self._app = app
        self._pace = pace
        self._on_refused = on_refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse."""
        if scope["type"] != "http" or self._pace.allows(_address(scope)):
            await self._app(scope, receive, send)
            return
        self._on_refused(CenterCode.TOO_OFTEN)
        headers = [(b"content-type", b"application/json"), (b"retry-after", b"1"),
                   (b"connection", b"close")]  # fmt: skip
        start = {"type": "http.response.start", "status": 429, "headers": headers}
        await send(start)
        body = problem(CenterCode.TOO_OFTEN)
        await send({"type": "http.response.body", "body": body})


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
