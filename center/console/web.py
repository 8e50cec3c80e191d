"""The web side of the console: requests, forms, cookies, headers, templates.

There is no script at all; the policy of every page forbids any, and anything from
another place. Forms are taken from the page itself only: the cookie goes along with
requests of the same site alone, ``Origin`` must be ours, and each form of somebody
logged in carries the session's own token.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from center.console.sessions import Session
from center.console.words import Words, chosen
from center.limits import PATIENCE_S, read_body
from center.origin import is_loopback
from center.service import Center
from counter_app.domain.errors import CenterError
from counter_app.domain.masking import mask_card, mask_ssn

COOKIE = "console"
LANGUAGE = "language"
LARGEST_FORM = 320 * 1024  # a rule pack is the largest
_FIELDS = 40
_PAGE = re.compile(r"[0-9]{1,4}")
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
_HSTS = "max-age=31536000"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a page."""

    center: Center
    request: Request
    words: Words
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    session: Session | None = field(default=None, repr=False)

    @property
    def now(self) -> int:
        """The center's time in milliseconds."""
        return self.center.now_ms()

    @property
    def who(self) -> Session:
        """Who is logged in; pages that need somebody are reached by nobody else."""
        if self.session is None:
            raise LookupError("session")
        return self.session

    @property
    def login(self) -> str:
        """The login of whoever is logged in."""
        return self.who.account.login

    def field(self, name: str, longest: int = 200) -> str:
        """Return a field of the form, without blanks around it."""
        return self.form.get(name, "").replace("\0", "").strip()[:longest]

    def query(self, name: str) -> str:
        """Return a parameter of the address."""
        return self.request.query_params.get(name, "").replace("\0", "")[:100]

    def page_number(self) -> int:
        """Return the page asked for, from nought."""
        text = self.query("page")
        return int(text) if _PAGE.fullmatch(text) else 0


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("center.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["mask_ssn"] = mask_ssn
    made.filters["mask_card"] = mask_card
    return made


def show(
    visit: Visit, template: str, status: int = HTTPStatus.OK, **facts: object
) -> Response:
    """Render a page."""
    html = (
        _templates()
        .get_template(template)
        .render(
            t=visit.words,
            visit=visit,
            session=visit.session,
            now=visit.now,
            path=visit.request.url.path,
            done=_known(visit.words, visit.query("done")),
            **facts,
        )
    )
    return Response(html, int(status), media_type="text/html")


def _known(words: Words, done: str) -> str:
    """Return a word of ours; an address may not put other words on the page."""
    return done if words.word("done", done) != done else ""


def fault(visit: Visit, exc: CenterError, status: int) -> Response:
    """Render the page that says why not."""
    params = {key: str(value) for key, value in exc.params.items()}
    if "reason" in params:
        params["reason"] = visit.words.code(params["reason"])
    cause = visit.words(f"error.{exc.code}.cause", **params)
    remedy = visit.words(f"error.{exc.code}.remedy", **params)
    return show(visit, "fault.html", status, cause=cause, remedy=remedy, code=exc.code)


def go(place: str) -> Response:
    """Send the browser elsewhere after a form was taken."""
    return RedirectResponse(place, int(HTTPStatus.SEE_OTHER))


def finish(request: Request, response: Response) -> Response:
    """Put the headers on that every answer has."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    if request.url.scheme == "https":
        response.headers["strict-transport-security"] = _HSTS
    return response


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE,
        token,
        path="/console",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def is_private(request: Request) -> bool:
    """Tell whether nobody can listen: TLS, or this machine itself."""
    return request.url.scheme == "https" or is_loopback(request)


def is_from_here(request: Request) -> bool:
    """Tell whether a form was sent by a page of ours."""
    origin = request.headers.get("origin", "")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        return False
    return request.headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


async def read_form(
    request: Request, patience_s: float = PATIENCE_S
) -> dict[str, str] | None:
    """Read a form of plain fields; None when it is none.

    Raises:
        Denied: ``center.request_too_large``, ``center.too_slow``.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = await read_body(request, LARGEST_FORM, patience_s)
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            max_num_fields=_FIELDS,
            errors="strict",
        )
    except (UnicodeDecodeError, ValueError):
        return None
    return dict(pairs)


def words_for(request: Request) -> Words:
    """Return the words of the language the visitor chose."""
    return Words(chosen(request.cookies.get(LANGUAGE)))
