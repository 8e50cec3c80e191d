"""The line on real sockets: stalls, slow lines, proxies, cuts, a returning network."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from counter_app.domain.codes.center import CenterCode
from sync.line import open_client, open_line
from sync.transport import LineFault, Transport
from sync.wire import TimeAnswer, encode
from tests.integration.sync.test_line import PACE, Scene, until
from tests.labs.centers import NOON, Clock, card, holder
from tests.labs.faultproxy import Faults

TIME = encode(TimeAnswer(NOON, 1))
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
)


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], None]) -> Iterator[int]:
    """Serve each connection once with ``answer``; give the port."""
    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, suppress(OSError):
                answer(line, line.recv(65536))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    stop.set()
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(60)


def ask(url: str, timeout_s: float) -> TimeAnswer:
    """Ask for the time."""
    made = Transport(url, Clock(), timeout_s=timeout_s)
    try:
        return made.ask("GET", "/v1/time", TimeAnswer, signed=False)
    finally:
        made.close()


def drip(line: socket.socket, _request: bytes) -> None:
    """Answer a byte at a time: slow, but never silent for long."""
    line.sendall(HEAD % len(TIME))
    for at in range(len(TIME)):
        line.sendall(TIME[at : at + 1])
        time.sleep(0.03)


def stall(line: socket.socket, _request: bytes) -> None:
    """Answer half and fall silent."""
    line.sendall(HEAD % len(TIME) + TIME[:5])
    with suppress(OSError):
        line.recv(1)


def test_a_slow_line_is_no_fault() -> None:
    """The time-out is for silence, not for the length of a transfer."""
    with serving(drip) as port:
        begun = time.monotonic()
        assert ask(f"http://127.0.0.1:{port}", 0.5).now == NOON
        assert time.monotonic() - begun > 0.5


def test_a_stall_is_noticed() -> None:
    """Silence within an answer ends the exchange with its code."""
    with serving(stall) as port, pytest.raises(LineFault) as caught:
        ask(f"http://127.0.0.1:{port}", 0.4)
    assert (caught.value.code, caught.value.sent) == (CenterCode.TIMEOUT, True)


def test_proxies_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTPS_PROXY is used for another machine, and named when it refuses."""
    heard: list[bytes] = []

    def refuse(line: socket.socket, request: bytes) -> None:
        heard.append(request.split(b"\r\n")[0])
        line.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

    with serving(refuse) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(LineFault) as caught:
            ask("https://center.invalid", 2.0)
    assert heard == [b"CONNECT center.invalid:443 HTTP/1.1"]
    assert caught.value.code == CenterCode.PROXY


def test_loopback_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The practice center is reached directly, whatever the environment says."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(drip) as port:
        assert ask(f"http://127.0.0.1:{port}", 0.5).now == NOON


@pytest.mark.parametrize(
    "url", ["http://center.invalid", "HTTP://10.1.2.3:8000", "http://[fe80::1]/"]
)
def test_personal_data_travels_under_tls_only(url: str) -> None:
    """Plain http to another machine is refused before a byte is sent."""
    with pytest.raises(LineFault) as caught:
        Transport(url, Clock())
    assert (caught.value.code, caught.value.sent) == (CenterCode.PLAIN_HTTP, False)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A center process behind a fault proxy, and an enrolled counter."""
    made = Scene(tmp_path)
    yield made
    made.close()


def test_a_large_transfer_goes_on_where_it_was_cut(scene: Scene) -> None:
    """Every connection is cut after 6 kB: smaller parts get through, none twice."""
    office = scene.counter.office_code
    people = [(holder(n), (card(holder(n), n),)) for n in range(1000, 1400)]
    scene.lab.bring_in(office, *people)
    scene.proxy.faults = Faults(cut_down_after=6000)
    scene.line = open_line(scene.counter.parts, PACE)
    assert until(lambda: people_here(scene) == 440)
    assert scene.proxy.faults.cut_down_after == 6000


def people_here(scene: Scene) -> int:
    """Return how many persons the counter has."""
    with scene.counter.parts.store.unit_of_work() as uow:
        return uow.holders.count()


def test_large_answers_and_requests_are_compressed(scene: Scene) -> None:
    """A chunk of the roll takes a fraction of its size on the wire."""
    client, _ = open_client(scene.counter.parts)
    before = scene.proxy.passed
    chunk = client.roll("", "", 1000)
    client.close()
    assert len(chunk.holders) == 40
    assert scene.proxy.passed - before < len(encode(chunk)) / 2


NETNS = """
    import subprocess, threading
    from sync.network import NetworkWatch
    came = threading.Event()
    watch = NetworkWatch(came.set)
    assert watch.start()
    assert not came.wait(0.3), "nothing has changed yet"
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    assert came.wait(60), "the kernel told nothing"
    watch.close()
    print("seen")
"""


def test_a_network_that_returns_wakes_the_line() -> None:
    """The kernel tells of a link that comes up; nobody waits out a back-off."""
    words = ["unshare", "-r", "-n", sys.executable, "-c", textwrap.dedent(NETNS)]
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == "seen\n", done.stderr
