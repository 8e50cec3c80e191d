"""The holder's own page (``center.status_page``): two fields and one word."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from center.console import login, web
from center.console.web import Visit
from center.errors import Denied
from center.status_page import HolderQuery


def page(visit: Visit) -> Response:
    """Show the form."""
    return web.show(visit, "holder.html", word=None, often=False)


def take(visit: Visit) -> Response:
    """Answer in a word; what was typed is not shown again."""
    query = HolderQuery(card_no=visit.field("card_no", 32), ssn=visit.field("ssn", 32))
    address = visit.request.client.host if visit.request.client else ""
    try:
        answer = visit.center.holder_status(query, address)
    except Denied:
        often = HTTPStatus.TOO_MANY_REQUESTS
        return web.show(visit, "holder.html", often, word=None, often=True)
    return web.show(visit, "holder.html", word=answer.status, often=False)


def language(visit: Visit) -> Response:
    """Remember the language."""
    answer = web.go("/status/")
    login.remember(visit, answer, "/status")
    return answer
