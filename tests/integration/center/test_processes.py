"""Several processes of one instance behind one port, killed and ended."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from center.opening import open_database
from tests.labs.load import (
    Load,
    Server,
    Station,
    batches,
    children,
    prepare,
    serving,
)
from tests.labs.postgres import PrivatePostgres

pytestmark = pytest.mark.postgres
STATIONS = 2
BATCHES = 8
ALL = STATIONS * BATCHES * 100


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivatePostgres]:
    server = PrivatePostgres().start()
    yield server
    server.close()


def prepared(postgres: PrivatePostgres) -> tuple[str, list[Station]]:
    """Return a database with enrolled workstations."""
    address = postgres.new_database()
    database = open_database(address, pool=2)
    stations = prepare(database, STATIONS)
    database.close()
    return address, stations


def until(true: Callable[[], bool]) -> None:
    """Wait for a condition."""
    pause = threading.Event()
    for _ in range(1200):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError("it never came true")


def gone(pid: int) -> bool:
    """Tell whether a process has ended (one that nobody waited for has)."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1][1] in "ZX"
    return True


def figures(server: Server) -> dict[str, float]:
    """Return what ``/metrics`` tells now."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (x.rsplit(" ", 1) for x in lines)}


class Counter(threading.Thread):
    """A counter that sends its batches in order, each until it is answered."""

    def __init__(self, server: Server, station: Station) -> None:
        super().__init__()
        self.answered, self.broken, self.applied = 0, 0, 0
        self._server, self._station = server, station
        self.start()

    def run(self) -> None:
        for body in batches(self._station, BATCHES):
            while not self._sent(body):
                self.broken += 1
            self.answered += 1

    def _sent(self, body: bytes) -> bool:
        load = Load(self._server.url, self._station)
        try:
            load.open()
            load.send(body)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            load.close()
            self.applied += load.applied
        return True


def test_a_worker_killed_under_load_comes_back_and_nothing_is_lost_or_doubled(
    postgres: PrivatePostgres,
) -> None:
    """G37: two workers share the work; kills change nothing but who serves."""
    address, stations = prepared(postgres)
    with serving(address, "--processes", "2") as server:
        first = children(server.process.pid)
        assert len(first) == 2
        counters = [Counter(server, station) for station in stations]
        until(lambda: sum(c.answered for c in counters) >= 3)
        os.kill(first[0], signal.SIGKILL)
        until(lambda: len({*children(server.process.pid)} - {*first}) == 1)
        for counter in counters:
            counter.join(60)
        told = figures(server)
        again = figures(server)  # the other worker answers, and tells the same
        assert len(children(server.process.pid)) == 2
    assert [c.answered for c in counters] == [BATCHES, BATCHES]
    with psycopg.connect(address) as connection:
        counted = [
            connection.execute(sql).fetchone()
            for sql in (
                "SELECT count(*) FROM operation WHERE outcome = 'applied'",
                "SELECT count(DISTINCT op_id) FROM operation",
                "SELECT count(*) FROM card_event WHERE op_id IS NOT NULL",
                "SELECT sum(mark) FROM incarnation",
            )
        ]
    assert counted == [(ALL,)] * 4
    name = 'center_operations_total{outcome="applied"}'
    # What the killed worker had committed and not counted was asked for again.
    assert ALL - 200 <= told[name] == again[name] <= ALL
    asked = re.compile(r'center_requests_total\{path="/v1/operations",status="200"\}')
    assert sum(v for k, v in told.items() if asked.fullmatch(k)) >= STATIONS * BATCHES


def test_what_keeps_the_first_worker_from_serving_is_told(
    postgres: PrivatePostgres, tmp_path: Path
) -> None:
    """As with one process: a coded refusal, no ready line, and nothing runs on."""
    address, _ = prepared(postgres)
    module, pin = tmp_path / "module.toml", tmp_path / "pin"
    pin.write_text("1234")
    pin.chmod(0o600)
    module.write_text(
        f'module = "/no/such.so"\ntoken = "t"\npin_file = "{pin}"\nprefix = "1."\n'
    )
    words = ("serve", "--port", "0", "--processes", "2", "--key-module", str(module))
    done = subprocess.run(
        [sys.executable, "-m", "center", "--json", *words],
        env=os.environ | {"COUNTER_CENTER_DATABASE": address},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "center.key_module"


def test_connections_go_to_the_workers_in_turn(postgres: PrivatePostgres) -> None:
    """A few counters that hold their connections never meet in one process."""
    address, _ = prepared(postgres)
    with serving(address, "--processes", "2") as server:
        lines = [http.client.HTTPConnection(server.url[7:]) for _ in range(4)]
        for line in lines:
            line.request("GET", "/v1/time")
            assert line.getresponse().read()
        held = [
            sum("socket:" in str(file.readlink()) for file in fds(pid))
            for pid in children(server.process.pid)
        ]
        for line in lines:
            line.close()
    assert held[0] == held[1]


def fds(pid: int) -> list[Path]:
    """Return the open files of a process."""
    return [*Path(f"/proc/{pid}/fd").iterdir()]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_the_parent_no_process_stays(
    postgres: PrivatePostgres, how: signal.Signals
) -> None:
    """Asked to end, all end and leave no file; killed, the workers die with it."""
    address, _ = prepared(postgres)
    with serving(address, "--processes", "2") as server:
        workers = children(server.process.pid)
        assert len(workers) == 2
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=30) as answer:
            assert answer.status == 200
        (folder,) = {found for pid in workers if (found := folder_of(pid))}
        assert folder.stat().st_mode & 0o777 == 0o700
        server.process.send_signal(how)
        until(lambda: gone(server.process.pid))
        until(lambda: all(map(gone, workers)))
    assert folder.exists() is (how is signal.SIGKILL)
    if folder.exists():  # the next start puts away what a killed one left
        os.utime(folder, (0, 0))
        with serving(address, "--processes", "2"):
            assert not folder.exists()


def folder_of(pid: int) -> Path | None:
    """Return the folder where a worker counts, once it has."""
    maps = Path(f"/proc/{pid}/maps").read_text("utf-8")
    found = re.search(r" (/\S+)/counter_\d\.db", maps)
    return Path(found[1]) if found else None
