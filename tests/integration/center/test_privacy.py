"""Personal data planted everywhere a center reads: nothing that watches it holds any.

A real process with all logs on; right requests, wrong ones, hostile ones, people at
the console and at the holder's page; then logs, figures, error answers, alarms and
the console's audit are searched (goal G27).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import msgspec
import pytest

from center.console import accounts
from center.console.accounts import ConsoleRole, NewAccount
from center.rows import to_ms
from counter_app.domain.records import Card, Holder
from counter_app.domain.states import AppStatus, Kind
from sync.wire import (
    EnrolRequest,
    Escalation,
    EscalationBatch,
    WireOperation,
    content_digest,
    encode,
    holder_row,
)
from sync.wire.card_service import seal_pin
from sync.wire.sign import SigningKey
from tests.integration.center.callers import Caller
from tests.integration.center.conftest import PASSWORD
from tests.labs.centers import Lab, card, chip, holder, number, sqlite_lab
from tests.labs.operations import operation
from tests.labs.serving import Serving, serve

PERSON: Holder = holder(
    7, name="司徒隐名", phone="13912345678", address="隐私路七号", unit="隐私单位七厂",
    guardian_name="欧阳监护", guardian_id="999901198003070076",
)  # fmt: skip
CARD: Card = card(PERSON, 7, AppStatus.NORMAL)
CLERK, PIN, NOTE = "经办上官隐言", "847291", "备注隐情"
PLANTED = (
    str(PERSON.ssn), PERSON.name, PERSON.phone, PERSON.address, PERSON.unit,
    PERSON.guardian_name, PERSON.guardian_id, str(CARD.card_no), str(CARD.card_uid),
    CLERK, PIN, NOTE, PASSWORD,
)  # fmt: skip


@dataclass(slots=True)
class House:
    """A running center, a workstation, and every error it answered."""

    lab: Lab
    server: Serving
    caller: Caller
    carry_key: str
    errors: list[str] = field(default_factory=list)

    def ask(self, method: str, target: str, body: bytes = b"") -> httpx.Response:
        """Send a signed request; keep the answer when it is an error."""
        answer = self.caller.send(method, target, body)
        if answer.status_code >= 400:
            self.errors.append(answer.text)
        return answer


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One process with everything switched on that could tell something."""
    folder: Path = tmp_path_factory.mktemp("privacy")
    lab, key = sqlite_lab(folder), SigningKey.generate()
    office = lab.new_office()
    lab.bring_in(office["office_code"], (PERSON, (CARD,)))
    hashed = accounts.hashed("boss", PASSWORD)
    boss = NewAccount("boss", "主管", ConsoleRole.ADMINISTRATOR, hashed)
    lab.database.write(lambda tx: accounts.make(tx, boss, to_ms(lab.clock.now())))
    wish = EnrolRequest(code=office["code"], public_key=key.public_hex, name="三号窗")
    bound = lab.center().enrol(wish)
    server = serve(folder, "--practice-keys", "--patience", "1")
    try:
        with httpx.Client(base_url=server.url, timeout=20) as client:
            caller = Caller(lab, client, key, bound.workstation)
            yield House(lab, server, caller, bound.carry_key)
    finally:
        server.stop()
        lab.database.close()


def act(house: House, op: str, **changes: object) -> WireOperation:
    """Return an act about the planted person, by the planted clerk."""
    made = operation(Kind.LOSS_TEMP, CARD, 1, op=op, note=NOTE)
    made = msgspec.structs.replace(
        made, workstation=house.caller.workstation, clerk=CLERK, **changes
    )
    return msgspec.structs.replace(made, digest=content_digest(made))


def send_acts(house: House) -> None:
    """Right, unreadable, forged and repeated acts."""
    good = act(house, "good")
    broken = msgspec.to_builtins(act(house, "broken", sequence=2)) | {
        "kind": PERSON.name, "made_at": PERSON.phone,
    }  # fmt: skip
    other = act(house, "other", sequence=1)  # another content under the same number
    refused = act(house, "refused", sequence=3, kind=Kind.HAND_OUT)
    for batch in ([good], [broken], [other], [refused], [PERSON.ssn], PERSON.name):
        house.ask("POST", "/v1/operations", encode({"operations": batch}))
    told = EscalationBatch((question(house),))
    house.ask("POST", "/v1/escalations", encode(told))


def question(house: House) -> Escalation:
    """Return a question of the planted clerk."""
    return Escalation(
        op_id="refused", incarnation="i1", sequence=3, kind=Kind.HAND_OUT,
        ssn=PERSON.ssn, card_no=CARD.card_no, receipt_no="R", code="rule.x",
        note=NOTE, by=CLERK, at=house.lab.clock.now(),
    )  # fmt: skip


def send_nonsense(house: House) -> None:
    """Personal data where something else belongs: paths, queries, headers, fields."""
    row = encode(holder_row(PERSON))
    for path in ("/v1/operations", "/v1/anchors", "/v1/decisions", "/v1/carry",
                 "/v1/keys/cryptogram", "/v1/keys/pin", "/v1/cards/shown",
                 "/v1/photos"):  # fmt: skip
        house.ask("POST", path, row)
    for target in (f"/v1/changes?cursor={PERSON.ssn}", f"/v1/roll?after={PERSON.ssn}x",
                   f"/v1/changes?limit={PERSON.phone}x",
                   f"/v1/{PERSON.ssn}"):  # fmt: skip
        house.ask("GET", target)
    wrong = msgspec.to_builtins(question(house)) | {"kind": PERSON.name}
    house.ask("POST", "/v1/escalations", encode({"escalations": [wrong]}))
    http = house.caller.http
    for answer in (
        http.post("/v1/enrol", content=row),
        http.post("/v1/enrol", json={"code": PERSON.ssn, "public_key": "0" * 64}),
        http.post("/v1/holder/status", content=row),
        http.post("/v1/holder/status", json={"card_no": CARD.card_no, "ssn": 1}),
        http.get(f"/console/{PERSON.ssn}"),
        http.get("/v1/time/x", headers={"x-counter-workstation": PERSON.ssn}),
        http.post("/v1/operations", content=row, headers={"content-encoding": "gzip"}),
    ):
        assert answer.status_code >= 400
        house.errors.append(answer.text)


def send_pin(house: House) -> None:
    """A PIN to the key service: sealed rightly, and to nobody."""
    wish = {"action": 1, "algorithm": "DES", "region": "999901",
            "card_factor": str(CARD.card_uid)[:16], "challenge": "00" * 8}  # fmt: skip
    bound = "|".join(str(v) for v in (1, *list(wish.values())[1:])).lower().encode()
    good = seal_pin(PIN.encode(), house.carry_key, bound)
    for sealed in (good, PIN.encode().hex(), "00" * 60):
        house.ask("POST", "/v1/keys/pin", encode(wish | {"sealed_pin": sealed}))
    shown = {"card_uid": chip(7), "card_no": number(7), "algorithm": "DES",
             "region": "999901", "card_factor": "00" * 8, "challenge": "00" * 8,
             "original": "00" * 8, "answer": "00" * 8}  # fmt: skip
    house.ask("POST", "/v1/cards/shown", encode(shown))


def visit(house: House) -> None:
    """A supervisor looks, decides and errs; a holder asks; a stranger guesses."""
    http = house.caller.http
    http.post("/console/login", data={"login": PERSON.ssn, "password": PIN})
    http.post("/console/login", data={"login": PERSON.name, "password": PASSWORD})
    http.post("/console/login", data={"login": "boss", "password": PASSWORD})
    page = http.get("/console/").text
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    sent = {"csrf": found[1]}
    for path in ("refused", "refused/refused", "escalated", "alarms", "audit",
                 "issuance", f"refused/{PERSON.ssn}", f"audit?before={PERSON.ssn}",
                 f"issuance?day={PERSON.phone}", "report.pdf"):  # fmt: skip
        http.get(f"/console/{path}")
    decided = {"choice": "uphold", "note": f"{NOTE} {PERSON.name} {PERSON.ssn}"}
    http.post("/console/refused/refused", data=sent | decided)
    for form in ({"act": "revoke", "workstation": PERSON.ssn},
                 {"act": "code", "office": PERSON.name}):  # fmt: skip
        http.post("/console/workstations", data=sent | form)
    http.post("/console/accounts", data=sent | {"act": "close", "login": PERSON.name})
    http.post("/console/packs", data=sent | {"text": f"{PERSON.name} = {PERSON.ssn}"})
    for ssn in (PERSON.ssn, "x", PERSON.ssn):
        http.post("/status/", data={"card_no": CARD.card_no, "ssn": ssn})


def test_nothing_that_is_watched_holds_a_person(house: House) -> None:
    """Logs, figures, errors, alarms, audit: searched for everything planted."""
    send_acts(house)
    send_nonsense(house)
    send_pin(house)
    visit(house)
    texts = {
        "log": house.server.logged(),
        "metrics": house.caller.http.get("/metrics").text,
        "errors": "\n".join(house.errors),
    }
    for table in ("alarm", "console_audit", "throttle", "key_use", "nonce"):
        texts[table] = str(house.lab.rows(f"SELECT * FROM {table}"))
    assert len(house.errors) > 20
    assert house.lab.rows("SELECT count(*) FROM alarm")[0][0] == 1
    assert house.lab.rows("SELECT count(*) FROM decision")[0][0] == 1
    for name, text in texts.items():
        assert text.strip(), name
        held = [secret for secret in PLANTED if secret in text]
        assert held == [], name
    assert house.server.alive


def test_every_line_of_the_log_is_one_object(house: House) -> None:
    """A machine reads it: path, status, milliseconds; paths of the program only."""
    house.caller.http.get("/v1/time")
    lines = [json.loads(line) for line in house.server.logged().splitlines()]
    assert {"at", "level", "logger", "event"} <= set.intersection(*map(set, lines))
    asked = [line for line in lines if line["event"] == "request"]
    assert asked
    assert all(line["path"].startswith("/v1/") for line in asked)
    assert all("?" not in line["path"] for line in asked)
