"""Limits of a real center process: coded refusals, nothing changed, still alive."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from center.limits import MAX_BODY, Pace
from counter_app.domain.states import AppStatus
from sync.wire import EnrolRequest, encode
from sync.wire.sign import SigningKey
from tests.integration.center.callers import Caller
from tests.labs.centers import Lab, card, holder, sqlite_lab
from tests.labs.serving import Serving, serve

CONNECTIONS = 40
FAR = {"x-forwarded-for": "192.0.2.9"}


@dataclass(slots=True)
class House:
    """A served center and a workstation that signs."""

    lab: Lab
    server: Serving
    caller: Caller

    def still_serves(self, before: dict[str, object]) -> None:
        """The process is the same and healthy, and no row has changed."""
        assert self.server.alive
        assert self.caller.http.get("/healthz").status_code == 200
        assert self.caller.state() == before


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One process for all tests of this file; a second of silence is too long."""
    folder: Path = tmp_path_factory.mktemp("limits")
    lab, key = sqlite_lab(folder), SigningKey.generate()
    office, person = lab.new_office(), holder(1)
    lab.bring_in(office["office_code"], (person, (card(person, 1),)))
    wish = EnrolRequest(code=office["code"], public_key=key.public_hex)
    name = lab.center().enrol(wish).workstation
    server = serve(folder, "--patience", "1", "--rate", "5",
                   "--connections", str(CONNECTIONS))  # fmt: skip
    try:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            yield House(lab, server, Caller(lab, client, key, name))
    finally:
        server.stop()
        lab.database.close()


def answer_of(line: socket.socket) -> tuple[int, str]:
    """Read to the end of the line; return status and code."""
    line.settimeout(60)
    parts = []
    with suppress(ConnectionResetError):
        while part := line.recv(65536):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    assert head, "closed without a word"
    return int(head.split()[1]), str(json.loads(body)["code"])


def dial(house: House) -> socket.socket:
    """Open a line to the process."""
    return socket.create_connection(("127.0.0.1", house.server.port), 10)


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /v1/time HTTP/1.1\r\nhost: x\r\nx-a: ",
        b"POST /v1/operations HTTP/1.1\r\nhost: x\r\ncontent-length: 90\r\n\r\n{",
        b"POST /console/login HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 90\r\n%s"
        % b"content-type: application/x-www-form-urlencoded\r\n\r\nlogin=",
    ],
    ids=["head", "body", "form"],
)
def test_a_request_that_falls_silent_is_told_and_dropped(
    house: House, begun: bytes
) -> None:
    """Nobody holds a line open by not going on (slow clients)."""
    before = house.caller.state()
    with dial(house) as line:
        line.sendall(begun)
        line.settimeout(60)
        said = b""
        while not said.rstrip().endswith((b"}", b"</html>")):
            part = line.recv(65536)
            assert part, said
            said += part
    assert said.startswith(b"HTTP/1.1 408")
    assert b"center.too_slow" in said
    house.still_serves(before)


def test_a_head_without_end_is_refused(house: House) -> None:
    """A head has a largest size, however fast it comes."""
    before = house.caller.state()
    with dial(house) as line:
        line.sendall(b"GET /v1/time HTTP/1.1\r\nhost: x\r\n")
        with suppress(OSError):
            for number in range(2000):
                line.sendall(b"x-%d: %s\r\n" % (number, b"y" * 200))
        with suppress(OSError):
            assert answer_of(line) == (431, "center.request_too_large")
    house.still_serves(before)


def test_more_lines_than_fit_are_told_to_come_later(house: House) -> None:
    """Idle lines do not push the process over; when they go, it serves again."""
    before = house.caller.state()
    with ExitStack() as stack:
        lines = [stack.enter_context(dial(house)) for _ in range(CONNECTIONS + 10)]
        assert answer_of(lines[-1]) == (503, "center.busy")
    house.still_serves(before)


def test_who_asks_too_often_is_told_to_wait(house: House) -> None:
    """By address; others are served meanwhile."""
    before, http = house.caller.state(), house.caller.http
    told = [http.get("/v1/time", headers=FAR) for _ in range(900)]
    refused = [one for one in told if one.status_code == 429]
    assert refused
    assert refused[0].json() == {"code": "center.too_often"}
    assert refused[0].headers["retry-after"] == "1"
    other = http.get("/v1/time", headers={"x-forwarded-for": "192.0.2.10"})
    assert other.status_code == 200
    house.still_serves(before)


def test_the_pace_is_a_burst_and_then_so_many_a_second() -> None:
    """Counted by address, this machine not at all, and not for ever."""
    now = [0.0]
    pace = Pace(2.0, burst=3, clock=lambda: now[0])
    assert [pace.allows("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert pace.allows("192.0.2.2")
    mine = [pace.allows(f"2001:db8::{place}") for place in range(1, 5)]
    assert mine == [True, True, True, False]  # one visitor has a whole /64
    now[0] = 1.0
    assert [pace.allows("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert all(pace.allows("127.0.0.1") for _ in range(99))
    assert "127.0.0.1" not in list(pace)
    for number in range(20_100):
        pace.allows(f"host-{number}")
    assert len(pace) <= 20_000


def operation_like(**changes: object) -> dict[str, object]:
    """Return an act as JSON, bent."""
    one = {
        "workstation": "w", "incarnation": "i", "sequence": 1, "op_id": "o",
        "kind": "loss_temp", "ssn": "1", "card_no": "1", "base_version": 1,
        "detail": {}, "hlc": "h", "made_at": "2026-03-02T04:00:00Z",
        "receipt_no": "r", "clerk": "c", "digest": "",
    }  # fmt: skip
    return one | changes


SIXTY_ONE = [f"k{number}" for number in range(61)]
DEEP = b'{"operations":[' + b"[" * 200_000 + b"]" * 200_000 + b"]}"
BODIES = {
    "deep": (DEEP, {"center.request_invalid"}),
    "deep detail": (
        b'{"operations":[{"incarnation":"i","sequence":1,"op_id":"o","detail":'
        + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}]}",
        {"center.request_invalid", "center.operation_invalid"},
    ),
    "many fields": (
        encode({"operations": [operation_like(**{f"f{n}": n for n in range(9000)})]}),
        {"center.operation_invalid"},
    ),
    "many details": (
        encode({"operations": [operation_like(detail=dict.fromkeys(SIXTY_ONE, 1))]}),
        {"center.operation_invalid"},
    ),
    "long detail": (
        encode({"operations": [operation_like(detail={"k": "x" * 2001})]}),
        {"center.operation_invalid"},
    ),
    "many acts": (encode({"operations": [0] * 501}), {"center.request_invalid"}),
    "huge number": (b'{"operations":[' + b"9" * 100_000 + b"]}",
                    {"center.request_invalid", "center.operation_invalid"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_an_overgrown_body_is_refused(house: House, name: str) -> None:
    """Depth, fields, acts and figures have limits; a code says which."""
    before = house.caller.state()
    body, codes = BODIES[name]
    answer = house.caller.send("POST", "/v1/operations", body)
    told = answer.json()
    found = told.get("code") or told["outcomes"][0]["code"]
    assert found in codes
    assert answer.status_code in {200, 400}
    house.still_serves(before)


def test_a_bomb_is_not_unpacked(house: House) -> None:
    """A compressed body counts as large as it becomes; half of one is nonsense."""
    before, http = house.caller.state(), house.caller.http
    packed = {"content-encoding": "gzip"}
    bomb = gzip.compress(b"\0" * (MAX_BODY * 40))
    assert len(bomb) < MAX_BODY // 20
    for path in ("/v1/operations", "/v1/holder/status", "/v1/carry"):
        answer = http.post(path, content=bomb, headers=packed)
        assert (answer.status_code, answer.json()["code"]) == (
            413, "center.request_too_large",
        )  # fmt: skip
    nested = gzip.compress(gzip.compress(b"\0" * MAX_BODY))
    for body in (nested, bomb[:40], b"no gzip"):
        answer = http.post("/v1/holder/status", content=body, headers=packed)
        assert (answer.status_code, answer.json()["code"]) == (
            400, "center.request_invalid",
        )  # fmt: skip
    house.still_serves(before)


def test_a_form_has_limits_too(house: House) -> None:
    """Size and number of fields, before anybody is looked up."""
    before, http = house.caller.state(), house.caller.http
    large = http.post("/console/login", data={"login": "x" * 400_000})
    assert large.status_code == 413
    many = http.post("/console/login", data={f"f{n}": "1" for n in range(41)})
    assert many.status_code == 403
    house.still_serves(before)


def test_the_log_names_the_limits_and_nothing_that_was_sent(house: House) -> None:
    """Every line is one JSON object; refusals are there by code."""
    asked = {"card_no": "P00000019", "ssn": holder(1).ssn, "more": AppStatus.NORMAL}
    refused = house.caller.http.post("/v1/holder/status", json=asked)
    assert refused.status_code == 400
    lines = [json.loads(line) for line in house.server.logged().splitlines()]
    told = " ".join(str(line["event"]) for line in lines)
    assert "center.too_slow" in told
    assert "center.request_too_large" in told
    assert holder(1).ssn not in house.server.logged()
