"""Connections that cannot be held open for nothing (slow clients, endless heads).

uvicorn waits for the head of a request as long as it takes, and takes a head of any
size; a few sockets that trickle would occupy an instance. Here a head has its time and
its size, an answer nobody reads is dropped, and more connections than fit are told so.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from center.limits import MAX_BODY, PATIENCE_S, problem
from counter_app.domain.codes.center import CenterCode

_log = logging.getLogger(__name__)
MOST_CONNECTIONS = 800
_HEAD = 32 * 1024
_UNREAD_S = 120.0  # an answer that moves less than a buffer in this time is dropped


class GuardedProtocol(HttpToolsProtocol):
    """One connection with limits; :func:`guarded` sets them."""

    patience_s = PATIENCE_S
    most = MOST_CONNECTIONS
    _late: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _waiting = 0  # bytes that belong to no request being served
    _in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take the connection, or say that there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, CenterCode.BUSY)
            return
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Pass data on; a head must be complete in its time and size."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._serves():
            self._disarm()
            return
        self._arm()
        self._waiting += len(data)
        if self._waiting > (2 * MAX_BODY if self._in_body else _HEAD):
            too_large = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self._refuse(too_large, CenterCode.REQUEST_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """The head is there; its body may follow."""
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._in_body = False
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The visitor does not read as fast as we write."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(_UNREAD_S, self._drop)

    def resume_writing(self) -> None:
        """The visitor has read on."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._disarm()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def _serves(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _arm(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.patience_s, self._too_late)

    def _disarm(self) -> None:
        self._waiting = 0
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        if not self._serves():
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, CenterCode.TOO_SLOW)

    def _drop(self) -> None:
        _log.info("refused: %s", CenterCode.TOO_SLOW)
        self.transport.abort()

    def _refuse(self, status: HTTPStatus, code: CenterCode) -> None:
        """Answer without a request and close; nothing was looked at."""
        if self.transport.is_closing():
            return
        _log.info("refused: %s", code)
        body = problem(code)
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            "content-type: application/json\r\nretry-after: 2\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()


def guarded(patience_s: float, most: int) -> type[GuardedProtocol]:
    """Return the protocol with these limits."""
    return type("Guarded", (GuardedProtocol,), {"patience_s": patience_s, "most": most})
