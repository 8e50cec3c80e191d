"""Hostile text in everything the console shows: it stays text, on every page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx

from center.alarms import raise_alarm
from center.console.app import PAGES
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.states import Kind
from sync.wire import Escalation, EscalationBatch
from tests.integration.center.conftest import VILLAIN, City
from tests.integration.center.test_console_guards import token_of, visitor
from tests.labs.centers import NOON, card, holder
from tests.labs.operations import operation


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def look(page: str) -> Seen:
    """Read a page; fail where anything of it could act."""
    seen = Seen()
    seen.feed(page)
    assert not seen.tags & {"script", "iframe", "object", "embed", "base", "img"}
    for name, value in seen.attributes:
        assert not name.startswith("on"), name
        assert name != "style"
        if name in {"href", "src", "action"}:
            assert re.match(r"/|\?|[a-z]+[.]css|$", value), value
            assert not value.startswith("//")
    return seen


EVIL = "\"><img src=x onerror=alert(1)>'; DELETE FROM card; --"


def plant(city: City) -> None:
    """Let an office send hostile text in every field that is shown."""
    window = city.windows[0]
    person = holder(60)
    one = card(person, 61)
    city.lab.bring_in(window.office, (person, (one,)))
    hand_out = operation(Kind.HAND_OUT, one, 7, op="evil-1")
    window.send(
        type(hand_out)(**{f: getattr(hand_out, f) for f in hand_out.__struct_fields__}
                       | {"clerk": EVIL[:40], "receipt_no": EVIL[:40]})
    )  # fmt: skip
    told = Escalation(
        op_id="evil-1", incarnation="i1", sequence=1, kind=Kind.HAND_OUT,
        ssn=one.ssn, card_no=one.card_no, receipt_no=EVIL[:40], code=EVIL[:60],
        note=EVIL, by=EVIL[:40], at=NOON,
    )  # fmt: skip
    window.center.escalate(window.sender, EscalationBatch((told,)))
    city.lab.database.write(lambda tx: tx.run(
        "UPDATE workstation SET name = ? WHERE workstation = ?",
        (EVIL, window.workstation),
    ))  # fmt: skip
    city.lab.database.write(lambda tx: raise_alarm(
        tx, CenterCode.AUDIT_ANCHOR, window.workstation, EVIL, 1
    ))  # fmt: skip


FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/console/refused/evil-1", {"choice": "uphold", "note": EVIL}),
    ("/console/escalated", {"workstation": EVIL, "op_id": EVIL, "reply": EVIL}),
    ("/console/accounts", {"act": "make", "login": EVIL, "name": EVIL,
                           "role": "viewer"}),
    ("/console/accounts", {"act": "make", "login": "evil", "name": EVIL[:60],
                           "role": "viewer"}),
    ("/console/accounts", {"act": "close", "login": EVIL}),
    ("/console/workstations", {"act": "revoke", "workstation": EVIL}),
    ("/console/workstations", {"act": "code", "office": EVIL}),
    ("/console/packs", {"text": EVIL}),
    ("/console/alarms", {"number": EVIL, "note": EVIL}),
    ("/console/alarms", {"number": "1", "note": EVIL}),
    ("/console/password", {"old": EVIL, "new": EVIL, "again": EVIL}),
)  # fmt: skip


def send_forms(made: httpx.Client) -> None:
    """Send hostile text in every field of every form."""
    token = token_of(made.get("/console/").text)
    for path, form in FORMS:
        answer = made.post(path, data={**form, "csrf": token})
        assert answer.status_code < 500, path
        look(answer.text)


def test_text_of_others_stays_text_on_every_page(city: City) -> None:
    """Names, notes, clerks, replies, addresses: shown as typed, and nothing more."""
    plant(city)
    before, shown = city.lab.rows("SELECT count(*) FROM card"), ""
    with visitor(city, "admin") as made:
        send_forms(made)
        for page in PAGES:
            if page.show is None or page.path in {"/report.pdf", "/login"}:
                continue
            path = "/console" + page.path.replace("{op_id}", "evil-1")
            query = dict.fromkeys(("which", "page", "day", "before", "done"), EVIL)
            for params in ({}, query, {"which": "decided"}, {"which": "replied"}):
                answer = made.get(path, params=params)
                assert answer.status_code == 200, path
                shown += look(answer.text).text
        report = made.get("/console/report.pdf", params={"day": EVIL})
        assert report.content.startswith(b"%PDF")
        assert "evil" not in report.headers["content-disposition"]
        look(made.get(f"/console/refused/{EVIL}").text)
    assert EVIL in shown
    assert VILLAIN in shown
    assert city.lab.rows("SELECT count(*) FROM card") == before


def test_an_address_puts_no_words_on_a_page(city: City) -> None:
    """Only our own sentences appear for ``done``."""
    with visitor(city, "viewe") as made:
        page = made.get("/console/", params={"done": "Call 1234567 and pay"}).text
        assert "1234567" not in page
        assert 'class="done"' not in page
        assert 'class="done"' in made.get("/console/", params={"done": "saved"}).text
