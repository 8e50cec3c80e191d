"""A reader for web pages of this machine: HTTP on 127.0.0.1, token, allowed origins.

Counter web pages expect such a helper (card.md 9). It offers what ``iReadCardBas``
and ``iVerifyPIN`` offer and nothing that changes a card::

    GET  /v1/state             is there a reader, is there a card
    GET  /v1/card/basic        the basic data as JSON
    GET  /v1/card/basic.txt    the eleven-field line of iReadCardBas
    POST /v1/pin/verify        {"card_uid", "pin" or "pad": true, "confirm_last_try"}

It runs only when started by hand, listens on the loopback interface only, and a page
that has not the token, or comes from an origin not named, gets nothing.
"""

from __future__ import annotations

import hmac
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

from card_io.commands import reading_as_json
from counter_app.domain.chip import ChipReading, Pin
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError, CounterError
from counter_app.domain.secret import Secret
from counter_app.i18n import Catalogue
from counter_app.ports.cards import CardDesk, PinUse

LOOPBACK = "127.0.0.1"
_NAMES = (LOOPBACK, "localhost")
_MAX_BODY = 1024
_SOCKET_SECONDS = 10.0
#: Connections at one time; a browser keeps six to one place.
MOST_CALLERS = 32
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BridgeRules:
    """Who may ask for what.

    Attributes:
        token: every request carries it as ``Authorization: Bearer``.
        origins: web origins whose pages may ask, e.g. ``https://counter.example``.
        pin: pages may have a PIN verified.
        port: 0 for any free one.
    """

    token: str = field(repr=False)
    origins: frozenset[str] = frozenset()
    pin: bool = False
    port: int = 0


class CardBridge:
    """Serves a desk until :meth:`stop`.

    Args:
        desk: who reads cards.
        rules: who may ask for what.
        words: language of the causes and remedies in failures.
        on_record: told of every reading before it is handed out; what it raises
            keeps the reading back (queries leave a trace, ``business.md`` 11).
    """

    def __init__(
        self,
        desk: CardDesk,
        rules: BridgeRules,
        words: Catalogue,
        on_record: Callable[[str, ChipReading], None] = lambda *_: None,
    ) -> None:
        self.desk = desk
        self.rules = rules
        self.words = words
        self.on_record = on_record
        bound = type("BoundHandler", (_Handler,), {"bridge": self})
        self._server = _FewAtOnce((LOOPBACK, rules.port), bound)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where pages find it."""
        return f"http://{LOOPBACK}:{self.port}"

    def serve(self) -> None:
        """Answer until stopped."""
        with self._server:
            self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End :meth:`serve`; not to be called from its own thread."""
        self._server.shutdown()


class _FewAtOnce(ThreadingHTTPServer):
    """Hangs up on callers beyond a number; no page can fill the machine."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *args: Any) -> None:
        self._places = threading.BoundedSemaphore(MOST_CALLERS)
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve the caller in a thread, if there is a place."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve, and give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _RefusedError(Exception):
    """The request is not answered; nothing was asked of the card."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


def _as_json(pin: Pin) -> dict[str, object]:
    return {"state": pin.state, "tries_left": pin.tries_left}


def _nothing() -> object:
    raise _RefusedError(HTTPStatus.NOT_FOUND)


class _Handler(BaseHTTPRequestHandler):
    bridge: ClassVar[CardBridge]
    server_version = "counter-card"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = _SOCKET_SECONDS

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 -- signature of the base
        """Log to the program's log at its lowest level, without bodies."""
        _log.debug("bridge: %s", self.command)

    def do_OPTIONS(self) -> None:
        """Answer a browser's question before the real request."""
        try:
            self._need_place()
        except _RefusedError as refused:
            self._send(refused.status, b"")
            return
        self._send(HTTPStatus.NO_CONTENT, b"")

    def do_GET(self) -> None:
        """Answer a look."""
        routes: dict[str, Callable[[], object]] = {
            "/v1/state": self._state,
            "/v1/card/basic": lambda: reading_as_json(self._read()),
            "/v1/card/basic.txt": lambda: self._read().line,
        }
        self._answer(routes)

    def do_POST(self) -> None:
        """Answer a PIN."""
        routes: dict[str, Callable[[], object]] = {}
        if self.bridge.rules.pin:
            routes["/v1/pin/verify"] = self._verify
        self._answer(routes)

    def _answer(self, routes: dict[str, Callable[[], object]]) -> None:
        try:
            self._need_place()
            self._need_token()
            found = routes.get(urlsplit(self.path).path, _nothing)()
        except _RefusedError as refused:
            self.close_connection = True
            self._send(refused.status, b"")
        except CounterError as exc:
            self._send(HTTPStatus.CONFLICT, self._failure(exc))
        else:
            self._send(HTTPStatus.OK, found)

    def _need_place(self) -> None:
        """Refuse other hosts (a rebound name) and origins not named."""
        host = self.headers.get("Host", "")
        if host not in [f"{name}:{self.bridge.port}" for name in _NAMES]:
            raise _RefusedError(HTTPStatus.FORBIDDEN)
        origin = self.headers.get("Origin")
        if origin is not None and origin not in self.bridge.rules.origins:
            raise _RefusedError(HTTPStatus.FORBIDDEN)

    def _need_token(self) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = self.bridge.rules.token
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            raise _RefusedError(HTTPStatus.UNAUTHORIZED)

    def _state(self) -> dict[str, object]:
        state = self.bridge.desk.state()
        return {
            "service": state.service,
            "reader": state.reader,
            "card_present": state.card_present,
            "has_pad": state.has_pad,
            "fault": state.fault,
        }

    def _read(self) -> ChipReading:
        reading = self.bridge.desk.read()
        self.bridge.on_record("card.read", reading)
        return reading

    def _verify(self) -> dict[str, object]:
        """Verify once; the card must be named, the last try confirmed."""
        body = self._body()
        uid, digits = body.get("card_uid"), body.get("pin")
        last, on_pad = (body.get(k) is True for k in ("confirm_last_try", "pad"))
        if on_pad and isinstance(uid, str):
            use = PinUse.on_pad(confirm_last_try=last)
            return _as_json(self.bridge.desk.verify_pin(uid, use))
        if not isinstance(uid, str) or not isinstance(digits, str):
            raise _RefusedError(HTTPStatus.BAD_REQUEST)
        if not digits.isascii():
            raise CardError(CardCode.PIN_FORMAT)
        secret = Secret(digits)
        try:
            pin = self.bridge.desk.verify_pin(uid, PinUse(secret, last))
        finally:
            secret.wipe()
        return _as_json(pin)

    def _body(self) -> dict[str, object]:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _MAX_BODY:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            found = json.loads(self.rfile.read(int(length)))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise _RefusedError(HTTPStatus.BAD_REQUEST)
        return found

    def _failure(self, exc: CounterError) -> dict[str, object]:
        cause, remedy = self.bridge.words.error_text(exc.code, exc.params)
        error: dict[str, object] = {
            "code": exc.code,
            "message": cause,
            "remedy": remedy,
        }
        if "tries_left" in exc.params:
            error["tries_left"] = exc.params["tries_left"]
        return {"error": error}

    def _send(self, status: HTTPStatus, found: object) -> None:
        kind = "application/json"
        if isinstance(found, bytes):
            raw = found
        elif isinstance(found, str):
            raw, kind = found.encode(), "text/plain"
        else:
            raw = json.dumps(found, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self._allow()
        self.end_headers()
        self.wfile.write(raw)

    def _allow(self) -> None:
        """Tell the browser that this origin may see the answer."""
        origin = self.headers.get("Origin")
        if origin is None or origin not in self.bridge.rules.origins:
            return
        self.send_header("Access-Control-Allow-Origin", origin)
        self.send_header("Vary", "Origin")
        self.send_header("Access-Control-Allow-Methods", "GET, POST")
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        if self.headers.get("Access-Control-Request-Private-Network"):
            self.send_header("Access-Control-Allow-Private-Network", "true")
