"""Who would break into the bridge: other pages, other names, floods (card.md 9)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from card_io import bridge as module
from card_io.bridge import LOOPBACK, MOST_CALLERS, BridgeRules, CardBridge
from card_io.simulator.card import VirtualCard
from card_io.simulator.pad import PadKey, VirtualPad
from card_io.worker import DirectDesk
from counter_app.i18n import Catalogue
from tests.labs.cards import finished
from tests.labs.examples import tried

TOKEN, ORIGIN, PIN = "a-token-for-tests", "https://counter.example", "258036"


class Victim:
    """A bridge with a card, and a raw line to it."""

    def __init__(self) -> None:
        self.pad = VirtualPad()
        self.desk = DirectDesk(pad=self.pad)
        self.card: VirtualCard = finished("v2-des")
        self.card.set_pin(PIN, 6)
        self.desk.insert(self.card)
        self.desk.read(wait_s=30)
        rules = BridgeRules(TOKEN, frozenset((ORIGIN,)), pin=True)
        self.bridge = CardBridge(self.desk, rules, Catalogue("en"))
        self.thread = threading.Thread(target=self.bridge.serve)
        self.thread.start()
        self.card.power_on()  # from now on the card notes what it is sent

    def close(self) -> None:
        self.bridge.stop()
        self.thread.join()
        self.desk.close()

    def raw(self, sent: bytes) -> bytes:
        """Send bytes, say no more, and return all that comes back."""
        with socket.create_connection((LOOPBACK, self.bridge.port), 20) as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            got = b""
            while part := line.recv(4096):
                got += part
        return got

    def ask(self, path: str = "/v1/card/basic", *lines: str, body: str = "") -> int:
        """Return the status of a request with these header lines, 0 for none."""
        verb = "POST" if body else "GET"
        head = [f"{verb} {path} HTTP/1.1", *lines, "Connection: close"]
        if body:
            head.append(f"Content-Length: {len(body)}")
        got = self.raw(("\r\n".join(head) + "\r\n\r\n" + body).encode("latin-1"))
        return int(got.split(b" ")[1]) if got else 0

    @property
    def host(self) -> str:
        return f"Host: {LOOPBACK}:{self.bridge.port}"


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    with closing(Victim()) as made:
        yield made


def test_a_rebound_name_gets_nothing(victim: Victim) -> None:
    """A page whose name now points to 127.0.0.1 still sends its own Host."""
    port, bearer = victim.bridge.port, f"Authorization: Bearer {TOKEN}"
    for name in (
        f"evil.example:{port}",
        f"127.0.0.1.evil.example:{port}",
        f"localhost.evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1:{port}@evil.example",
        f"[::1]:{port}",
        f"0.0.0.0:{port}",
        f"2130706433:{port}",
        "",
    ):
        assert victim.ask("/v1/card/basic", f"Host: {name}", bearer) == 403, name
    both = ("Host: evil.example", victim.host, bearer)
    assert victim.ask("/v1/card/basic", *both) == 403
    assert not victim.card.seen
    assert victim.ask("/v1/card/basic", victim.host, bearer) == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://counter.example.evil.example",
        "http://counter.example",
        "https://counter.example:444",
        "https://COUNTER.example/",
        "file://",
        "null",
        "",
    ],
)
def test_other_origins_get_nothing(victim: Victim, origin: str) -> None:
    """Origins are compared letter by letter: no suffix, scheme or port is let in."""
    victim.card.seen.clear()
    lines = (victim.host, f"Origin: {origin}", f"Authorization: Bearer {TOKEN}")
    assert victim.ask("/v1/card/basic", *lines) == 403
    assert not victim.card.seen


def test_no_token_by_other_roads(victim: Victim) -> None:
    """The token counts in its header only: not in the path, a cookie, in part."""
    victim.card.seen.clear()
    for path, line in (
        (f"/v1/card/basic?token={TOKEN}", "X-Nothing: 1"),
        ("/v1/card/basic", f"Cookie: token={TOKEN}"),
        ("/v1/card/basic", f"Authorization: Bearer {TOKEN[:-1]}"),
        ("/v1/card/basic", f"Authorization: Bearer {TOKEN} "[:-2]),
        ("/v1/card/basic", f"Authorization: Bearer {TOKEN}x"),
        ("/v1/card/basic", "Authorization: Bearer "),
    ):
        assert victim.ask(path, victim.host, line) == 401, (path, line)
    assert not victim.card.seen


def test_oversized_requests_end(victim: Victim) -> None:
    """Long lines, many headers, huge bodies: refused without reading them all."""
    bearer = f"Authorization: Bearer {TOKEN}"
    assert victim.ask("/" + "x" * 70_000, victim.host) in (0, 414)
    many = tuple(f"X-{number}: 1" for number in range(200))
    assert victim.ask("/v1/state", victim.host, *many) in (0, 431)
    long = ("POST /v1/pin/verify HTTP/1.1", victim.host, bearer)
    for length in ("999999999999", "-1", "1e3", "0x10", ""):
        sent = "\r\n".join((*long, f"Content-Length: {length}")) + "\r\n\r\n{}"
        status = victim.raw(sent.encode()).split(b" ")[1]
        assert status in (b"413", b"400"), length
    assert victim.ask("/v1/state", victim.host, bearer) == 200


@settings(max_examples=tried(30))
@given(st.binary(max_size=300))
def test_any_bytes_are_survived(victim: Victim, sent: bytes) -> None:
    """Whatever comes over the line, the card hears nothing and others are served."""
    victim.card.seen.clear()
    got = victim.raw(sent + b"\r\n\r\n")
    assert b" 200 " not in got[:20]
    assert not victim.card.seen


def test_a_flood_of_connections_is_cut(
    victim: Victim, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Callers beyond the limit are hung up on; afterwards all is as before."""
    assert MOST_CALLERS < 100
    monkeypatch.setattr(module._Handler, "timeout", 30.0)
    before = threading.active_count()
    with ExitStack() as stack:
        for _ in range(100):
            line = socket.create_connection((LOOPBACK, victim.bridge.port), 20)
            stack.enter_context(line)
        # The last one finds no place: the line ends without a word.
        assert line.recv(1) == b""
        assert threading.active_count() <= before + MOST_CALLERS
    bearer = f"Authorization: Bearer {TOKEN}"
    for _ in range(200):  # the others' threads end one by one
        if victim.ask("/v1/state", victim.host, bearer) == 200:
            return
    raise AssertionError("never served again")


def test_pin_on_the_pad_through_the_bridge(victim: Victim) -> None:
    """A page may have the holder type on the pad; it never learns the digits."""
    lines = (victim.host, f"Authorization: Bearer {TOKEN}")
    body = f'{{"card_uid": "{victim.card.card_uid}", "pad": true}}'
    victim.pad.type(PIN, PadKey.CANCEL)
    assert victim.ask("/v1/pin/verify", *lines, body=body) == 200
    assert victim.ask("/v1/pin/verify", *lines, body=body) == 409
    assert victim.pad.asked == ["present", "present"]


def test_tries_are_not_burnt_by_a_page(victim: Victim) -> None:
    """However often a page guesses, the last try stays the holder's (R-39)."""
    lines = (victim.host, f"Authorization: Bearer {TOKEN}")
    body = f'{{"card_uid": "{victim.card.card_uid}", "pin": "000000"}}'
    for _ in range(12):
        assert victim.ask("/v1/pin/verify", *lines, body=body) == 409
    assert victim.card.image.pin_counter.left == 1
