"""The loopback bridge for web pages: who gets what (card.md 9)."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from card_io.bridge import LOOPBACK, BridgeRules, CardBridge
from card_io.simulator.card import VirtualCard
from card_io.worker import DirectDesk
from counter_app.domain.chip import ChipReading
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import StoreError
from counter_app.i18n import Catalogue
from tests.labs.cards import HOLDER, finished

TOKEN = "a-token-for-tests"
ORIGIN = "https://counter.example"
PIN = "258036"


class Page:
    """A web page's view of the bridge."""

    def __init__(self, bridge: CardBridge) -> None:
        self.bridge = bridge
        self.port = bridge.port

    def ask(
        self, path: str, body: object = None, method: str = "", **headers: str | None
    ) -> tuple[int, dict[str, str], Any]:
        sent: dict[str, str | None] = {
            "Authorization": f"Bearer {TOKEN}",
            "Origin": ORIGIN,
            "Host": f"{LOOPBACK}:{self.port}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        raw = None if body is None else json.dumps(body).encode()
        line = HTTPConnection(LOOPBACK, self.port, timeout=60)
        try:
            line.putrequest(method or ("POST" if raw else "GET"), path, skip_host=True)
            for name, value in sent.items():
                if value is not None:
                    line.putheader(name, value)
            if raw is not None:
                line.putheader("Content-Length", str(len(raw)))
            line.endheaders(raw)
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        kind = answer.headers.get("Content-Type", "")
        found = json.loads(content) if content and "json" in kind else content.decode()
        return answer.status, dict(answer.headers), found


@pytest.fixture
def desk() -> Iterator[DirectDesk]:
    desk = DirectDesk()
    yield desk
    desk.close()


@pytest.fixture
def recorded() -> list[str]:
    return []


@pytest.fixture
def page(desk: DirectDesk, recorded: list[str]) -> Iterator[Page]:
    def on_record(event: str, reading: ChipReading) -> None:
        recorded.append(f"{event} {reading.card_no}")

    rules = BridgeRules(TOKEN, frozenset((ORIGIN,)), pin=True)
    yield from serving(CardBridge(desk, rules, Catalogue("en"), on_record))


def serving(bridge: CardBridge) -> Iterator[Page]:
    thread = threading.Thread(target=bridge.serve)
    thread.start()
    yield Page(bridge)
    bridge.stop()
    thread.join()


def laid(desk: DirectDesk) -> VirtualCard:
    card = finished("v2-des")
    card.set_pin(PIN)
    desk.insert(card)
    desk.read(wait_s=30)
    return card


def test_reads_basic_data(desk: DirectDesk, page: Page, recorded: list[str]) -> None:
    """As JSON and as the line of iReadCardBas, each on record."""
    laid(desk)
    status, headers, found = page.ask("/v1/card/basic")
    assert status == 200
    assert found["ssn"] == HOLDER.ssn
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert headers["Cache-Control"] == "no-store"
    status, _, line = page.ask("/v1/card/basic.txt")
    assert line.split("|")[4] == HOLDER.name
    assert line.count("|") == 11
    assert recorded == [f"card.read {HOLDER.card_no}"] * 2


def test_state(desk: DirectDesk, page: Page) -> None:
    """Pages may look whether a card is there."""
    laid(desk)
    assert page.ask("/v1/state")[2]["card_present"] is True


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": None}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer ü"}, 401),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "counter.example"}, 403),
        ({"Host": None}, 403),
    ],
)
def test_strangers_get_nothing(
    desk: DirectDesk, page: Page, headers: dict[str, str | None], status: int
) -> None:
    """No token, a foreign origin, a rebound name: refused, and no card is touched."""
    card = laid(desk)
    card.power_on()
    got, answered, found = page.ask("/v1/card/basic", **headers)
    assert (got, found) == (status, "")
    assert not card.seen
    if headers.get("Origin", ORIGIN) != ORIGIN:
        assert "Access-Control-Allow-Origin" not in answered


def test_programs_without_origin(desk: DirectDesk, page: Page) -> None:
    """A local program has no origin; the token is what counts."""
    laid(desk)
    assert page.ask("/v1/card/basic", Origin=None)[0] == 200


def test_preflight(page: Page) -> None:
    """A browser's question is answered for named origins only."""
    asked = {"Access-Control-Request-Private-Network": "true"}
    status, headers, _ = page.ask("/v1/card/basic", method="OPTIONS", **asked)
    assert status == 204
    assert "Authorization" in headers["Access-Control-Allow-Headers"]
    assert headers["Access-Control-Allow-Private-Network"] == "true"
    status, _, _ = page.ask("/", method="OPTIONS", Origin="https://elsewhere.example")
    assert status == 403


def test_verifies_a_pin(desk: DirectDesk, page: Page) -> None:
    """Once per request, on the named card, with the tries left in the answer."""
    card = laid(desk)
    body = {"card_uid": card.card_uid, "pin": PIN}
    assert page.ask("/v1/pin/verify", body)[2] == {"state": "set", "tries_left": 6}
    status, _, found = page.ask("/v1/pin/verify", {**body, "pin": "000000"})
    assert status == 409
    assert found["error"]["code"] == CardCode.PIN_WRONG
    assert found["error"]["tries_left"] == 5
    assert found["error"]["remedy"]
    card.image.pin_counter.left = 1
    _, _, found = page.ask("/v1/pin/verify", {**body, "pin": "000000"})
    assert found["error"]["code"] == CardCode.LAST_TRY
    confirmed = {**body, "confirm_last_try": True}
    assert page.ask("/v1/pin/verify", confirmed)[0] == 200


@pytest.mark.parametrize(
    "body", [[], {}, {"pin": PIN}, {"card_uid": 1, "pin": PIN}, "x"]
)
def test_malformed_bodies(page: Page, body: object) -> None:
    """A body of another form is refused."""
    assert page.ask("/v1/pin/verify", body)[0] == 400


def test_long_bodies_and_wrong_paths(page: Page) -> None:
    """Nothing is read beyond the limit, nothing is there beyond the list."""
    assert page.ask("/v1/pin/verify", "x" * 2000)[0] == 413
    assert page.ask("/v1/card/write", {"a": 1})[0] == 404
    assert page.ask("/../../etc/passwd")[0] == 404


def test_pin_is_off_unless_allowed(desk: DirectDesk) -> None:
    """Without the switch there is no way to a PIN."""
    card = laid(desk)
    for page in serving(CardBridge(desk, BridgeRules(TOKEN), Catalogue("en"))):
        body = {"card_uid": card.card_uid, "pin": PIN}
        assert page.ask("/v1/pin/verify", body, Origin=None)[0] == 404
    assert card.image.pin_counter.left == 6


def test_no_card_is_a_coded_failure(page: Page) -> None:
    """Errors carry code, cause and remedy."""
    status, _, found = page.ask("/v1/card/basic")
    assert status == 409
    assert found["error"]["code"] == CardCode.NO_CARD
    assert found["error"]["message"]


def test_what_is_not_on_record_is_not_shown(desk: DirectDesk) -> None:
    """A reading that cannot be recorded stays here (business.md 11)."""

    def full(event: str, reading: ChipReading) -> None:
        raise StoreError("store.disk_full")

    laid(desk)
    for page in serving(CardBridge(desk, BridgeRules(TOKEN), Catalogue("en"), full)):
        status, _, found = page.ask("/v1/card/basic", Origin=None)
        assert (status, found["error"]["code"]) == (409, "store.disk_full")


def test_listens_on_loopback_only(page: Page) -> None:
    """Other interfaces of the machine do not answer."""
    bound = page.bridge._server.server_address
    assert bound[0] == LOOPBACK
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        assert probe.getsockname()[1] != page.port


def test_silent_callers_do_not_block(desk: DirectDesk, page: Page) -> None:
    """A connection that says nothing holds nobody up."""
    laid(desk)
    with socket.create_connection((LOOPBACK, page.port)):
        assert page.ask("/v1/state")[0] == 200
