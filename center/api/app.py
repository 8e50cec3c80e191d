"""The ASGI application: read, check, run on a worker thread, sign the answer."""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import anyio
import msgspec
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from center.api.endpoint import Call, Endpoint
from center.api.endpoints import ENDPOINTS, HEALTH, READY
from center.api.figures import metrics_route
from center.api.openapi import describe
from center.auth import Signed
from center.console.app import InThread, console_app, holder_app
from center.errors import DatabaseAway, Denied
from center.housekeeping import Housekeeping
from center.limits import PATIENCE_S, Pace, Paced, read_body, unpacked
from center.logs import describe as describe_fault
from center.service import Center
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CenterError
from sync.wire import WIRE_VERSION, Problem, encode, sign

_log = logging.getLogger(__name__)
_WORTH_GZIP = 4096
_MOST_WAITING = 256
_NOT_READY = frozenset(
    {CenterCode.SCHEMA_OLD, CenterCode.SCHEMA_NEW, CenterCode.KEY_MODULE}
)
_JSON = "application/json"
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Manners:
    """How this instance treats its visitors.

    Attributes:
        threads: requests at work at once; others wait.
        patience_s: longest silence in a request.
        per_s: requests a second of one address, 0 for any number.
    """

    threads: int = 8
    patience_s: float = PATIENCE_S
    per_s: float = 0.0


def create_app(
    center: Center,
    manners: Manners = Manners(),
    *,
    housekeeping: Housekeeping | None = None,
) -> Starlette:
    """Return the application; it keeps no state but counts of its limits."""
    threads = manners.threads
    limiter: list[anyio.CapacityLimiter] = []

    in_thread = _threads(limiter, threads)
    handler = _handlers(center, in_thread, manners.patience_s)
    routes = [*_by_path(handler), Route("/v1/openapi.json", _openapi)]
    for path, short in ((HEALTH, "/healthz"), (READY, "/readyz")):
        endpoint = next(e for e in ENDPOINTS if e.path == path)
        routes.append(Route(short, handler(endpoint)))
    app = Starlette(
        routes=[
            *routes,
            metrics_route(center, in_thread),
            Route("/console", _further("/console/")),
            Route("/status", _further("/status/")),
            Mount("/console", console_app(center, in_thread, manners.patience_s)),
            Mount("/status", holder_app(center, in_thread, manners.patience_s)),
        ],
        middleware=[
            Middleware(
                Paced, pace=Pace(manners.per_s), on_refused=center.metrics.refused
            )
        ],
        exception_handlers={HTTPException: _no_such_place},
        lifespan=_life(limiter, threads, housekeeping),
    )
    app.router.redirect_slashes = False  # by the name asked for, maybe a foreign one
    return app


async def _openapi(_request: Request) -> Response:
    return Response(_description(), media_type=_JSON)


@cache
def _description() -> bytes:
    """Return the description, made when somebody asks for it."""
    return encode(describe())


def _handlers(
    center: Center, in_thread: InThread, patience_s: float
) -> Callable[[Endpoint], Handler]:
    """Return what makes an endpoint's handler."""

    def handler(endpoint: Endpoint) -> Handler:
        async def handle(request: Request) -> Response:
            started = time.monotonic()
            try:
                body = await _body(request, patience_s)
                answer = await in_thread(
                    lambda: _serve(center, endpoint, request, body)
                )
            except Denied as denied:
                answer = _finish(center, request, *_refusal(center, denied))
            _tell(center, endpoint, answer, time.monotonic() - started)
            return answer

        return handle

    return handler


def _further(place: str) -> Handler:
    """Send a browser on within this site."""

    async def handle(_request: Request) -> Response:
        return RedirectResponse(place, int(HTTPStatus.PERMANENT_REDIRECT))

    return handle


def _life(
    limiter: list[anyio.CapacityLimiter],
    threads: int,
    housekeeping: Housekeeping | None,
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Return what begins and ends with the server: threads and housekeeping."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        limiter[:] = [anyio.CapacityLimiter(threads)]
        if housekeeping is None:
            yield
            return
        async with anyio.create_task_group() as group:
            group.start_soon(housekeeping.run)
            yield
            group.cancel_scope.cancel()

    return lifespan


def _threads(limiter: list[anyio.CapacityLimiter], threads: int) -> InThread:
    """Return what runs work on a thread, or refuses it when too much waits."""

    async def run(work: Callable[[], Response]) -> Response:
        if not limiter:  # an in-process client without lifespan
            limiter.append(anyio.CapacityLimiter(threads))
        if limiter[0].statistics().tasks_waiting >= _MOST_WAITING:
            raise Denied(HTTPStatus.SERVICE_UNAVAILABLE, CenterCode.BUSY)
        return await to_thread.run_sync(work, limiter=limiter[0])

    return run


def _by_path(handler: Callable[[Endpoint], Handler]) -> list[BaseRoute]:
    """One route for each path, whatever methods it takes."""
    paths: dict[str, dict[str, Handler]] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.path, {})[one.method] = handler(one)

    def choose(methods: dict[str, Handler]) -> Handler:
        async def handle(request: Request) -> Response:
            method = "GET" if request.method == "HEAD" else request.method
            return await methods[method](request)

        return handle

    return [
        Route(path, choose(methods), methods=list(methods))
        for path, methods in paths.items()
    ]


def _tell(center: Center, endpoint: Endpoint, answer: Response, took: float) -> None:
    """Count and log a request: path, status and time, nothing of its content."""
    center.metrics.served(endpoint.path, answer.status_code, took)
    facts = {
        "method": endpoint.method,
        "path": endpoint.path,
        "status": answer.status_code,
        "ms": round(took * 1000),
    }
    _log.info("request", extra={"facts": facts})


async def _body(request: Request, patience_s: float) -> bytes:
    body = await read_body(request, patience_s=patience_s)
    packed = request.headers.get("content-encoding", "") == "gzip"
    return unpacked(body) if packed else body


def _serve(
    center: Center, endpoint: Endpoint, request: Request, body: bytes
) -> Response:
    try:
        call = _call(center, endpoint, request, body)
        answer = endpoint.run(center, call)
    except (CenterError, CardError) as exc:
        return _finish(center, request, *_refusal(center, exc))
    except Exception as exc:  # the edge of the program; content stays out of the log  # noqa: BLE001
        _log.error("%s failed: %s", endpoint.path, describe_fault(exc))
        return _finish(
            center,
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            Problem(code=CenterCode.UNEXPECTED.value),
        )
    return _finish(center, request, HTTPStatus.OK, answer)


def _call(center: Center, endpoint: Endpoint, request: Request, body: bytes) -> Call:
    query = dict(request.query_params)
    address = request.client.host if request.client else ""
    if not endpoint.signed:
        return Call(body, query, address=address)
    ticket = center.check(_signed(center, request, body))
    sender = None if endpoint.admits else center.admit(ticket)
    return Call(body, query, ticket, sender, address)


def _signed(center: Center, request: Request, body: bytes) -> Signed:
    raw = request.scope.get("raw_path") or request.url.path.encode()
    target = raw.decode("latin-1").partition("?")[0]
    query = request.scope["query_string"].decode("latin-1")
    return Signed(
        method=request.method,
        target=f"{target}?{query}" if query else target,
        body=body,
        headers=request.headers,
        now_ms=center.now_ms(),
    )


def _refusal(
    center: Center, exc: CenterError | CardError
) -> tuple[HTTPStatus, Problem]:
    center.metrics.refused(exc.code)
    if isinstance(exc, Denied):
        _log.info("refused: %s", exc.code)
        return HTTPStatus(exc.status), Problem(code=exc.code, detail=exc.detail)
    if isinstance(exc, CardError):
        return HTTPStatus.UNPROCESSABLE_ENTITY, Problem(code=exc.code)
    if isinstance(exc, DatabaseAway) or exc.code in _NOT_READY:
        return HTTPStatus.SERVICE_UNAVAILABLE, Problem(code=exc.code)
    _log.error("failed: %s", exc.code)
    return HTTPStatus.INTERNAL_SERVER_ERROR, Problem(code=exc.code)


def _finish(
    center: Center,
    request: Request,
    status: HTTPStatus,
    answer: object,
) -> Response:
    body = encode(answer)
    nonce = request.headers.get(sign.NONCE, "")
    now = center.now_ms()
    headers = {
        sign.CENTER_TIME: str(now),
        sign.CHALLENGE: center.facts.challenge(now),
        sign.WIRE: str(WIRE_VERSION),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    if nonce:
        text = sign.answer_bytes(int(status), nonce, body)
        headers[sign.CENTER_SIGNATURE] = center.facts.key.sign(text)
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    if takes_gzip and len(body) > _WORTH_GZIP:
        body = gzip.compress(body, compresslevel=1)
        headers["content-encoding"] = "gzip"
    return Response(body, int(status), headers, media_type=_JSON)


async def _no_such_place(_request: Request, exc: Exception) -> Response:
    status = exc.status_code if isinstance(exc, HTTPException) else 404
    problem = Problem(code=CenterCode.NOT_FOUND.value)
    return Response(msgspec.json.encode(problem), status, media_type=_JSON)
