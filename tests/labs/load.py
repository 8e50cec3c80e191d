"""Load on a center: enrolled workstations, their signed batches, real processes."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from center import offices, roll
from center.database import Database
from center.migrations import STEPS, migrate
from center.rows import to_ms
from center.verbs import now
from counter_app.domain.records import Holder, Operation
from counter_app.domain.states import AppStatus, Kind
from sync.wire import (
    CardRow,
    EnrolRequest,
    OperationBatch,
    card_row,
    encode,
    holder_row,
    sign,
    wire_operation,
)
from tests.labs.centers import REGION, card, chip, holder, number

BATCH = 100
CARDS_EACH = 2500
_TIMEOUT_S = 60
_OPERATIONS = "/v1/operations"


@dataclass(frozen=True, slots=True)
class Station:
    """One enrolled workstation with the people it works on."""

    name: str
    key: sign.SigningKey
    first: int


class Load:
    """One connection that sends signed batches as fast as answers come.

    Attributes:
        spans: seconds of each exchange.
        applied: operations applied, by the answers.
        last: the newest answer.
    """

    def __init__(self, url: str, station: Station) -> None:
        parts = urlsplit(url)
        self._line = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=_TIMEOUT_S
        )
        self._station = station
        self._challenge = ""
        self.spans: list[float] = []
        self.applied = 0
        self.last = b""

    def open(self) -> None:
        """Fetch the first challenge."""
        self._exchange("GET", "/v1/time", b"", {})

    def close(self) -> None:
        """End the connection."""
        self._line.close()

    def send(self, body: bytes) -> None:
        """Send one batch and count what was applied.

        Raises:
            RuntimeError: another answer than the batch's.
        """
        before = time.perf_counter()
        status, answer = self.post(body, self.signed(body))
        self.spans.append(time.perf_counter() - before)
        if status != http.client.OK:
            raise RuntimeError(f"{status} {answer[:200]!r}")
        self.last = answer
        self.applied += answer.count(b'"outcome":"applied"')

    def send_all(self, bodies: Sequence[bytes]) -> None:
        """Send one after the other."""
        for body in bodies:
            self.send(body)

    def signed(self, body: bytes) -> dict[str, str]:
        """Return the headers of a batch, signed over the newest challenge."""
        text = sign.RequestText(
            method="POST",
            target=_OPERATIONS,
            body=body,
            workstation=self._station.name,
            challenge=self._challenge,
            nonce=secrets.token_hex(16),
            timestamp=str(time.time_ns() // 1_000_000),
        )
        return {
            sign.WORKSTATION: text.workstation,
            sign.CHALLENGE: text.challenge,
            sign.NONCE: text.nonce,
            sign.TIMESTAMP: text.timestamp,
            sign.SIGNATURE: self._station.key.sign(text.to_bytes()),
            "content-type": "application/json",
        }

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Send a batch with these headers; return status and content."""
        return self._exchange("POST", _OPERATIONS, body, headers)

    def _exchange(
        self, method: str, target: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        self._line.request(method, target, body or None, headers)
        answer = self._line.getresponse()
        content = answer.read()
        self._challenge = answer.headers.get(sign.CHALLENGE, self._challenge)
        return answer.status, content


def batches(station: Station, count: int) -> list[bytes]:
    """Make the bodies beforehand: losses and lifts in turn over the same cards."""
    return [
        encode(
            OperationBatch(
                tuple(
                    wire_operation(_act(station, index * BATCH + n), station.name)
                    for n in range(BATCH)
                )
            )
        )
        for index in range(count)
    ]


def _act(station: Station, place: int) -> Operation:
    turn, person = divmod(place, CARDS_EACH)
    if turn == 0:
        return _operation(
            station, place, Kind.HAND_OUT, {"handed_out_on": "2026-03-02"}
        )
    lift = turn % 2 == 0
    running = station.first + person
    if lift:
        shown = {"found_card_uid": chip(running)}
        return _operation(station, place, Kind.LOSS_LIFT, shown)
    return _operation(station, place, Kind.LOSS_TEMP, {})


def _operation(
    station: Station, place: int, kind: Kind, detail: Mapping[str, str]
) -> Operation:
    turn, person = divmod(place, CARDS_EACH)
    running = station.first + person
    who = holder(running)
    return Operation(
        op_id=f"{station.name}-{place:08d}",
        case_id="case",
        kind=kind,
        ssn=who.ssn,
        card_no=number(running),
        base_version=turn + 1,
        detail={**detail},
        hlc=f"{place:013d}-0000-{station.name}",
        made_at=now(),
        clerk="张敏",
        receipt_no=f"{station.name[-4:]}{place:012d}",
        incarnation="BENCH",
        sequence=place + 1,
    )


def prepare(database: Database, clients: int) -> list[Station]:
    """Make offices, people, cards and workstations."""
    migrate(database, STEPS, to_ms(now()))
    return [_prepare_one(database, n) for n in range(clients)]


def _prepare_one(database: Database, number_: int) -> Station:
    first = number_ * CARDS_EACH + 1
    wish = offices.NewOffice(f"测试网点{number_}", region=REGION)
    made = database.write(lambda tx: offices.enrol_office(tx, wish, to_ms(now())))
    people = [holder(first + n) for n in range(CARDS_EACH)]
    lines = [
        roll.Line(holder=holder_row(p), cards=(_in_stock(p, first + n),))
        for n, p in enumerate(people)
    ]
    roll.import_rows(database, str(made["office_code"]), lines)
    key = sign.SigningKey.generate()
    request = EnrolRequest(code=str(made["code"]), public_key=key.public_hex)
    answer = database.write(lambda tx: offices.enrol(tx, request, "", to_ms(now())))
    return Station(answer.workstation, key, first)


def _in_stock(person: Holder, running: int) -> CardRow:
    return card_row(card(person, running, AppStatus.DORMANT))


@dataclass(slots=True)
class Server:
    """A running center: where it is and how much processor time it took.

    Attributes:
        cpu_s: after its end, with its start and all its processes.
    """

    url: str
    process: subprocess.Popen[bytes]
    cpu_s: float = 0.0

    def cpu_now(self) -> float:
        """Return processor seconds until now, of all its processes."""
        first = self.process.pid
        return sum(map(cpu_seconds, (first, *children(first))))


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, the oldest first."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(one) for one in listed.split()]


def cpu_seconds(pid: int) -> float:
    """Return the processor seconds of a running process."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(address: str, *words: str) -> Iterator[Server]:
    """Run one center instance until the end of the block."""
    command = [sys.executable, "-m", "center", "--json", "serve", "--port", "0", *words]
    process = subprocess.Popen(
        command,
        env={**os.environ, "COUNTER_CENTER_DATABASE": address},
        stdout=subprocess.PIPE,
    )
    server = Server("", process)
    try:
        line = process.stdout.readline() if process.stdout else b""
        server.url = json.loads(line)["url"]
        yield server
    finally:
        os.kill(process.pid, signal.SIGTERM)  # a test may have ended it already
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        server.cpu_s = used.ru_utime + used.ru_stime
        if process.stdout:
            process.stdout.close()


def together(jobs: Sequence[Callable[[], None]]) -> float:
    """Run the jobs at the same time, one thread each; return seconds."""
    gate = threading.Barrier(len(jobs) + 1)

    def run(job: Callable[[], None]) -> None:
        gate.wait()
        job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        running = [pool.submit(run, job) for job in jobs]
        gate.wait()
        before = time.perf_counter()
        for one in running:
            one.result()
        return time.perf_counter() - before
