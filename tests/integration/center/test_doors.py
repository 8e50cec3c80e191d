"""Every signed endpoint, by the list itself: replayed, revoked, of another office.

The requests are whole and right, so that each endpoint's own work is reached. A new
endpoint without a request here fails the first test.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest

from center.api.endpoints import ENDPOINTS
from center.api.openapi import describe
from center.console import accounts, refusals
from center.console.accounts import ConsoleRole, NewAccount
from center.console.refusals import Choice, Verdict
from center.offices import revoke
from center.rows import to_ms
from counter_app.domain.states import Kind
from sync.wire import (
    AnchorReport,
    EnrolRequest,
    Escalation,
    EscalationBatch,
    OperationName,
    StatusQuery,
    WireOperation,
    content_digest,
    encode,
)
from sync.wire.decisions import DecisionQuery
from sync.wire.seal import seal
from sync.wire.sign import SigningKey
from tests.integration.center.callers import Caller
from tests.labs.centers import NOON, Lab, card, chip, holder, in_process, sqlite_lab
from tests.labs.centers import number as card_number
from tests.labs.operations import Window, operation

Request = tuple[str, bytes]
THEIRS = holder(2)
SIGNED = sorted((one.method, one.path) for one in ENDPOINTS if one.signed)
SECRETS = (
    THEIRS.ssn, THEIRS.name, card_number(2), card_number(50), chip(70), "theirs-1",
    "老王核实", "R-THEIRS",
)  # fmt: skip


@dataclass(slots=True)
class Town:
    """Two offices; the caller sits at the first, ``other`` at the second."""

    caller: Caller
    other: Window
    carry_key: str

    def rows(self) -> dict[str, object]:
        """Return what no request of the caller may change at the other office."""
        lab, name = self.caller.lab, self.other.workstation
        asked = {
            "operation": "SELECT * FROM operation WHERE workstation = ?",
            "anchor": "SELECT * FROM audit_anchor WHERE workstation = ?",
            "escalation": "SELECT * FROM escalation WHERE workstation = ?",
            "settlement": "SELECT * FROM settlement WHERE workstation = ?",
        }
        found: dict[str, object] = {
            what: lab.rows(sql, name) for what, sql in asked.items()
        }
        sql = "SELECT * FROM card WHERE ssn = ?"
        found["card"] = lab.rows(sql, THEIRS.ssn)
        return found


def wired(act: WireOperation, workstation: str) -> WireOperation:
    """Give an act its sender and digest."""
    made = msgspec.structs.replace(act, workstation=workstation)
    return msgspec.structs.replace(made, digest=content_digest(made))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The other office has an allotment, a refusal, a question and a decision."""
    folder: Path = tmp_path_factory.mktemp("doors")
    lab = sqlite_lab(folder)
    center, key = lab.center(), SigningKey.generate()
    here, there = lab.new_office("甲"), lab.new_office("乙")
    for n, office in ((1, here), (2, there)):
        person = holder(n)
        lab.bring_in(office["office_code"], (person, (card(person, n),)))
    lab.allot(str(there["office_code"]), [chip(70)], [card_number(50)])
    bound = center.enrol(EnrolRequest(code=here["code"], public_key=key.public_hex))
    public = SigningKey.generate().public_hex
    far = center.enrol(EnrolRequest(code=there["code"], public_key=public))
    other = Window(center, far.workstation, str(there["office_code"]))
    refused(lab, other)
    with (
        in_process(center) as transport,
        httpx.Client(transport=transport, base_url="http://center") as client,
    ):
        caller = Caller(lab, client, key, bound.workstation)
        yield Town(caller, other, bound.carry_key)
    lab.database.close()


def refused(lab: Lab, other: Window) -> None:
    """Let an act of the other office be refused, escalated and decided; anchor it."""
    act = operation(Kind.HAND_OUT, card(THEIRS, 2), 1, op="theirs-1")
    (answer,) = other.send(msgspec.structs.replace(act, receipt_no="R-THEIRS"))
    assert answer.outcome.value == "refused"
    told = question("theirs-1", "老王核实")
    other.center.escalate(other.sender, EscalationBatch((told,)))
    fresh = other.center.facts.challenge(other.center.now_ms())
    head = AnchorReport(incarnation="i9", rows=9, head="9" * 64)
    other.center.anchor(other.sender, head, fresh)
    now = lab.clock.now()
    boss = NewAccount("boss", "老王", ConsoleRole.SUPERVISOR, accounts._nobody)
    lab.database.write(lambda tx: accounts.make(tx, boss, to_ms(now)))
    verdict = Verdict("theirs-1", Choice.UPHOLD, "老王核实", "boss")
    lab.database.write(lambda tx: refusals.decide(tx, verdict, now))


def question(op_id: str, note: str = "?") -> Escalation:
    """Return a question about an act."""
    return Escalation(
        op_id=op_id, incarnation="i1", sequence=1, kind=Kind.LOSS_LIFT,
        ssn=holder(1).ssn, card_no=card_number(1), receipt_no="R", code="rule.x",
        note=note, by="zhang", at=NOON,
    )  # fmt: skip


def batch(town: Town, act: WireOperation) -> bytes:
    """Return a batch of one act of the caller."""
    return encode({"operations": [wired(act, town.caller.workstation)]})


def named(op_id: str) -> bytes:
    """Ask for an act by the number the other office gave it."""
    name = OperationName(incarnation="i1", sequence=1, op_id=op_id)
    return encode(StatusQuery((name,)))


def shown(running: int) -> bytes:
    """Show a card whose chip said nothing that proves it."""
    return encode({
        "card_uid": chip(running), "card_no": card_number(running),
        "algorithm": "DES", "region": "999901", "card_factor": "00" * 8,
        "challenge": "00" * 8, "original": "00" * 8, "answer": "",
    })  # fmt: skip


def parcel(town: Town) -> bytes:
    """Seal an act under the other workstation's name with the caller's own key."""
    act = wired(operation(Kind.LOSS_TEMP, card(THEIRS, 2), 1), town.other.workstation)
    content = encode({"operations": [act]})
    return seal(content, town.other.workstation, town.caller.key, town.carry_key)


def a_photo() -> bytes:
    """Return a picture that is none, of a person of the other office."""
    jpeg = b"no picture"
    digest = hashlib.sha256(jpeg).hexdigest()
    told = {"digest": digest, "ssn": THEIRS.ssn, "taken_at": NOON, "by": "zhang",
            "jpeg": jpeg}  # fmt: skip
    return encode({"photos": [told]})


CRYPTO = {"algorithm": "DES", "region": "999901", "card_factor": "00" * 8,
          "challenge": "00" * 8}  # fmt: skip
GET = b""
#: What reaches for the other office, for each endpoint.
FOREIGN: dict[tuple[str, str], Callable[[Town], Request]] = {
    ("POST", "/v1/operations"): lambda t: (
        "", batch(t, operation(Kind.HAND_OUT, card(THEIRS, 2), 1, op="theirs-1")),
    ),
    ("POST", "/v1/operations/status"): lambda _: ("", named("theirs-1")),
    ("GET", "/v1/changes"): lambda _: ("?cursor=&limit=5000", GET),
    ("GET", "/v1/roll"): lambda _: ("?after=&since=&limit=9999", GET),
    ("GET", "/v1/roll/rest"): lambda _: ("?since=&place=0", GET),
    ("GET", "/v1/allotments"): lambda _: ("", GET),
    ("GET", "/v1/packs"): lambda _: ("?have=", GET),
    ("GET", "/v1/anchors"): lambda _: ("", GET),
    ("POST", "/v1/anchors"): lambda _: (
        "", encode(AnchorReport(incarnation="i9", rows=1, head="1" * 64)),
    ),
    ("POST", "/v1/escalations"): lambda _: (
        "", encode(EscalationBatch((question("theirs-2"),))),
    ),
    ("POST", "/v1/decisions"): lambda _: ("", encode(DecisionQuery(("theirs-1",)))),
    ("POST", "/v1/carry"): lambda t: ("", parcel(t)),
    ("POST", "/v1/keys/cryptogram"): lambda _: (
        "", encode({**CRYPTO, "key": 0, "original": "00" * 8}),
    ),
    ("POST", "/v1/keys/pin"): lambda _: ("", encode({**CRYPTO, "action": 0})),
    ("POST", "/v1/applications/standing"): lambda _: (
        "",
        encode({"ssn": THEIRS.ssn}),
    ),
    ("POST", "/v1/photos"): lambda _: ("", a_photo()),
    ("POST", "/v1/cards/shown"): lambda _: ("", shown(2)),
    ("POST", "/v1/settlements"): lambda _: (
        "", encode({"settlements": [{"op_id": "theirs-1", "way": "withdraw",
                                     "by": "x", "at": NOON}]}),
    ),
}  # fmt: skip


def test_every_signed_endpoint_has_its_request() -> None:
    """The list of this file, the program's and the description are one."""
    assert sorted(FOREIGN) == SIGNED
    described = {
        (method.upper(), path)
        for path, methods in describe()["paths"].items()  # type: ignore[attr-defined]  # a dictionary
        for method in methods
    }
    assert described == {(one.method, one.path) for one in ENDPOINTS}


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_a_request_serves_once(town: Town, method: str, path: str) -> None:
    """The very same request again is a replay: refused, and nothing is done twice."""
    query, body = FOREIGN[method, path](town)
    headers = town.caller.headers(method, path + query, body)
    first = town.caller.http.request(
        method, path + query, content=body, headers=headers
    )
    assert first.status_code not in {401, 403} or path == "/v1/cards/shown"
    before = town.caller.state(), town.rows()
    again = town.caller.http.request(
        method, path + query, content=body, headers=headers
    )
    assert (again.status_code, again.json()["code"]) == (401, "center.replayed")
    assert (town.caller.state(), town.rows()) == before


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_a_revoked_workstation_gets_nothing(town: Town, method: str, path: str) -> None:
    """Shut out is shut out, at every endpoint and with a right request."""
    query, body = FOREIGN[method, path](town)
    town.caller.lab.database.write(lambda tx: revoke(tx, town.caller.workstation, 1))
    before = town.caller.state(), town.rows()
    answer = town.caller.send(method, path + query, body)
    after = town.caller.state(), town.rows()
    let_in = "UPDATE workstation SET revoked_at = NULL"
    town.caller.lab.database.write(lambda tx: tx.run(let_in, ()))
    assert (answer.status_code, answer.json()["code"]) == (403, "center.revoked")
    assert after == before


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_another_offices_things_are_out_of_reach(
    town: Town, method: str, path: str
) -> None:
    """Nothing of theirs is told, and nothing of theirs changes."""
    query, body = FOREIGN[method, path](town)
    before = town.rows()
    answer = town.caller.send(method, path + query, body)
    assert answer.status_code < 500
    told = answer.text
    for secret in SECRETS:
        if secret.encode() not in body:  # what the caller said itself comes back
            assert secret not in told, secret
    assert town.rows() == before
    if path == "/v1/operations":
        assert answer.json()["outcomes"][0]["outcome"] == "refused"
    if path == "/v1/operations/status":
        assert answer.json()["outcomes"][0]["outcome"] == "unknown"
    if path == "/v1/carry":
        assert answer.json()["code"] == "center.carry_file"
    if path == "/v1/decisions":
        assert answer.json() == {"decisions": []}


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_a_changed_request_is_not_the_signed_one(
    town: Town, method: str, path: str
) -> None:
    """Another body, another query or another path under a good signature: refused."""
    query, body = FOREIGN[method, path](town)
    headers = town.caller.headers(method, path + query, body)
    before = town.caller.state()
    more = "&" if query else "?"
    for target, content in ((path + query + f"{more}x=1", body),
                            (path + query, body + b" ")):  # fmt: skip
        answer = town.caller.http.request(
            method, target, content=content, headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "center.signature")
    assert town.caller.state() == before
