"""The practice office's center is our own program on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from counter_app.domain.errors import SystemFaultError
from counter_app.practice import processes
from counter_app.practice.center_side import CenterSide, answers
from counter_app.practice.processes import Part


class Stranger(BaseHTTPRequestHandler):
    """Some web server that is glad to answer anything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"ok": true}')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        del format, args


@contextmanager
def stranger() -> Iterator[int]:
    """Run a stranger's server and yield its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def side(tmp_path: Path) -> CenterSide:
    made = CenterSide(tmp_path)
    made.verb("migrate")
    return made


def test_the_center_takes_a_free_port_and_says_which(side: CenterSide) -> None:
    """Nobody guesses a port: the center binds one and tells it."""
    server = side.start()
    try:
        assert server.part.running()
        assert server.port > 0
        assert answers(server.url)
    finally:
        assert processes.stop(server.part)
    again = side.start(server.port)
    assert processes.stop(again.part)
    assert again.port == server.port


def test_a_strangers_server_is_not_our_center(side: CenterSide) -> None:
    """Where the port is taken the center moves; the stranger is never asked."""
    with stranger() as port:
        assert not answers(f"http://127.0.0.1:{port}")
        server = side.start(port)
        try:
            assert server.port != port
            assert server.part.running()
            assert answers(server.url)
        finally:
            assert processes.stop(server.part)


def test_a_center_that_cannot_serve_is_a_fault(tmp_path: Path) -> None:
    """Its own code is the reason."""
    (tmp_path / "center.db").mkdir()
    with pytest.raises(SystemFaultError) as fault:
        CenterSide(tmp_path).start()
    assert fault.value.code == "practice.part_failed"
    assert str(fault.value.params["reason"]).startswith("center.")


def test_a_part_that_ended_is_never_ready() -> None:
    """An answer of somebody else does not make up for it."""
    with pytest.raises(SystemFaultError) as fault:
        processes.wait_until(lambda: True, Part("center", 2**22 + 1, "1"))
    assert fault.value.params["reason"] == "ended"
