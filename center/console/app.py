"""The routes of the console and of the holder's page, with their guards."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from importlib import resources

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from center.console import holder_page, login, pages, rooms, sessions, web
from center.console.accounts import ConsoleRole
from center.console.web import Visit
from center.errors import DatabaseAway, Denied
from center.limits import PATIENCE_S
from center.logs import describe
from center.service import Center
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError

_log = logging.getLogger(__name__)
InThread = Callable[[Callable[[], Response]], Awaitable[Response]]
Handler = Callable[[Visit], Response]
V, S, A = ConsoleRole


@dataclass(frozen=True, slots=True)
class Page:
    """A page: who may see it, who may send its form; None for everybody."""

    path: str
    show: Handler | None = None
    take: Handler | None = None
    sees: ConsoleRole | None = V
    sends: ConsoleRole | None = V


@dataclass(frozen=True, slots=True)
class Door:
    """What every route needs."""

    center: Center
    in_thread: InThread
    patience_s: float


PAGES = (
    Page("/login", login.page, login.take, None, None),
    Page("/language", None, login.language, None, None),
    Page("/logout", None, login.logout),
    Page("/password", login.password_page, login.take_password),
    Page("/", pages.overview),
    Page("/refused", pages.refused),
    Page("/refused/{op_id}", pages.refusal, pages.decide, V, S),
    Page("/escalated", pages.escalated, pages.reply, V, S),
    Page("/issuance", pages.issuance),
    Page("/report.pdf", pages.report),
    Page("/alarms", pages.alarms, pages.close_alarm, V, S),
    Page("/workstations", rooms.workstations, rooms.take_workstation, V, A),
    Page("/packs", rooms.packs_page, rooms.take_pack, V, A),
    Page("/accounts", rooms.accounts_page, rooms.take_account, A, A),
    Page("/audit", rooms.audit, None, S),
)
_OPEN_WHILE_MUST_CHANGE = frozenset({"/password", "/logout"})


def console_app(
    center: Center, in_thread: InThread, patience_s: float = PATIENCE_S
) -> Starlette:
    """Return the console."""
    door = Door(center, in_thread, patience_s)
    routes: list[BaseRoute] = [_route(door, page) for page in PAGES]
    return _part(center, [*routes, *_files()])


def holder_app(
    center: Center, in_thread: InThread, patience_s: float = PATIENCE_S
) -> Starlette:
    """Return the holder's own page."""
    door = Door(center, in_thread, patience_s)
    page = Page("/", holder_page.page, holder_page.take, None, None)
    language = Page("/language", None, holder_page.language, None, None)
    routes: list[BaseRoute] = [_route(door, one) for one in (page, language)]
    return _part(center, [*routes, *_files()])


def _part(center: Center, routes: list[BaseRoute]) -> Starlette:
    """Return a part of the site; what is not there is told like any other fault.

    It never sends a browser on by the name it was asked for: that may be a foreign one.
    """

    async def nowhere(request: Request, exc: Exception) -> Response:
        status = exc.status_code if isinstance(exc, HTTPException) else 404
        visit = Visit(center, request, web.words_for(request))
        missing = CenterError(CenterCode.NOT_FOUND)
        return web.finish(request, web.fault(visit, missing, status))

    app = Starlette(routes=routes, exception_handlers={HTTPException: nowhere})
    app.router.redirect_slashes = False
    return app


def _files() -> list[Route]:
    """Return the style sheet and the mark."""
    folder = resources.files("center.console") / "static"

    def route(name: str, kind: str) -> Route:
        content = (folder / name).read_bytes()

        async def handle(request: Request) -> Response:
            answer = web.finish(request, Response(content, media_type=kind))
            answer.headers["cache-control"] = "public, max-age=3600"
            return answer

        return Route(f"/{name}", handle)

    return [route("console.css", "text/css"), route("mark.svg", "image/svg+xml")]


def _route(door: Door, page: Page) -> Route:
    async def handle(request: Request) -> Response:
        visit = Visit(door.center, request, web.words_for(request))
        form: dict[str, str] | None = {}
        try:
            if request.method == "POST":
                form = await web.read_form(request, door.patience_s)
            answer = await door.in_thread(lambda: _serve(page, visit, form))
        except Denied as denied:
            answer = web.fault(visit, denied, denied.status)
        return web.finish(request, answer)

    methods = [m for m, h in (("GET", page.show), ("POST", page.take)) if h is not None]
    return Route(page.path, handle, methods=methods)


def _serve(page: Page, visit: Visit, form: dict[str, str] | None) -> Response:
    try:
        return _guarded(page, visit, form)
    except CenterError as exc:
        away = isinstance(exc, DatabaseAway)
        usual = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.CONFLICT
        status = exc.status if isinstance(exc, Denied) else usual
        return web.fault(visit, exc, status)
    except Exception as exc:  # the edge of the program; content stays out of the log  # noqa: BLE001
        _log.error("console %s failed: %s", page.path, describe(exc))
        broken = CenterError(CenterCode.UNEXPECTED)
        return web.fault(visit, broken, HTTPStatus.INTERNAL_SERVER_ERROR)


def _guarded(page: Page, visit: Visit, form: dict[str, str] | None) -> Response:
    sends = visit.request.method == "POST"
    needed = page.sends if sends else page.sees
    if needed is None:
        return _run(page, visit, form)
    if not web.is_private(visit.request):
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.TLS)
    session = _session(visit)
    if session is None:
        return web.go("/console/login")
    visit = replace(visit, session=session)
    if session.account.must_change and page.path not in _OPEN_WHILE_MUST_CHANGE:
        return web.go("/console/password")
    if not session.account.role.may(needed):
        return web.show(visit, "forbidden.html", HTTPStatus.FORBIDDEN)
    if sends and not session.is_own((form or {}).get("csrf", "")):
        return web.show(visit, "forbidden.html", HTTPStatus.FORBIDDEN)
    return _run(page, visit, form)


def _run(page: Page, visit: Visit, form: dict[str, str] | None) -> Response:
    if visit.request.method != "POST":
        handler = page.show
    elif form is None or not web.is_from_here(visit.request):
        return web.show(visit, "forbidden.html", HTTPStatus.FORBIDDEN)
    else:
        handler, visit = page.take, replace(visit, form=form)
    if handler is None:
        raise Denied(HTTPStatus.NOT_FOUND, CenterCode.NOT_FOUND)
    return handler(visit)


def _session(visit: Visit) -> sessions.Session | None:
    token = visit.request.cookies.get(web.COOKIE, "")
    if not token:
        return None
    now, database = visit.now, visit.center.database
    return database.write(lambda tx: sessions.resume(tx, token, now))
