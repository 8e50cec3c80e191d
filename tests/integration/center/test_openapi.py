"""The API against its own description: no server fault, no answer it does not name."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from center.api.openapi import describe
from center.service import Center
from sync.wire import EnrolRequest, sign
from sync.wire.sign import RequestText, SigningKey
from tests.integration.center.conftest import served
from tests.labs.centers import card, holder, sqlite_lab

schema = schemathesis.openapi.from_dict(describe())
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
_nonces = itertools.count(1)


class Signer:
    """Signs whatever is sent, so that what lies behind the signature is reached."""

    def __init__(self, center: Center, url: str, code: str) -> None:
        self.url, self.center = url, center
        self.key = SigningKey.generate()
        wish = EnrolRequest(code=code, public_key=self.key.public_hex)
        self.name = center.enrol(wish).workstation

    def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        """Return the five headers."""
        challenge = self.center.facts.challenge(self.center.now_ms())
        nonce = f"{next(_nonces):032x}"
        text = RequestText(method, target, body, self.name, challenge, nonce, "0")
        return {
            sign.WORKSTATION: self.name, sign.CHALLENGE: challenge,
            sign.NONCE: nonce, sign.TIMESTAMP: "0",
            sign.SIGNATURE: self.key.sign(text.to_bytes()),
        }  # fmt: skip


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signer]:
    """A served center with one office and one workstation."""
    folder: Path = tmp_path_factory.mktemp("openapi")
    lab = sqlite_lab(folder)
    center, office = lab.center(), lab.new_office()
    person = holder(1)
    lab.bring_in(office["office_code"], (person, (card(person, 1),)))
    with served(center) as url:
        yield Signer(center, url, office["code"])
    lab.database.close()


@schema.parametrize()
@settings(
    max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_answer_is_one_that_is_described(case: Case, signer: Signer) -> None:
    """Generated requests, right and wrong, well signed: no 5xx, no other shape."""
    with httpx.Client() as client:
        made = case.as_transport_kwargs(base_url=signer.url)
        request = client.build_request(
            made["method"], made["url"], params=made.get("params"),
            json=made.get("json"), content=made.get("data"),
        )  # fmt: skip
        target = request.url.raw_path.decode("ascii")
        signed = signer.headers(request.method, target, request.read())
        request.headers.update(signed)
        answer = client.send(request)
    assert answer.status_code < 500
    case.validate_response(answer, checks=list(CHECKS))
