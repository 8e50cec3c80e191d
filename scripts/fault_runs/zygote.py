"""Warm processes: a center or a counter that is back milliseconds after SIGKILL.

The zygote has imported everything and runs no thread; each line on its standard input
is an order to fork one child. It answers with the child's number. The children are
real processes on real files and sockets: whoever started the zygote kills them.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from center.api.openapi import describe
from center.cli import main as center_main
from counter_app.logs import set_up_logs
from counter_app.ports.store import Store
from db import open_store
from scripts.fault_runs.sync_acts import KEY, FileKeys, add_act, next_number
from sync.line import LineParts, open_line
from sync.worker import Pace, SyncLine
from tests.labs.postgres import PrivatePostgres

_READY_S = 20.0
_LATE = (  # what is imported when a server or a line begins
    "anyio._backends._asyncio",
    "center.serve",
    "sync.worker",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)


@dataclass(frozen=True, slots=True)
class WrongClock:
    """A clock that runs, but by some hours wrong."""

    hours: float

    def now(self) -> datetime:
        """Return the wrong time."""
        return datetime.now(UTC) + timedelta(hours=self.hours)


@dataclass(slots=True)
class Zygote:
    """The parent's end.

    Attributes:
        postgres: where centers keep their books; None: in a file of their own.
    """

    postgres: PrivatePostgres | None = None
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.fault_runs.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(self, **order: Any) -> int:
        """Start a child and return its number."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def database(self, folder: Path) -> str:
        """Return the address of a new center's database."""
        if self.postgres is not None:
            return self.postgres.new_database()
        return f"sqlite:///{folder / 'center.db'}"

    def forget(self, database: str) -> None:
        """Drop a center's database; a file goes with its folder."""
        if self.postgres is not None:
            self.postgres.drop(database)

    def close(self) -> None:
        """End the zygote; its children are killed before."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        if self.postgres is not None:
            self.postgres.close()


def kill(pid: int) -> None:
    """SIGKILL and wait until the process is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + _READY_S
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.001)
    raise TimeoutError(pid)


def listening(port: int) -> None:
    """Wait until somebody takes connections on the port."""
    end = time.monotonic() + _READY_S
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.005)
    raise TimeoutError(port)


def main() -> int:
    """Fork on order until the input ends."""
    _warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _child(json.loads(line))
        print(pid, flush=True)
    return 0


def _warm() -> None:
    """Import and compute beforehand what a start needs: a child is up at once."""
    with (
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
        suppress(SystemExit),
    ):
        center_main(["--help"])
    for name in _LATE:
        importlib.import_module(name)
    describe()
    httpx.Client().close()
    gc.collect()
    gc.freeze()


def _child(order: dict[str, Any]) -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for number, target in ((0, quiet), (1, quiet), (2, log)):
        os.dup2(target, number)
    try:
        if order["role"] == "center":
            os.environ["COUNTER_CENTER_DATABASE"] = order["database"]
            loud = ["--verbose", "--log-json"]
            center_main(["--json", *loud, "serve", "--port", str(order["port"])])
        else:
            _counter(order)
    finally:
        os._exit(0)


def _counter(order: dict[str, Any]) -> None:
    """Run a line, and record acts while it runs."""
    folder, clock = Path(order["folder"]), WrongClock(order["hours"])
    set_up_logs(folder / "logs", "debug")
    logging.getLogger(__name__).info("counter begins")
    store = open_store(folder / "office.db", KEY, clock)
    keys = FileKeys(folder / "keys.json")
    parts = LineParts(store, keys, clock, timeout_s=order["timeout_s"])
    line = open_line(parts, Pace(0.5, 0.5))
    if order["until"]:
        _record_acts(store, clock, line, order)
    while True:
        time.sleep(60)


def _record_acts(
    store: Store, clock: WrongClock, line: SyncLine, order: dict[str, Any]
) -> None:
    """Record what is missing until the last one, each told after its commit."""
    number = next_number(store, order["acked"])
    with (Path(order["folder"]) / "acks").open("a") as acks:
        while number < order["until"]:
            add_act(store, number, clock.now())
            acks.write(f"{number}\n")
            acks.flush()
            line.wake()
            number += 1
            time.sleep(order["pause_s"])


if __name__ == "__main__":
    raise SystemExit(main())
