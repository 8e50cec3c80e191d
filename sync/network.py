"""Notice that the network came back: the kernel tells, nobody polls.

Linux reports changes of links, addresses and routes on a netlink socket. Elsewhere
the back-off alone decides; its ceiling is four seconds.
"""

from __future__ import annotations

import logging
import select
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400  # links, IPv4/IPv6 addresses and routes
_SETTLE_S = 0.2  # an address comes with a burst of messages
_log = logging.getLogger(__name__)


class NetworkWatch:
    """Calls ``changed`` after each burst of network changes."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._news: socket.socket | None = None
        self._bell, self._ear = socket.socketpair()
        self._thread = threading.Thread(
            target=self._listen, name="network-watch", daemon=True
        )

    def start(self) -> bool:
        """Begin to listen; False where the system tells nothing."""
        if sys.platform != "linux":
            return False
        try:
            news = socket.socket(
                socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE
            )
            news.bind((0, _GROUPS))
        except OSError as exc:
            _log.info("no news of the network: %s", type(exc).__name__)
            return False
        self._news = news
        self._thread.start()
        return True

    def close(self) -> None:
        """Stop listening."""
        with suppress(OSError):
            self._bell.send(b"x")
        if self._thread.is_alive():
            self._thread.join(2)
        for one in (self._news, self._bell, self._ear):
            if one is not None:
                one.close()

    def _listen(self) -> None:
        news = self._news
        while news is not None:
            ready, _, _ = select.select([news, self._ear], [], [])
            if self._ear in ready:
                return
            self._drain(news)
            self._changed()

    def _drain(self, news: socket.socket) -> None:
        """Read until it has been quiet for a moment; lost messages do not matter."""
        while True:
            with suppress(OSError):
                news.recv(65536)
            ready, _, _ = select.select([news, self._ear], [], [], _SETTLE_S)
            if news not in ready:
                return
