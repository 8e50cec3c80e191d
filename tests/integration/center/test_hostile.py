"""Hostile requests: refused, told to the log by code, and nothing changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from center.api.endpoints import ENDPOINTS
from center.limits import MAX_BODY
from center.offices import revoke
from center.status_page import BY_ADDRESS, BY_NUMBER
from counter_app.domain.states import AppStatus, Kind
from sync.wire import EnrolRequest, WireOperation, content_digest, encode
from sync.wire.sign import SigningKey
from tests.integration.center.callers import Caller
from tests.labs.centers import card, holder, in_process, sqlite_lab
from tests.labs.operations import operation

TEXTS = (
    "'; DROP TABLE operation; --",
    '" OR ""="',
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "../../etc/passwd\r\nX-Evil: 1",
    "\u202e\ufeff\U0001f600",
    "x" * 1000,
)


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    """A workstation of one office; a card there and one at another office."""
    lab = sqlite_lab(tmp_path)
    center, key = lab.center(), SigningKey.generate()
    office, other = lab.new_office("甲"), lab.new_office("乙")
    for number, place in ((1, office), (2, other)):
        person = holder(number)
        lab.bring_in(place["office_code"], (person, (card(person, number),)))
    wish = EnrolRequest(code=office["code"], public_key=key.public_hex)
    bound = center.enrol(wish)
    with (
        in_process(center) as transport,
        httpx.Client(transport=transport, base_url="http://center") as client,
    ):
        yield Caller(lab, client, key, bound.workstation)
    lab.database.close()


def act(caller: Caller, **changes: object) -> WireOperation:
    """Return a loss of the office's card, bent."""
    person = holder(1)
    made = operation(Kind.LOSS_TEMP, card(person, 1), 1)
    made = msgspec.structs.replace(made, workstation=caller.workstation, **changes)
    return msgspec.structs.replace(made, digest=content_digest(made))


SIGNED = [(one.method, one.path) for one in ENDPOINTS if one.signed]


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_a_signed_endpoint_is_closed_to_everybody_else(
    caller: Caller, method: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Unsigned, replayed, by a revoked workstation: refused, logged, no change."""
    caplog.set_level(logging.INFO, "center")
    before = caller.state()
    bare = caller.http.request(method, path)
    assert (bare.status_code, bare.json()["code"]) == (401, "center.signature")
    headers = caller.headers(method, path)
    caller.http.request(method, path, headers=headers)
    again = caller.http.request(method, path, headers=headers)
    assert again.status_code in {400, 401, 409}  # an empty batch spends no nonce
    assert caller.state() == before
    caller.lab.database.write(lambda tx: revoke(tx, caller.workstation, 1))
    closed = caller.send(method, path, encode({"operations": []}))
    assert (closed.status_code, closed.json()["code"]) == (403, "center.revoked")
    assert "center.signature" in caplog.text
    assert "center.revoked" in caplog.text


def test_an_act_under_another_workstations_name_is_refused(caller: Caller) -> None:
    """Who signs is who acts; the operation is refused alone."""
    before = caller.state()
    forged = act(caller, op_id="forged")
    forged = msgspec.structs.replace(forged, workstation="ws-somebody-else")
    answer = caller.send("POST", "/v1/operations", encode({"operations": [forged]}))
    ((outcome),) = answer.json()["outcomes"]
    assert (outcome["outcome"], outcome["code"]) == (
        "refused",
        "center.operation_invalid",
    )
    assert caller.state() == before


def test_an_office_sees_nothing_of_another(caller: Caller) -> None:
    """The feed and the first load hold the own slice only."""
    foreign = holder(2).ssn
    for path in ("/v1/changes", "/v1/roll", "/v1/allotments", "/v1/anchors"):
        assert foreign not in caller.send("GET", path).text
    hand_out = operation(Kind.HAND_OUT, card(holder(2), 2, AppStatus.DORMANT), 1)
    hand_out = msgspec.structs.replace(hand_out, workstation=caller.workstation)
    hand_out = msgspec.structs.replace(hand_out, digest=content_digest(hand_out))
    body = encode({"operations": [hand_out]})
    answer = caller.send("POST", "/v1/operations", body).json()["outcomes"][0]
    assert answer["outcome"] == "refused"


def test_an_oversized_request_is_refused_before_it_is_read(caller: Caller) -> None:
    """The limit holds for every endpoint."""
    for one in ENDPOINTS:
        if one.method == "POST":
            answer = caller.http.post(one.path, content=b"x" * (MAX_BODY + 1))
            assert answer.status_code == 413


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "field", ["ssn", "card_no", "receipt_no", "clerk", "hlc", "op_id", "incarnation"]
)
def test_hostile_text_in_an_act_changes_nothing(
    caller: Caller, field: str, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Code in a field is data or a refusal, and never reaches a log."""
    caplog.set_level(logging.INFO, "center")
    caplog.set_level(logging.ERROR, "httpx")
    before = caller.state()
    changes = {"op_id": "op-hostile"} | {field: text}
    if field in {"receipt_no", "clerk"}:
        changes |= {"card_no": "P99999990"}
    body = encode({"operations": [act(caller, **changes)]})
    answer = caller.send("POST", "/v1/operations", body)
    assert answer.status_code in {200, 400}
    if answer.status_code == 200 and field not in {"hlc", "op_id", "incarnation"}:
        assert answer.json()["outcomes"][0]["outcome"] == "refused"
        assert caller.state() == before
    assert caller.lab.rows("SELECT count(*) FROM operation")[0][0] <= 1
    assert text not in caplog.text


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_elsewhere_changes_nothing(
    caller: Caller, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Queries, enrolment, the holder's page, anchors: refused with a code."""
    caplog.set_level(logging.INFO, "center")
    caplog.set_level(logging.ERROR, "httpx")
    before = caller.state()
    for name in ("cursor", "limit", "waiting"):
        target = str(httpx.URL("/v1/changes", params={name: text}))
        assert caller.send("GET", target).status_code in {400, 409}
    target = str(httpx.URL("/v1/packs", params={"have": text}))
    assert caller.send("GET", target).status_code in {200, 400}
    report = encode({"incarnation": text, "rows": 1, "head": text})
    assert caller.send("POST", "/v1/anchors", report).status_code == 400
    wish = encode({"code": text, "public_key": "0" * 64})
    assert caller.http.post("/v1/enrol", content=wish).status_code in {400, 403}
    asked = encode({"card_no": text, "ssn": text})
    told = caller.http.post("/v1/holder/status", content=asked)
    assert told.status_code == 400 or told.json() == {"status": "no_match"}
    assert caller.state() == before
    assert text not in caplog.text


def test_the_holders_page_reveals_a_word_or_nothing(caller: Caller) -> None:
    """A wrong pair, a foreign card and nonsense get one and the same answer."""
    mine, other = holder(1), holder(2)
    own, foreign = card(mine, 1), card(other, 2)

    def ask(card_no: str, ssn: str) -> httpx.Response:
        body = encode({"card_no": card_no, "ssn": ssn})
        return caller.http.post("/v1/holder/status", content=body)

    assert ask(own.card_no, mine.ssn).json() == {"status": "normal"}
    wrong = [ask(foreign.card_no, mine.ssn), ask("P00000000", mine.ssn), ask("x", "y")]
    assert {(one.status_code, one.content) for one in wrong} == {
        (200, b'{"status":"no_match"}')
    }


def test_the_holders_page_is_limited_by_number_and_by_address(caller: Caller) -> None:
    """Guessing ends after a few tries, comes back later, and leaves no number."""
    body = encode({"card_no": "P00000000", "ssn": holder(1).ssn})
    codes = [
        caller.http.post("/v1/holder/status", content=body).status_code
        for _ in range(BY_NUMBER.most + 1)
    ]
    assert codes == [200] * BY_NUMBER.most + [429]
    for number in range(BY_ADDRESS.most):
        guess = encode({"card_no": f"A{number}", "ssn": f"S{number}"})
        last = caller.http.post("/v1/holder/status", content=guess).status_code
    assert last == 429
    assert holder(1).ssn not in str(caller.lab.rows("SELECT * FROM throttle"))
    caller.lab.clock.pass_by(minutes=11)
    assert caller.http.post("/v1/holder/status", content=body).status_code == 200


def test_a_fault_is_logged_by_place_without_what_was_sent(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception's text may hold personal data: types and places only."""
    secret = holder(1).ssn

    def broken(_tx: object, *_rest: object) -> None:
        raise ValueError(secret) from KeyError(secret)

    center = caller.lab.center()
    object.__setattr__(center.database, "write", broken)
    with in_process(center) as transport, httpx.Client(transport=transport) as client:
        body = encode({"card_no": "P00000000", "ssn": secret})
        answer = client.post("http://center/v1/holder/status", content=body)
    del center.database.write
    assert (answer.status_code, answer.json()) == (500, {"code": "center.unexpected"})
    assert "ValueError at" in caplog.text
    assert "broken" in caplog.text
    assert secret not in caplog.text
