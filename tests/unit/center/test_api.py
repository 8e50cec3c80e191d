"""The HTTP face: who may speak, what is refused, and what it says of itself."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from center.api.endpoints import ENDPOINTS
from center.limits import MAX_BODY
from center.offices import revoke
from sync.wire import EnrolRequest, StatusQuery, encode, sign
from sync.wire.sign import RequestText, SigningKey, verify
from tests.labs.centers import Lab, in_process, sqlite_lab


@dataclass(slots=True)
class Caller:
    """Makes requests by hand, so that each part can be wrong."""

    lab: Lab
    http: httpx.Client
    key: SigningKey
    workstation: str
    nonces: int = 0

    def challenge(self) -> str:
        """Return a fresh challenge."""
        return str(self.http.get("/v1/time").headers[sign.CHALLENGE])

    def headers(self, method: str, target: str, body: bytes = b"") -> dict[str, str]:
        """Return the headers of a well signed request."""
        self.nonces += 1
        text = RequestText(method, target, body, self.workstation, self.challenge(),
                           f"{self.nonces:032x}", "0")  # fmt: skip
        return {
            sign.WORKSTATION: text.workstation,
            sign.CHALLENGE: text.challenge,
            sign.NONCE: text.nonce,
            sign.TIMESTAMP: text.timestamp,
            sign.SIGNATURE: self.key.sign(text.to_bytes()),
        }

    def changes(self, **altered: str) -> httpx.Response:
        """Ask for changes with headers altered."""
        headers = self.headers("GET", "/v1/changes") | altered
        return self.http.get("/v1/changes", headers=headers)


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    """An enrolled workstation at a center on SQLite."""
    lab = sqlite_lab(tmp_path)
    center, key = lab.center(), SigningKey.generate()
    code = str(lab.new_office()["code"])
    bound = center.enrol(EnrolRequest(code=code, public_key=key.public_hex))
    with in_process(center) as transport:
        client = httpx.Client(transport=transport, base_url="http://center")
        yield Caller(lab, client, key, bound.workstation)
        client.close()
    lab.database.close()


def test_a_signed_request_is_served_and_the_answer_is_signed(caller: Caller) -> None:
    """Both sides prove who they are."""
    answer = caller.changes()
    public = caller.lab.center().facts.key.public_hex
    nonce = answer.request.headers[sign.NONCE]
    text = sign.answer_bytes(200, nonce, answer.content)
    assert answer.status_code == 200
    assert verify(public, text, answer.headers[sign.CENTER_SIGNATURE])


@pytest.mark.parametrize(
    ("altered", "code"),
    [
        ({sign.SIGNATURE: "00"}, "center.signature"),
        ({sign.WORKSTATION: "ws-unknown"}, "center.signature"),
        ({sign.WORKSTATION: "' OR 1=1 --"}, "center.signature"),
        ({sign.NONCE: "short"}, "center.signature"),
        ({sign.TIMESTAMP: "5"}, "center.signature"),
        ({sign.CHALLENGE: ""}, "center.challenge_expired"),
        ({sign.CHALLENGE: "1.forged"}, "center.challenge_expired"),
    ],
)
def test_an_altered_request_is_refused(
    caller: Caller, altered: dict[str, str], code: str
) -> None:
    """Any altered part makes the request nobody's."""
    answer = caller.changes(**altered)
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_an_unsigned_request_is_refused(caller: Caller) -> None:
    """Without headers nothing is served."""
    for method, path in (
        ("POST", "/v1/operations"),
        ("POST", "/v1/operations/status"),
        ("GET", "/v1/changes"),
        ("POST", "/v1/keys/cryptogram"),
    ):
        answer = caller.http.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "center.signature")


def test_a_replayed_request_is_refused(caller: Caller) -> None:
    """The same signed request serves once."""
    headers = caller.headers("GET", "/v1/changes")
    assert caller.http.get("/v1/changes", headers=headers).status_code == 200
    again = caller.http.get("/v1/changes", headers=headers)
    assert (again.status_code, again.json()["code"]) == (401, "center.replayed")


def test_an_old_challenge_is_refused_and_a_new_one_offered(caller: Caller) -> None:
    """Age is measured by the center's clock alone."""
    headers = caller.headers("GET", "/v1/changes")
    caller.lab.clock.pass_by(minutes=16)
    answer = caller.http.get("/v1/changes", headers=headers)
    assert answer.json()["code"] == "center.challenge_expired"
    assert answer.headers[sign.CHALLENGE] != headers[sign.CHALLENGE]


def test_a_revoked_workstation_is_shut_out(caller: Caller) -> None:
    """Its signature is right, and it is refused all the same."""
    caller.lab.database.write(lambda tx: revoke(tx, caller.workstation, 1))
    answer = caller.changes()
    assert (answer.status_code, answer.json()["code"]) == (403, "center.revoked")


def test_another_body_breaks_the_signature(caller: Caller) -> None:
    """What was signed is what must arrive."""
    body = encode(StatusQuery(()))
    headers = caller.headers("POST", "/v1/operations/status", body)
    answer = caller.http.post(
        "/v1/operations/status", content=body + b" ", headers=headers
    )
    assert answer.json()["code"] == "center.signature"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"operations": 1}', b"\xff\xfe"])
def test_a_body_that_is_no_batch_is_refused(caller: Caller, body: bytes) -> None:
    """Nonsense gets 400 and a code, never 500."""
    headers = caller.headers("POST", "/v1/operations", body)
    answer = caller.http.post("/v1/operations", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (
        400,
        "center.request_invalid",
    )


def test_a_large_body_is_refused(caller: Caller) -> None:
    """Nothing beyond the limit is read into memory."""
    answer = caller.http.post("/v1/operations", content=b"x" * (MAX_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (
        413,
        "center.request_too_large",
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/v2/time", 404), ("DELETE", "/v1/time", 405)],
)
def test_unknown_places_answer_in_json(
    caller: Caller, method: str, path: str, status: int
) -> None:
    """Also what is not there answers with a code."""
    answer = caller.http.request(method, path)
    assert answer.status_code == status
    assert answer.json()["code"] == "center.not_found"


def test_health_tells_database_and_schema(caller: Caller) -> None:
    """A load balancer can ask without a signature."""
    for path in ("/v1/health", "/healthz"):
        told = caller.http.get(path).json()
        assert (told["ok"], told["database"], told["wire"]) == (True, "sqlite", 1)


def test_the_description_names_every_endpoint_and_schema(caller: Caller) -> None:
    """The OpenAPI document is whole: every reference in it resolves."""
    told = caller.http.get("/v1/openapi.json").json()
    assert set(told["paths"]) == {one.path for one in ENDPOINTS}
    assert all(path.startswith("/v1/") for path in told["paths"])
    names = set(told["components"]["schemas"])
    text = json.dumps(told)
    wanted = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert wanted <= names
    assert {"WireOperation", "CardRow", "Problem", "Enrolled"} <= wanted


def test_the_key_service_answers_a_card(caller: Caller) -> None:
    """Eight bytes of authentication data come back; an unknown key has its code."""
    query = {
        "key": 4,
        "algorithm": "DES",
        "region": "999901",
        "card_factor": "00" * 8,
        "challenge": "11" * 8,
        "original": "22" * 8,
    }
    for key, status in ((4, 200), (99, 422)):
        body = encode(query | {"key": key})
        headers = caller.headers("POST", "/v1/keys/cryptogram", body)
        answer = caller.http.post("/v1/keys/cryptogram", content=body, headers=headers)
        assert answer.status_code == status
    assert answer.json()["code"] == "card.no_key_provider"


@pytest.mark.parametrize("limit", ["0", "-1", "x", "999999", "１"])
def test_a_wrong_limit_is_no_server_fault(caller: Caller, limit: str) -> None:
    """Queries are checked as bodies are."""
    target = str(httpx.URL("/v1/changes", params={"limit": limit}))
    headers = caller.headers("GET", target)
    answer = caller.http.get(target, headers=headers)
    assert answer.status_code in {200, 400}


def test_a_compressed_request_is_signed_as_it_reads(caller: Caller) -> None:
    """A large body may come compressed; the signature is over the plain bytes."""
    body = encode(StatusQuery(()))
    headers = caller.headers("POST", "/v1/operations/status", body)
    headers["content-encoding"] = "gzip"
    packed = gzip.compress(body, mtime=0)
    answer = caller.http.post("/v1/operations/status", content=packed, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (gzip.compress(b"0" * (MAX_BODY + 1)), 413),
        (b"not compressed at all", 400),
        (gzip.compress(b"{}", mtime=0)[:-4], 400),
    ],
)
def test_a_swelling_or_broken_body_is_refused(
    caller: Caller, body: bytes, status: int
) -> None:
    """A compressed body is unpacked up to the limit and no further."""
    headers = {"content-encoding": "gzip"}
    answer = caller.http.post("/v1/operations", content=body, headers=headers)
    assert answer.status_code == status
