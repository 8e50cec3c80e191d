"""Log in, log out, change the password, choose the language."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from center import throttle
from center.console import accounts, journal, sessions, web
from center.console.web import Visit
from center.console.words import chosen
from center.database import Tx
from center.errors import Denied
from center.throttle import Limit
from counter_app.domain.codes.center import CenterCode

_BY_ADDRESS = Limit("console-login", most=40, minutes=15)
_YEAR_S = 365 * 24 * 3600


def page(visit: Visit) -> Response:
    """Show the form."""
    if not web.is_private(visit.request):
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.TLS)
    return web.show(visit, "login.html", wrong=False)


def take(visit: Visit) -> Response:
    """Let in, or say the same to whatever is wrong."""
    if not web.is_private(visit.request):
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.TLS)
    login = visit.field("login", 40).lower()
    database, now = visit.center.database, visit.now
    _limit(visit)
    known = database.read(lambda tx: accounts.password_hash(tx, login))
    right = accounts.is_password(known, visit.form.get("password", ""))

    old = visit.request.cookies.get(web.COOKIE, "")

    def enter(tx: Tx) -> str | None:
        account = accounts.enter(tx, login, now, right=right)
        if account is None:
            real = accounts.find(tx, login) is not None
            who = login if real else ""
            journal.write(tx, journal.Entry(who, "login.refused"), now)
            return None
        journal.write(tx, journal.Entry(login, "login"), now)
        sessions.drop(tx, old)  # a token from before a log-in is worth nothing after
        return sessions.begin(tx, login, now)

    token = database.write(enter)
    if token is None:
        return web.show(visit, "login.html", HTTPStatus.FORBIDDEN, wrong=True)
    answer = web.go("/console/")
    web.set_cookie(visit.request, answer, token)
    return answer


def _limit(visit: Visit) -> None:
    request, center, now = visit.request, visit.center, visit.now
    address = request.client.host if request.client else ""
    tries = ((_BY_ADDRESS, throttle.of_address(address)),)
    secret = center.facts.secret
    if not center.database.write(lambda tx: throttle.count(tx, secret, tries, now)):
        raise Denied(HTTPStatus.TOO_MANY_REQUESTS, CenterCode.TOO_OFTEN)


def logout(visit: Visit) -> Response:
    """End the session."""
    session, now = visit.who, visit.now

    def leave(tx: Tx) -> None:
        sessions.end(tx, session.token_hash)
        journal.write(tx, journal.Entry(session.account.login, "logout"), now)

    visit.center.database.write(leave)
    answer = web.go("/console/login")
    answer.delete_cookie(web.COOKIE, path="/console")
    return answer


def password_page(visit: Visit) -> Response:
    """Show the form for another password."""
    return web.show(visit, "password.html", wrong=False)


def take_password(visit: Visit) -> Response:
    """Change one's own password; every session of the account ends."""
    login, database, now = visit.login, visit.center.database, visit.now
    known = database.read(lambda tx: accounts.password_hash(tx, login))
    old, new = visit.form.get("old", ""), visit.form.get("new", "")
    right = accounts.is_password(known, old)
    if not right or new != visit.form.get("again", "") or new == old:
        return web.show(visit, "password.html", HTTPStatus.CONFLICT, wrong=True)
    hashed = accounts.hashed(login, new)

    def change(tx: Tx) -> None:
        accounts.change_password(tx, login, hashed, must=False)
        journal.write(tx, journal.Entry(login, "password"), now)

    database.write(change)
    return web.go("/console/login?done=password")


def language(visit: Visit) -> Response:
    """Remember the language."""
    answer = web.go("/console/")
    remember(visit, answer, "/console")
    return answer


def remember(visit: Visit, answer: Response, path: str) -> None:
    """Keep the language in a cookie of this part of the site."""
    answer.set_cookie(
        web.LANGUAGE,
        chosen(visit.field("language", 8)),
        max_age=_YEAR_S,
        path=path,
        secure=visit.request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
