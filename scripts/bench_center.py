"""Measure the center: signed batches over HTTP into PostgreSQL (goal G37).

    python -m scripts.bench_center [--batches N] [--clients N] [--fsync on|off]

A private PostgreSQL and one ``counter-center serve`` are started on loopback; the load
client runs beside them. Every operation is a hand-out, a loss or its lift with a real
effect: a ledger row, an event and a new card row. In the same run the same rows are
written bare (same tables, batches and connections, no program between).
The last line is JSON.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import secrets
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg

from center import offices, roll
from center.database import Database
from center.migrations import STEPS, migrate
from center.opening import open_database
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
from tests.labs.postgres import PrivatePostgres

BATCH = 100
_CARDS_EACH = 2500
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Station:
    """One enrolled workstation with the people it works on."""

    name: str
    key: sign.SigningKey
    first: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run gave."""

    rate: float
    p50_ms: float
    p99_ms: float
    applied: int


class Load:
    """One connection that sends signed batches as fast as answers come."""

    def __init__(self, url: str, station: Station) -> None:
        parts = urlsplit(url)
        self._line = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=_TIMEOUT_S
        )
        self._station = station
        self._challenge = ""
        self.spans: list[float] = []
        self.applied = 0

    def open(self) -> None:
        """Fetch the first challenge."""
        self._exchange("GET", "/v1/time", b"", {})

    def send(self, body: bytes) -> None:
        """Send one batch and count what was applied."""
        text = sign.RequestText(
            method="POST",
            target="/v1/operations",
            body=body,
            workstation=self._station.name,
            challenge=self._challenge,
            nonce=secrets.token_hex(16),
            timestamp=str(time.time_ns() // 1_000_000),
        )
        headers = {
            sign.WORKSTATION: text.workstation,
            sign.CHALLENGE: text.challenge,
            sign.NONCE: text.nonce,
            sign.TIMESTAMP: text.timestamp,
            sign.SIGNATURE: self._station.key.sign(text.to_bytes()),
            "content-type": "application/json",
        }
        before = time.perf_counter()
        answer = self._exchange("POST", text.target, body, headers)
        self.spans.append(time.perf_counter() - before)
        self.applied += answer.count(b'"outcome":"applied"')

    def send_all(self, bodies: Sequence[bytes]) -> None:
        """Send one after the other."""
        for body in bodies:
            self.send(body)

    def _exchange(
        self, method: str, target: str, body: bytes, headers: dict[str, str]
    ) -> bytes:
        self._line.request(method, target, body or None, headers)
        answer = self._line.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{answer.status} {content[:200]!r}")
        self._challenge = answer.headers.get(sign.CHALLENGE, self._challenge)
        return content


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
    turn, person = divmod(place, _CARDS_EACH)
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
    turn, person = divmod(place, _CARDS_EACH)
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
    first = number_ * _CARDS_EACH + 1
    wish = offices.NewOffice(f"测试网点{number_}", region=REGION)
    made = database.write(lambda tx: offices.enrol_office(tx, wish, to_ms(now())))
    people = [holder(first + n) for n in range(_CARDS_EACH)]
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


@contextmanager
def serving(address: str, spent: list[float]) -> Iterator[str]:
    """Run one center instance and yield its URL; ``spent`` gets its CPU seconds."""
    command = [sys.executable, "-m", "center", "--json", "serve", "--port", "0"]
    process = subprocess.Popen(
        command,
        env={**os.environ, "COUNTER_CENTER_DATABASE": address},
        stdout=subprocess.PIPE,
    )
    try:
        line = process.stdout.readline() if process.stdout else b""
        yield json.loads(line)["url"]
    finally:
        process.terminate()
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        spent.append(used.ru_utime + used.ru_stime)
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


def measure(url: str, stations: Sequence[Station], count: int) -> Figures:
    """Send ``count`` batches from every station at the same time."""
    loads = [Load(url, station) for station in stations]
    bodies = [batches(station, count) for station in stations]
    for load, own in zip(loads, bodies, strict=True):
        load.open()
        load.send(own[0])  # warm
        load.spans.clear()

    seconds = together(
        [
            partial(load.send_all, own[1:])
            for load, own in zip(loads, bodies, strict=True)
        ]
    )
    spans = sorted(span * 1000 for load in loads for span in load.spans)
    sent = len(spans) * BATCH
    applied = sum(load.applied for load in loads)
    return Figures(sent / seconds, statistics.median(spans), _p99(spans), applied)


def _p99(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]


def bare(address: str, clients: int) -> float:
    """Write the same rows with nothing between; return operations a second.

    Ledger row, event row and the card row as it became, ``executemany`` and one commit
    a batch, as many connections as the load had.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        for table in _TABLES:
            connection.execute(
                f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)"
            )
        connection.execute("INSERT INTO bare_card SELECT * FROM card; CHECKPOINT")
        rows = {name: connection.execute(sql).fetchall() for name, sql in _ROWS.items()}
    count = len(rows["operation"])
    starts = range(0, count, BATCH)

    def run(own: Sequence[int]) -> None:
        with psycopg.connect(address) as connection:
            for at in own:
                for name, sql in _BARE.items():
                    marks = ", ".join(["%s"] * len(rows[name][0]))
                    part = rows[name][at : at + BATCH]
                    statement = sql.replace("...", marks)
                    connection.cursor().executemany(statement, part)
                connection.commit()

    return count / together([partial(run, starts[n::clients]) for n in range(clients)])


_TABLES = ("operation", "card_event", "card")
_ROWS: dict[str, LiteralString] = {
    "operation": "SELECT * FROM operation ORDER BY op_id",
    "card_event": "SELECT card_no, version, event, at, workstation, op_id "
    "FROM card_event WHERE op_id IS NOT NULL ORDER BY op_id",
    "card": "SELECT c.app_status, c.handed_out_on, c.stock_state, c.loss_expires_at, "
    "c.version, -row_number() OVER (), c.card_no FROM operation o JOIN card c "
    "ON c.card_no = o.card_no ORDER BY o.op_id",
}
_BARE = {
    "operation": "INSERT INTO bare_operation VALUES (...)",
    "card_event": "INSERT INTO bare_card_event (card_no, version, event, at, "
    "workstation, op_id) VALUES (...)",
    "card": "UPDATE bare_card SET app_status = %s, handed_out_on = %s, "
    "stock_state = %s, loss_expires_at = %s, version = %s, feed_seq = %s "
    "WHERE card_no = %s",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batches", type=int, default=60, help="of each client")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--fsync", choices=("on", "off"), default="on")
    args = parser.parse_args(words)
    spent: list[float] = []
    server = PrivatePostgres(durable=args.fsync == "on").start()
    try:
        address = server.new_database()
        database = open_database(address, pool=2)
        stations = prepare(database, args.clients)
        database.close()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")  # as autovacuum does after an import
        with serving(address, spent) as url:
            found = measure(url, stations, args.batches)
        bare_rate = bare(address, args.clients)
    finally:
        server.close()
    wanted = args.clients * args.batches * BATCH
    answer = {
        "operations_per_s": round(found.rate),
        "p50_ms": round(found.p50_ms, 1),
        "p99_ms": round(found.p99_ms, 1),
        "bare_operations_per_s": round(bare_rate),
        "share_of_bare": round(found.rate / bare_rate, 3),
        "applied": found.applied,
        "sent": wanted,
        "batch": BATCH,
        "clients": args.clients,
        "fsync": args.fsync,
        "center_cpu_ms_per_batch": round(spent[0] * 1000 * BATCH / wanted, 1),
        "load_average": [round(v, 1) for v in os.getloadavg()],
    }
    print(json.dumps(answer))
    return 0 if found.applied == wanted else 1


if __name__ == "__main__":
    raise SystemExit(main())
