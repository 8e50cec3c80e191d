"""The console in a real browser, and its guards without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.integration.center.conftest import PASSWORD, VILLAIN, City
from tests.labs.browser import chromium

PLACES = ("", "refused", "escalated", "issuance", "alarms", "workstations", "packs",
          "accounts", "audit")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """One browser for all tests of this file."""
    with chromium() as driver:
        yield driver


def log_in(browser: Chrome, city: City, login: str) -> None:
    """Log in through the form."""
    browser.delete_all_cookies()
    browser.get(f"{city.url}/console/login")
    browser.find_element(By.NAME, "login").send_keys(login)
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()
    WebDriverWait(browser, 30).until(lambda b: b.find_elements(By.CLASS_NAME, "who"))


@contextmanager
def client(city: City, login: str) -> Iterator[httpx.Client]:
    """Lend a client that is logged in."""
    with httpx.Client(base_url=city.url) as made:
        form = {"login": login, "password": PASSWORD}
        assert made.post("/console/login", data=form).status_code == 303
        yield made


def csrf(made: httpx.Client) -> str:
    """Return the token of the session's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', made.get("/console/").text)
    assert found is not None
    return found[1]


def test_every_page_shows_in_both_languages_without_a_script(
    browser: Chrome, city: City
) -> None:
    """Nothing is blocked or missing, and hostile names stay text."""
    log_in(browser, city, "admin")
    browser.get_log("browser")
    for language in ("zh", "en"):
        for place in PLACES:
            browser.get(f"{city.url}/console/{place}")
            assert browser.find_element(By.TAG_NAME, "h1").text
        shown = browser.find_element(By.TAG_NAME, "html").get_attribute("lang")
        assert shown.startswith(language)
        browser.find_element(By.CSS_SELECTOR, ".language button").click()
    browser.get(f"{city.url}/console/")
    assert VILLAIN in browser.find_element(By.TAG_NAME, "main").text
    assert browser.find_elements(By.TAG_NAME, "script") == []
    severe = [one for one in browser.get_log("browser") if one["level"] == "SEVERE"]
    assert severe == []


def test_the_charts_show_what_was_issued(browser: Chrome, city: City) -> None:
    """Twelve cards: six at each office, by bank eight and four."""
    log_in(browser, city, "viewe")
    browser.get(f"{city.url}/console/issuance?day=2026-03-02")
    charts = browser.find_elements(By.CSS_SELECTOR, "svg.chart")
    values = [
        [t.text for t in chart.find_elements(By.CSS_SELECTOR, "text.value")]
        for chart in charts
    ]
    assert values[0] == ["6", "6"]
    assert values[1] == ["8", "4"]
    assert "".join(values[2]) == "12"


def test_a_reply_reaches_the_counter_once(browser: Chrome, city: City) -> None:
    """The supervisor's words wait for the workstation's next question."""
    log_in(browser, city, "super")
    browser.get(f"{city.url}/console/escalated")
    assert VILLAIN in browser.find_element(By.TAG_NAME, "blockquote").text
    browser.find_element(By.NAME, "reply").send_keys("请按补领办理")
    browser.find_element(By.CSS_SELECTOR, "main button.main").click()
    WebDriverWait(browser, 30).until(
        lambda b: b.find_element(By.CSS_SELECTOR, "p.done")
    )
    rows = city.lab.rows("SELECT reply, replied_by FROM escalation")
    assert rows == [("请按补领办理", "super先生")]


def test_a_supervisor_decides_a_conflict(browser: Chrome, city: City) -> None:
    """The act is done anew by the domain's rules; card, feed and audit tell so."""
    op_id = city.refused[0]
    log_in(browser, city, "super")
    browser.get(f"{city.url}/console/refused")
    browser.find_element(By.CSS_SELECTOR, f'a[href$="{op_id}"]').click()
    browser.find_element(By.CSS_SELECTOR, 'input[value="apply"]').click()
    browser.find_element(By.NAME, "note").send_keys("本人到场核实")
    browser.find_element(By.CSS_SELECTOR, "main button.main").click()
    done = WebDriverWait(browser, 30).until(
        lambda b: b.find_element(By.CSS_SELECTOR, "p.done")
    )
    assert done.text
    lab = city.lab
    ((card_no,),) = lab.rows("SELECT card_no FROM operation WHERE op_id = ?", op_id)
    assert lab.rows("SELECT app_status FROM card WHERE card_no = ?", card_no) == [(1,)]
    last = "SELECT event, workstation FROM card_event WHERE card_no = ? ORDER BY number"
    assert lab.rows(last, card_no)[-1] == ("lift", "city")
    assert ("super", "decide.apply", op_id) in lab.rows(
        "SELECT login, event, subject FROM console_audit"
    )


def test_an_administrator_makes_a_code_and_shuts_a_workstation_out(
    browser: Chrome, city: City
) -> None:
    """A code is shown once; a revoked workstation is refused from then on."""
    log_in(browser, city, "admin")
    browser.get(f"{city.url}/console/workstations")
    browser.find_element(By.CSS_SELECTOR, 'input[name="pin"]').click()
    browser.find_element(By.CSS_SELECTOR, ".card form.line button").click()
    shown = WebDriverWait(browser, 30).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, ".fresh .big")
    )
    assert [len(one.text) for one in shown] == [14, 6]
    browser.get(f"{city.url}/console/workstations")
    browser.find_elements(By.TAG_NAME, "summary")[-1].click()
    browser.find_elements(By.CSS_SELECTOR, "button.danger")[-1].click()
    WebDriverWait(browser, 30).until(
        lambda b: b.find_element(By.CSS_SELECTOR, "p.done")
    )
    revoked = "SELECT count(*) FROM workstation WHERE revoked_at IS NOT NULL"
    assert city.lab.rows(revoked) == [(1,)]


def test_a_holder_sees_one_word(browser: Chrome, city: City) -> None:
    """Card number and social security number give the status and nothing else."""
    ((card_no, ssn),) = city.lab.rows(
        "SELECT card_no, ssn FROM card WHERE app_status = 1 LIMIT 1"
    )
    browser.get(f"{city.url}/status/")
    browser.find_element(By.NAME, "card_no").send_keys(card_no.lower())
    browser.find_element(By.NAME, "ssn").send_keys(ssn)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()
    answer = WebDriverWait(browser, 30).until(
        lambda b: b.find_element(By.CSS_SELECTOR, ".answer")
    )
    assert answer.find_element(By.CLASS_NAME, "big").text == "正常"
    assert card_no not in browser.page_source
    assert ssn not in browser.page_source


def test_pages_carry_their_guards(city: City) -> None:
    """A strict policy on every page; a cookie that no script and no other site gets."""
    with httpx.Client(base_url=city.url) as made:
        for path in ("/console/login", "/status/", "/console/console.css"):
            headers = made.get(path).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy
            assert headers["x-frame-options"] == "DENY"
        form = {"login": "viewe", "password": PASSWORD}
        cookie = made.post("/console/login", data=form).headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        behind = made.post(
            "/console/login", data=form, headers={"x-forwarded-proto": "https"}
        )
        assert "; secure" in behind.headers["set-cookie"].lower()
        assert "strict-transport-security" in behind.headers


def test_nobody_gets_in_unknown_or_over_an_open_line(city: City) -> None:
    """Without a session every page leads to the login; without TLS there is none."""
    with httpx.Client(base_url=city.url) as made:
        for place in (*PLACES, "report.pdf", "refused/x"):
            answer = made.get(f"/console/{place}")
            assert (answer.status_code, answer.headers["location"]) == (
                303, "/console/login",
            )  # fmt: skip
        form = {"login": "admin", "password": "Falsch-Falsch-123"}
        assert made.post("/console/login", data=form).status_code == 403
        far = made.get("/console/login", headers={"x-forwarded-for": "192.0.2.7"})
        assert far.status_code == 403


def test_a_viewer_changes_nothing(city: City) -> None:
    """Roles are checked for each form, whatever the page offers."""
    with client(city, "viewe") as made:
        token = csrf(made)
        before = city.lab.rows("SELECT count(*) FROM decision")
        for path, form in (
            (f"/console/refused/{city.refused[1]}", {"choice": "uphold", "note": "x"}),
            ("/console/workstations", {"act": "code", "office": "99990101"}),
            ("/console/accounts", {"act": "make", "login": "evil", "role": "viewer"}),
            ("/console/packs", {"text": "x"}),
        ):
            answer = made.post(path, data={**form, "csrf": token})
            assert answer.status_code == 403
        assert made.get("/console/accounts").status_code == 403
        assert city.lab.rows("SELECT count(*) FROM decision") == before


def test_a_forged_form_changes_nothing(city: City) -> None:
    """No token, another token, another origin: refused."""
    with client(city, "super") as made:
        token, path = csrf(made), f"/console/refused/{city.refused[1]}"
        form = {"choice": "uphold", "note": "x"}
        for forged in (form, {**form, "csrf": "x" * 32}, {**form, "csrf": "é"}):
            assert made.post(path, data=forged).status_code == 403
        for headers in (
            {"origin": "http://evil.test"},
            {"sec-fetch-site": "cross-site"},
        ):
            answer = made.post(path, data={**form, "csrf": token}, headers=headers)
            assert answer.status_code == 403
        assert (
            made.post(
                path, content=b"\xff", headers={"content-type": "text/plain"}
            ).status_code
            == 403
        )
        again = {**form, "csrf": token}
        assert made.post(path, data=again).status_code == 303
        assert made.post(path, data=again).status_code == 409  # decided already


def test_the_daily_report_comes_as_a_paper(city: City) -> None:
    """The printing room renders the city's day."""
    with client(city, "viewe") as made:
        answer = made.get("/console/report.pdf?day=2026-03-02")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")


def test_another_account_must_change_its_password_first(city: City) -> None:
    """A one-time password opens the password page only."""
    with client(city, "admin") as made:
        form = {"act": "make", "login": "neu", "name": "新", "role": "viewer",
                "csrf": csrf(made)}  # fmt: skip
        page = made.post("/console/accounts", data=form).text
    word = re.search(r'big mono">([^<]+)<', page)
    assert word is not None
    with httpx.Client(base_url=city.url) as made:
        made.post("/console/login", data={"login": "neu", "password": word[1]})
        assert made.get("/console/issuance").headers["location"] == "/console/password"
        token = re.search(
            r'name="csrf" value="([^"]+)"', made.get("/console/password").text
        )
        assert token is not None
        form = {"old": word[1], "new": PASSWORD, "again": PASSWORD, "csrf": token[1]}
        assert made.post("/console/password", data=form).status_code == 303
        assert (
            made.post(
                "/console/login", data={"login": "neu", "password": PASSWORD}
            ).status_code
            == 303
        )
        assert made.get("/console/issuance").status_code == 200
