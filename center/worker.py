"""One of several processes of an instance: serves what the supervisor passes on.

It takes connections, already accepted, from its *channel* (a Unix socket), says on it
when it serves or why it cannot, and ends when the channel or the supervisor does.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import uvicorn

from center.counting import shared
from center.database import Database
from center.logs import describe
from center.serve import (
    Options,
    application,
    build,
    configuration,
    spare_the_collector,
)
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CardError, CenterError

_log = logging.getLogger(__name__)
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
Opener = Callable[[], AbstractContextManager[Database]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a worker could not serve."""

    code: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """What every worker of an instance does.

    Attributes:
        opened: opens the database; each worker has connections of its own.
        figures: folder where all workers count.
    """

    opened: Opener
    options: Options
    figures: Path

    def run(self, number: int, channel: socket.socket) -> None:
        """Serve until a signal comes or the supervisor is gone."""
        try:
            with self.opened() as database:
                center = build(database, self.options, shared(self.figures, number))
                first = number == 0  # housekeeping needs one, if any number may do it
                app = application(center, self.options, keeps_house=first)
                spare_the_collector()
                _Receiving(configuration(app, self.options), channel).run()
        except (CenterError, CardError) as exc:
            params = {name: str(value) for name, value in exc.params.items()}
            tell(channel, Fault(exc.code, params))
        except Exception as exc:  # the top of a process  # noqa: BLE001
            _log.error("worker failed: %s", describe(exc))
            tell(channel, Fault(CenterCode.UNEXPECTED.value, {}))


def tell(channel: socket.socket, fault: Fault | None) -> None:
    """Say that this worker serves, or why it does not."""
    with suppress(OSError):  # nobody is left to hear it
        channel.settimeout(None)
        channel.sendall(msgspec.json.encode(fault) + b"\n")


def heard(data: bytes) -> list[Fault | None]:
    """Read what a worker told."""
    return [msgspec.json.decode(line, type=Fault | None) for line in data.splitlines()]


def end_with(parent: int) -> None:
    """Let the kernel kill this process when its parent dies, however that happens."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we said so
        os._exit(1)


class _Receiving(uvicorn.Server):
    """Serves connections that arrive on a channel."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._greeted = set[asyncio.Task[None]]()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets or [])
        tell(self._channel, None)
        self._channel.settimeout(0)
        asyncio.get_running_loop().add_reader(self._channel, self._take)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().remove_reader(self._channel)
        await super().shutdown(sockets)

    def _take(self) -> None:
        """Take one connection; without one the supervisor is gone."""
        try:
            _, found, _, _ = socket.recv_fds(self._channel, 1, 1)
        except BlockingIOError:
            return
        except OSError:
            found = []
        loop = asyncio.get_running_loop()
        if not found:
            loop.remove_reader(self._channel)
            self.should_exit = True
            return
        line = socket.socket(fileno=found[0])
        task = loop.create_task(self._greet(line))
        self._greeted.add(task)
        task.add_done_callback(self._greeted.discard)

    async def _greet(self, line: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            line.settimeout(0)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await loop.connect_accepted_socket(
                self._protocol, line, ssl=self.config.ssl
            )
        except OSError as exc:  # it left, or spoke no TLS
            _log.debug("connection lost: %s", type(exc).__name__)
            line.close()

    def _protocol(self) -> asyncio.Protocol:
        kind = self.config.http_protocol_class
        made: asyncio.Protocol = kind(  # type: ignore[call-arg]  # as uvicorn makes it
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
        return made
