"""Somebody who means harm at the console: sessions, roles, forms, texts, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.routing import Route

from center.alarms import raise_alarm
from center.console import sessions
from center.console.accounts import LOCK_MS, MOST_FAILURES, ConsoleRole
from center.console.app import PAGES, Page, console_app, holder_app
from center.rows import to_ms
from counter_app.domain.codes.center import CenterCode
from tests.integration.center.conftest import (
    PASSWORD,
    City,
    make_account,
)

LOGINS = {role: role.value[:5] for role in ConsoleRole}
FORM = {"content-type": "application/x-www-form-urlencoded"}
STRICT = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
)


@contextmanager
def visitor(city: City, login: str = "") -> Iterator[httpx.Client]:
    """Lend a client, logged in where a login is named."""
    with httpx.Client(base_url=city.url) as made:
        if login:
            now = to_ms(city.lab.clock.now())
            begun = city.lab.database.write(lambda tx: sessions.begin(tx, login, now))
            made.cookies.set("console", begun, domain="127.0.0.1", path="/console")
        yield made


def token_of(page: str) -> str:
    """Return the token of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def way(page: Page) -> str:
    """Return the address of a page."""
    return "/console" + page.path.replace("{op_id}", "nobody")


def sends(page: Page, method: str) -> ConsoleRole | None:
    """Return the lowest role that may."""
    return page.sends if method == "POST" else page.sees


#: Who may look, who may send: written down here once more, on purpose.
RIGHTS = {
    "/login": "- -", "/language": "  -", "/logout": "  viewer",
    "/password": "viewer viewer", "/": "viewer  ", "/refused": "viewer  ",
    "/refused/{op_id}": "viewer supervisor", "/escalated": "viewer supervisor",
    "/issuance": "viewer  ", "/report.pdf": "viewer  ",
    "/alarms": "viewer supervisor", "/workstations": "viewer administrator",
    "/packs": "viewer administrator", "/accounts": "administrator administrator",
    "/audit": "supervisor  ",
}  # fmt: skip
ROUTES = [
    (page, method)
    for page in PAGES
    for method, handler in (("GET", page.show), ("POST", page.take))
    if handler is not None
]


def test_every_route_is_one_of_the_list(city: City) -> None:
    """A route that is not in the list would have no guard."""

    async def nobody(_work: object) -> None:
        raise AssertionError

    paths = {r.path for r in console_app(city.center, nobody).routes  # type: ignore[arg-type]  # never run
             if isinstance(r, Route)}  # fmt: skip
    assert paths == {page.path for page in PAGES} | {"/console.css", "/mark.svg"}
    public = {r.path for r in holder_app(city.center, nobody).routes  # type: ignore[arg-type]  # never run
              if isinstance(r, Route)}  # fmt: skip
    assert public == {"/", "/language", "/console.css", "/mark.svg"}
    assert {page.path for page in PAGES if page.sees is None or page.sends is None} == {
        "/login", "/language",
    }  # fmt: skip


def test_the_rights_are_these() -> None:
    """A change of who may do what is a decision, not a slip."""

    def told(handler: object, role: ConsoleRole | None) -> str:
        if handler is None:
            return ""
        return role.value if role else "-"

    found = {p.path: f"{told(p.show, p.sees)} {told(p.take, p.sends)}" for p in PAGES}
    assert {path: text.split() for path, text in found.items()} == {
        path: text.split() for path, text in RIGHTS.items()
    }


@pytest.mark.parametrize(
    ("page", "method"), ROUTES, ids=[f"{m} {p.path}" for p, m in ROUTES]
)
def test_each_route_refuses_lower_roles(city: City, page: Page, method: str) -> None:
    """Nobody is led to the log-in; a role below gets 403; the role itself does not."""
    needed = sends(page, method)
    if needed is None:
        return
    with visitor(city) as made:
        answer = made.request(method, way(page), headers=FORM)
        assert (answer.status_code, answer.headers["location"]) == (
            303, "/console/login",
        )  # fmt: skip
    for role in ConsoleRole:
        with visitor(city, LOGINS[role]) as made:
            token = token_of(made.get("/console/").text)
            if method == "POST":
                bare = made.post(way(page), data={"act": "none"})
                assert bare.status_code == 403
                answer = made.post(way(page), data={"csrf": token, "act": "none"})
            else:
                answer = made.get(way(page))
        assert (answer.status_code == 403) is not role.may(needed), role


def test_a_session_from_before_the_log_in_is_worth_nothing(city: City) -> None:
    """No fixation: a token that was planted, or had before, lets nobody in after."""
    with visitor(city) as made:
        made.cookies.set("console", "planted-by-somebody", domain="127.0.0.1")
        form = {"login": "viewe", "password": PASSWORD}
        answer = made.post("/console/login", data=form)
        first = answer.cookies["console"]
        assert first != "planted-by-somebody"
        made.cookies.set("console", "planted-by-somebody", domain="127.0.0.1")
        assert made.get("/console/").status_code == 303
        made.cookies.clear()
        made.cookies.set("console", first, domain="127.0.0.1")
        again = made.post("/console/login", data=form)
        second = again.cookies["console"]
        assert second != first
        made.cookies.clear()
        made.cookies.set("console", first, domain="127.0.0.1")
        assert made.get("/console/").status_code == 303
        assert first not in str(city.lab.rows("SELECT * FROM console_session"))


def test_a_session_ends_with_the_log_out_and_by_time(city: City) -> None:
    """The cookie alone is nothing afterwards."""
    with visitor(city, "viewe") as made:
        kept = made.cookies["console"]
        token = token_of(made.get("/console/").text)
        assert made.post("/console/logout", data={"csrf": token}).status_code == 303
        made.cookies.set("console", kept, domain="127.0.0.1")
        assert made.get("/console/").status_code == 303
    with visitor(city, "viewe") as made:
        city.lab.clock.pass_by(minutes=16)
        assert made.get("/console/").status_code == 303


def test_guessing_a_password_locks_and_tells_nothing(city: City) -> None:
    """Five wrong tries lock for a while; right, wrong and unknown look alike."""
    make_account(city.lab, "mark", ConsoleRole.VIEWER)
    with visitor(city) as made:

        def attempt(login: str, password: str) -> tuple[int, str]:
            answer = made.post(
                "/console/login", data={"login": login, "password": password}
            )
            return answer.status_code, answer.text

        wrong = [attempt("mark", f"Falsch-Falsch-{n}") for n in range(MOST_FAILURES)]
        locked, unknown = attempt("mark", PASSWORD), attempt("nobody", PASSWORD)
        assert {*wrong, locked, unknown} == {wrong[0]}
        assert wrong[0][0] == 403
        assert "center.login_refused" in wrong[0][1]
        city.lab.clock.pass_by(milliseconds=LOCK_MS + 1)
        assert attempt("mark", PASSWORD)[0] == 303
    told = city.lab.rows("SELECT login, event FROM console_audit ORDER BY number")
    assert told.count(("mark", "login.refused")) == MOST_FAILURES + 1
    assert PASSWORD not in str(city.lab.rows("SELECT * FROM console_audit"))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_too_many_tries_of_one_address_are_told_so(city: City, language: str) -> None:
    """A code, a cause and a remedy; it ends by itself."""
    city.lab.clock.pass_by(minutes=16)
    with visitor(city) as made:
        made.post("/console/language", data={"language": language})
        form = {"login": "nobody", "password": "x"}
        last = [made.post("/console/login", data=form) for _ in range(41)][-1]
        assert last.status_code == 429
        assert "center.too_often" in last.text
        city.lab.clock.pass_by(minutes=16)
        assert made.post("/console/login", data=form).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/console", "/status", "//evil.test/console", "/console/login?next=//evil.test",
     "/console//evil.test/", "/status//evil.test", "/v1/time/", "/console/packs/"],
)  # fmt: skip
def test_no_address_leads_away(city: City, path: str) -> None:
    """Whatever is asked for, under whatever name: a way within the site, or none."""
    with visitor(city) as made:
        url = httpx.URL(city.url).copy_with(raw_path=path.encode())
        answer = made.get(url, headers={"host": "evil.test"})
        place = answer.headers.get("location", "/")
        assert place.startswith("/")
        assert not place.startswith("//")
        assert "evil" not in answer.text


def test_every_answer_carries_the_guards(city: City) -> None:
    """Pages, files, faults, what is not there, and what may not be done so."""
    asked = [("GET", "/console/login"), ("GET", "/console/"), ("GET", "/status/"),
             ("GET", "/console/nowhere"), ("GET", "/status/nowhere"),
             ("PUT", "/console/login"), ("DELETE", "/status/"),
             ("POST", "/console/login"), ("GET", "/console/console.css")]  # fmt: skip
    with visitor(city) as made:
        for method, path in asked:
            headers = made.request(method, path).headers
            for name in STRICT:
                assert name in headers, (method, path, name)
            assert headers["x-content-type-options"] == "nosniff"
        assert made.get("/v1/time").headers["x-content-type-options"] == "nosniff"


def test_an_account_that_must_change_its_password_does_nothing_else(
    city: City,
) -> None:
    """Every other way leads there."""
    make_account(city.lab, "fresh", ConsoleRole.ADMINISTRATOR)
    city.lab.database.write(lambda tx: tx.run(
        "UPDATE console_account SET must_change = 1 WHERE login = 'fresh'", ()
    ))  # fmt: skip
    with visitor(city, "fresh") as made:
        for page, method in ROUTES:
            if sends(page, method) is None or page.path in {"/password", "/logout"}:
                continue
            answer = made.request(method, way(page), headers=FORM)
            assert answer.headers["location"] == "/console/password", page.path


def test_an_alarm_is_looked_into_once(city: City) -> None:
    """A supervisor closes it with words; it leaves the tile and the figures."""
    city.lab.database.write(lambda tx: raise_alarm(
        tx, CenterCode.SEQUENCE_REUSED, city.windows[0].workstation, "i1 7", 1
    ))  # fmt: skip
    number = city.lab.rows("SELECT max(number) FROM alarm")[0][0]
    gauge = 'center_alarms_open{kind="center.sequence_reused"} '
    with visitor(city, "super") as made:
        token = token_of(made.get("/console/").text)
        assert "海陵区社保卡服务点" in made.get("/console/alarms").text
        before = made.get("/metrics").text
        form = {"csrf": token, "number": str(number), "note": "网点重装了电脑"}
        empty = made.post("/console/alarms", data=form | {"note": ""})
        assert empty.status_code == 409
        assert made.post("/console/alarms", data=form).status_code == 303
        assert "网点重装了电脑" in made.get("/console/alarms").text
        assert made.post("/console/alarms", data=form).status_code == 409
        after = made.get("/metrics").text
    told = [float(text.partition(gauge)[2].split()[0]) for text in (before, after)]
    assert told[0] == told[1] + 1
    rows = city.lab.rows("SELECT closed_by, note FROM alarm WHERE number = ?", number)
    assert rows == [("super", "网点重装了电脑")]
    assert ("super", "alarm.closed", str(number)) in city.lab.rows(
        "SELECT login, event, subject FROM console_audit"
    )
