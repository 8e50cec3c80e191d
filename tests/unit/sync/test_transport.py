"""Every way an exchange can fail has its own code."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import httpx
import pytest

from counter_app.domain.errors import CardError
from sync.transport import Identity, LineFault, Transport
from sync.wire import Problem, TimeAnswer, encode, sign
from sync.wire.sign import SigningKey
from tests.labs.centers import NOON, Clock

CENTER = SigningKey.generate()
DEVICE = SigningKey.generate()
ME = Identity("ws", DEVICE, CENTER.public_hex)
TIME = encode(TimeAnswer(NOON, 1))
Answer = Callable[[httpx.Request], httpx.Response]


def ask(answer: Answer, identity: Identity | None = None) -> TimeAnswer:
    """Ask for the time through a transport that answers so."""
    made = Transport(
        "http://center", Clock(), identity, transport=httpx.MockTransport(answer)
    )
    try:
        return made.ask("GET", "/v1/time", TimeAnswer, signed=False)
    finally:
        made.close()


def failing(error: Exception) -> Answer:
    """Return an answerer that fails."""

    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    return answer


def tls_failure() -> httpx.ConnectError:
    """Return what httpx raises for a bad certificate."""
    error = httpx.ConnectError("handshake")
    error.__cause__ = ssl.SSLCertVerificationError("certificate verify failed")
    return error


@pytest.mark.parametrize(
    ("error", "code", "sent"),
    [
        (httpx.ConnectError("refused"), "center.unreachable", False),
        (tls_failure(), "center.tls", False),
        (httpx.ConnectTimeout("slow"), "center.timeout", False),
        (httpx.PoolTimeout("full"), "center.timeout", False),
        (httpx.ReadTimeout("silent"), "center.timeout", True),
        (httpx.WriteTimeout("silent"), "center.timeout", True),
        (httpx.ReadError("reset"), "center.interrupted", True),
        (httpx.RemoteProtocolError("cut"), "center.interrupted", True),
        (httpx.ProxyError("407"), "center.proxy", False),
        (httpx.DecodingError("gzip"), "center.answer_invalid", True),
    ],
)
def test_faults_of_the_line(error: Exception, code: str, sent: bool) -> None:
    """The code names the fault; ``sent`` tells whether the outcome is unknown."""
    with pytest.raises(LineFault) as caught:
        ask(failing(error))
    assert (caught.value.code, caught.value.sent) == (code, sent)


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (httpx.Response(200, html="<html>log in</html>"), "center.html_answer"),
        (httpx.Response(302, headers={"location": "/x"}), "center.html_answer"),
        (httpx.Response(511, html="<html>"), "center.html_answer"),
        (httpx.Response(403, html="<p>no</p>"), "center.html_answer"),
        (httpx.Response(200, text=" <!doctype html>"), "center.html_answer"),
        (httpx.Response(500, html="<html>oops"), "center.server_fault"),
        (httpx.Response(502), "center.server_fault"),
        (httpx.Response(503), "center.busy"),
        (httpx.Response(429), "center.busy"),
        (
            httpx.Response(503, json={"code": "center.database_away"}),
            "center.database_away",
        ),
        (httpx.Response(407), "center.proxy"),
        (httpx.Response(200, text="hello"), "center.answer_invalid"),
        (httpx.Response(200, json={"now": 1}), "center.answer_invalid"),
        (httpx.Response(200, json=[]), "center.answer_invalid"),
        (httpx.Response(404, json={"oops": 1}), "center.answer_invalid"),
        (httpx.Response(403, json={"code": "center.revoked"}), "center.revoked"),
    ],
)
def test_wrong_answers(response: httpx.Response, code: str) -> None:
    """Pages, servers in between and nonsense are told apart."""
    with pytest.raises(LineFault) as caught:
        ask(lambda _request: response)
    assert caught.value.code == code


def test_a_refusal_of_the_key_service_is_a_card_error() -> None:
    """Codes of the card area stay what they are."""
    body = encode(Problem(code="card.key_refused"))
    answer = httpx.Response(422, content=body, headers={"content-type": JSON})
    with pytest.raises(CardError) as caught:
        ask(lambda _request: answer)
    assert caught.value.code == "card.key_refused"


JSON = "application/json"


def signed_by(key: SigningKey) -> Answer:
    """Return an answerer that signs with a key."""

    def answer(request: httpx.Request) -> httpx.Response:
        nonce = request.headers[sign.NONCE]
        signature = key.sign(sign.answer_bytes(200, nonce, TIME))
        headers = {"content-type": JSON, sign.CENTER_SIGNATURE: signature}
        return httpx.Response(200, content=TIME, headers=headers)

    return answer


def test_only_the_pinned_center_is_believed() -> None:
    """An answer signed by another key, or not at all, is refused."""
    assert ask(signed_by(CENTER), ME).wire == 1
    for answer in (
        signed_by(SigningKey.generate()),
        lambda _r: httpx.Response(200, content=TIME, headers={"content-type": JSON}),
    ):
        with pytest.raises(LineFault) as caught:
            ask(answer, ME)
        assert caught.value.code == "center.answer_unsigned"


@pytest.mark.parametrize("url", ["", "center", "ftp://center", "http://", "http://[x"])
def test_a_wrong_address_has_its_code(url: str) -> None:
    """An address that is none is told before anything is sent."""
    with pytest.raises(LineFault) as caught:
        Transport(url, Clock())
    assert (caught.value.code, caught.value.sent) == ("center.address", False)


def test_the_skew_is_measured() -> None:
    """Center's clock minus ours, from the answer's header (G11)."""
    told = str(int(NOON.timestamp() * 1000) + 90_000)
    headers = {"content-type": JSON, sign.CENTER_TIME: told}
    made = Transport(
        "http://center",
        Clock(),
        transport=httpx.MockTransport(
            lambda _r: httpx.Response(200, content=TIME, headers=headers)
        ),
    )
    made.ask("GET", "/v1/time", TimeAnswer, signed=False)
    made.close()
    assert made.measured is not None
    assert made.measured.skew_s == pytest.approx(90.0)


def test_a_plain_line_on_this_machine_loads_no_authorities(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No certificate is ever looked at there, and none would be trusted."""
    loaded: list[str] = []

    def load(_self: ssl.SSLContext, *_files: str, **_named: str) -> None:
        loaded.append("authorities")

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", load)
    Transport("http://127.0.0.1:1", Clock()).close()
    assert loaded == []
    Transport("https://center.example", Clock()).close()
    assert loaded == ["authorities"]
