"""One exchange with the center: send, name what went wrong, check who answered."""

from __future__ import annotations

import gzip
import ipaddress
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CenterError
from counter_app.ports.clock import Clock
from sync.pinning import pinned_context
from sync.wire import WIRE_VERSION, Problem, decode, sign

Message = TypeVar("Message")
_CONNECT_S = 5.0
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_CARD = "card."
_LATER = frozenset(
    {
        CenterCode.BUSY,
        CenterCode.DATABASE_AWAY,
        CenterCode.TOO_OFTEN,
        CenterCode.NO_KEY_SERVICE,
        CenterCode.SCHEMA_OLD,
        CenterCode.SCHEMA_NEW,
        CenterCode.KEY_MODULE,
    }
)
_WORTH_GZIP = 4096


class LineFault(CenterError):  # noqa: N818 - the domain says fault
    """An exchange failed.

    Attributes:
        sent: the request may have reached the center: its outcome is unknown.
        of_center: the pinned center itself answered so, no proxy or portal.
    """

    def __init__(
        self, code: str, *, sent: bool = True, of_center: bool = False
    ) -> None:
        super().__init__(code)
        self.sent = sent
        self.of_center = of_center


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this workstation is to the center."""

    workstation: str
    key: sign.SigningKey = field(repr=False)
    center_key: str  # pinned at enrolment
    tls_pin: str = ""  # pinned at enrolment; empty: the machine's authorities decide


@dataclass(frozen=True, slots=True)
class Measured:
    """What an answer tells of the clocks."""

    skew_s: float
    at_ms: int


class Transport:
    """Signed JSON over HTTP; threads share it.

    Args:
        url: address of the center, without ``/v1``.
        clock: this machine's clock; only told to the center, never relied on.
        identity: None before enrolment (open endpoints only).
        timeout_s: longest silence in an exchange, not its whole length.
        transport: another HTTP transport (tests), or another trust than the
            identity's pin (enrolment).
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        identity: Identity | None = None,
        *,
        timeout_s: float = 20.0,
        transport: httpx.BaseTransport | ssl.SSLContext | None = None,
    ) -> None:
        host = _host(url)
        if transport is None or isinstance(transport, ssl.SSLContext):
            _demand_tls(url, host)
        trust = _trust(url, identity)
        if isinstance(transport, ssl.SSLContext):
            trust, transport = transport, None
        self._clock = clock
        self._identity = identity
        self._challenge = ""
        self.measured: Measured | None = None
        try:
            self._http = httpx.Client(
                base_url=url.rstrip("/"),
                timeout=httpx.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s)),
                transport=transport,
                verify=trust,
                trust_env=not _is_loopback(host),
                headers={"accept": "application/json", sign.WIRE: str(WIRE_VERSION)},
                follow_redirects=False,
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as exc:
            raise LineFault(CenterCode.ADDRESS, sent=False) from exc

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, method: str, target: str, kind: type[Message], body: bytes = b"",
            *, signed: bool = True) -> Message:  # fmt: skip
        """Make one exchange and return the decoded answer.

        Raises:
            LineFault: no answer, a wrong answer, or a refusal by the center.
            CardError: a refusal with a code of the card area (key service).
        """
        answer = self._exchange(method, target, body, signed=signed)
        if signed and _code(answer) == CenterCode.CHALLENGE_EXPIRED:
            answer = self._exchange(method, target, body, signed=signed)
        _raise_refusal(answer)
        try:
            return decode(answer.content, kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            raise LineFault(CenterCode.ANSWER_INVALID, of_center=True) from exc

    def _exchange(
        self, method: str, target: str, body: bytes, *, signed: bool
    ) -> httpx.Response:
        if signed and not self._challenge:
            self._exchange("GET", "/v1/time", b"", signed=False)
        nonce = secrets.token_hex(16)
        headers = {"content-type": "application/json"} if body else {}
        headers[sign.NONCE] = nonce
        if signed:
            headers |= self._signature(method, target, body, nonce)
        if len(body) > _WORTH_GZIP:
            headers["content-encoding"] = "gzip"
            body = gzip.compress(body, compresslevel=1)
        before = self._clock.now().timestamp()
        answer = _translated(
            lambda: self._http.request(
                method, target, content=body or None, headers=headers
            )
        )
        of_center = self._is_of_center(answer, nonce)
        _check_form(answer, of_center=of_center)
        if self._identity is not None and not of_center:
            raise LineFault(CenterCode.ANSWER_UNSIGNED)
        self._measure(answer, before)
        self._challenge = answer.headers.get(sign.CHALLENGE, self._challenge)
        return answer

    def _signature(
        self, method: str, target: str, body: bytes, nonce: str
    ) -> dict[str, str]:
        identity = self._identity
        if identity is None:
            raise LineFault(CenterCode.NOT_ENROLLED, sent=False)
        text = sign.RequestText(
            method=method,
            target=target,
            body=body,
            workstation=identity.workstation,
            challenge=self._challenge,
            nonce=nonce,
            timestamp=str(int(self._clock.now().timestamp() * 1000)),
        )
        return {
            sign.WORKSTATION: text.workstation,
            sign.CHALLENGE: text.challenge,
            sign.TIMESTAMP: text.timestamp,
            sign.SIGNATURE: identity.key.sign(text.to_bytes()),
        }

    def _is_of_center(self, answer: httpx.Response, nonce: str) -> bool:
        """Tell whether the pinned center answered; nobody else is believed."""
        if self._identity is None:
            return False
        text = sign.answer_bytes(answer.status_code, nonce, answer.content)
        signature = answer.headers.get(sign.CENTER_SIGNATURE, "")
        return sign.verify(self._identity.center_key, text, signature)

    def _measure(self, answer: httpx.Response, before: float) -> None:
        told = answer.headers.get(sign.CENTER_TIME, "")
        if not (told.isascii() and told.isdigit()):
            return
        after = self._clock.now().timestamp()
        middle = (before + after) / 2
        self.measured = Measured(int(told) / 1000 - middle, int(told))


def _trust(url: str, identity: Identity | None) -> ssl.SSLContext | bool:
    pin = identity.tls_pin if identity else ""
    if pin:
        return pinned_context(pin)
    if not url.lower().startswith("https:"):  # this machine, in plain text
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, loads nothing
    return True


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as exc:
        raise LineFault(CenterCode.ADDRESS, sent=False) from exc
    if parts.scheme not in {"http", "https"} or not host:
        raise LineFault(CenterCode.ADDRESS, sent=False)
    return host


def _demand_tls(url: str, host: str) -> None:
    """Personal data leaves this machine under TLS only."""
    if not url.lower().startswith("https:") and not _is_loopback(host):
        raise LineFault(CenterCode.PLAIN_HTTP, sent=False)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _translated(send: Callable[[], httpx.Response]) -> httpx.Response:
    try:
        return send()
    except (httpx.ConnectTimeout, httpx.PoolTimeout) as exc:
        raise LineFault(CenterCode.TIMEOUT, sent=False) from exc
    except httpx.TimeoutException as exc:
        raise LineFault(CenterCode.TIMEOUT) from exc
    except httpx.ProxyError as exc:
        raise LineFault(CenterCode.PROXY, sent=False) from exc
    except httpx.ConnectError as exc:
        code = CenterCode.TLS if _is_tls(exc) else CenterCode.UNREACHABLE
        raise LineFault(code, sent=False) from exc
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as exc:
        raise LineFault(CenterCode.ADDRESS, sent=False) from exc
    except httpx.DecodingError as exc:
        raise LineFault(CenterCode.ANSWER_INVALID) from exc
    except httpx.HTTPError as exc:
        code = CenterCode.TLS if _is_tls(exc) else CenterCode.INTERRUPTED
        raise LineFault(code) from exc
    except RuntimeError as exc:  # the client was closed while this thread waited
        raise LineFault(CenterCode.INTERRUPTED) from exc


def _is_tls(exc: BaseException) -> bool:
    cause: BaseException | None = exc
    while cause is not None:
        if isinstance(cause, ssl.SSLError) or "SSL" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _check_form(answer: httpx.Response, *, of_center: bool) -> None:
    """Name pages of portals and proxies, and faults of servers in between."""
    status = answer.status_code
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        code = _code(answer)  # nobody signed it: only what means "later" is believed
        code = code if code in _LATER else CenterCode.BUSY
        raise LineFault(code, of_center=of_center)
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        raise LineFault(CenterCode.PROXY, sent=False)
    if status >= _SERVER_ERROR and status != HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        raise LineFault(CenterCode.SERVER_FAULT, of_center=of_center)
    kind = answer.headers.get("content-type", "")
    redirect = 300 <= status < _CLIENT_ERROR  # noqa: PLR2004 - HTTP's own figures
    if "html" in kind or redirect or answer.content.lstrip()[:1] == b"<":
        raise LineFault(CenterCode.HTML_ANSWER)
    if not kind.startswith("application/json"):
        raise LineFault(CenterCode.ANSWER_INVALID)


def _code(answer: httpx.Response) -> str | None:
    """Return the code of a problem answer."""
    if answer.status_code < _CLIENT_ERROR:
        return None
    try:
        return decode(answer.content, Problem).code
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _raise_refusal(answer: httpx.Response) -> None:
    if answer.status_code < _CLIENT_ERROR:
        return
    code = _code(answer)
    if code is None:
        raise LineFault(CenterCode.ANSWER_INVALID, of_center=True)
    if code.startswith(_CARD):
        raise CardError(code)
    raise LineFault(code, of_center=True)
