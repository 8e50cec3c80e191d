"""A small proxy that gives each new connection to the next of its targets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle


class RoundRobin:
    """Listens on a free port of loopback until it is closed.

    Attributes:
        served: connections given to each target.
    """

    def __init__(self, targets: Sequence[int]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.served = dict.fromkeys(targets, 0)
        self._next = cycle(targets)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(60)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            target = next(self._next)
            self.served[target] += 1
            far = socket.create_connection(("127.0.0.1", target))
            threading.Thread(target=_join, args=(near, far), daemon=True).start()


def _join(near: socket.socket, far: socket.socket) -> None:
    """Pass bytes both ways until both sides ended."""
    with near, far:
        back = threading.Thread(target=_pass, args=(far, near), daemon=True)
        back.start()
        _pass(near, far)
        back.join()


def _pass(source: socket.socket, sink: socket.socket) -> None:
    """Pass bytes on; the end of one side ends the other."""
    with suppress(OSError):
        while part := source.recv(65536):
            sink.sendall(part)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)
