"""Measure the center: signed batches over HTTP into PostgreSQL (goal G37).

    python -m scripts.bench_center [--batches N] [--clients N] [--fsync on|off]
                                   [--processes N]

A private PostgreSQL and one ``counter-center serve`` with all its processes are started
on loopback; the load client runs beside them. Every operation is a hand-out, a loss or
its lift with a real effect: a ledger row, an event and a new card row. In the same run
the same rows are written bare (same tables, batches and connections, no program
between). Processor seconds are told beside speeds: they depend less on who else uses
the machine. So are bytes of a row with its indexes, and write-ahead log of an operation
with what the server writes beside it (full pages after a checkpoint). The last line is
JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import LiteralString

import psycopg

from center.opening import open_database
from tests.labs.load import (
    BATCH,
    Load,
    Server,
    Station,
    batches,
    children,
    prepare,
    serving,
    together,
)
from tests.labs.postgres import PrivatePostgres


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run gave; processor milliseconds are of one batch."""

    rate: float
    p50_ms: float
    p99_ms: float
    applied: int
    processes: int
    center_ms: float
    server_ms: float
    client_ms: float


def measure(
    server: Server, postgres: PrivatePostgres, stations: Sequence[Station], count: int
) -> Figures:
    """Send ``count`` batches from every station at the same time."""
    loads = [Load(server.url, station) for station in stations]
    bodies = [batches(station, count) for station in stations]
    for load, own in zip(loads, bodies, strict=True):
        load.open()
        load.send(own[0])  # warm
        load.spans.clear()
    before = server.cpu_now(), postgres.cpu_seconds(), time.process_time()
    seconds = together(
        [
            partial(load.send_all, own[1:])
            for load, own in zip(loads, bodies, strict=True)
        ]
    )
    after = server.cpu_now(), postgres.cpu_seconds(), time.process_time()
    spans = sorted(span * 1000 for load in loads for span in load.spans)
    spent = [(b - a) * 1000 / len(spans) for a, b in zip(before, after, strict=True)]
    return Figures(
        len(spans) * BATCH / seconds,
        statistics.median(spans),
        _p99(spans),
        sum(load.applied for load in loads),
        len(children(server.process.pid)) or 1,
        *spent,
    )


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


def _bytes(
    connection: psycopg.Connection[tuple[int, int]], tables: Sequence[str]
) -> dict[str, int]:
    """Return bytes of a row with its part of all indexes."""
    found = {}
    for table in tables:
        size = f"SELECT pg_total_relation_size('{table}'), count(*) FROM {table}"
        whole, rows = connection.execute(size.encode()).fetchone() or (0, 0)
        found[f"bytes_{table}"] = round(whole / max(rows, 1))
    return found


def _written(connection: psycopg.Connection[tuple[int, int]]) -> int:
    """Return how much write-ahead log there was so far, bytes."""
    sql = "SELECT (pg_current_wal_lsn() - '0/0')::bigint"
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


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
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--fsync", choices=("on", "off"), default="on")
    parser.add_argument("--processes", type=int, help="default: the program's own")
    args = parser.parse_args(words)
    postgres = PrivatePostgres(durable=args.fsync == "on").start()
    try:
        address = postgres.new_database()
        database = open_database(address, pool=2)
        stations = prepare(database, args.clients)
        database.close()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")  # as autovacuum does after an import
            stored = _bytes(connection, ("holder", "card"))
            begun = _written(connection)
            with serving(address, *_words(args)) as server:
                found = measure(server, postgres, stations, args.batches)
            stored["wal_bytes_per_operation"] = round(
                (_written(connection) - begun) / (found.applied + len(stations) * BATCH)
            )
            stored |= _bytes(connection, ("operation", "card_event"))
        before = postgres.cpu_seconds() + time.process_time()
        bare_rate = bare(address, args.clients)
        bare_s = postgres.cpu_seconds() + time.process_time() - before
    finally:
        postgres.close()
    wanted = args.clients * args.batches * BATCH
    print(json.dumps(_answer(args, found, bare_rate, bare_s / wanted) | stored))
    return 0 if found.applied == wanted else 1


def _words(args: argparse.Namespace) -> list[str]:
    return ["--processes", str(args.processes)] if args.processes else []


def _answer(
    args: argparse.Namespace, found: Figures, bare_rate: float, bare_s: float
) -> dict[str, object]:
    whole = found.center_ms + found.server_ms + found.client_ms
    return {
        "operations_per_s": round(found.rate),
        "p50_ms": round(found.p50_ms, 1),
        "p99_ms": round(found.p99_ms, 1),
        "bare_operations_per_s": round(bare_rate),
        "share_of_bare": round(found.rate / bare_rate, 3),
        "cpu_us_per_operation": round(whole * 1000 / BATCH, 1),
        "cpu_us_center": round(found.center_ms * 1000 / BATCH, 1),
        "cpu_us_postgresql": round(found.server_ms * 1000 / BATCH, 1),
        "cpu_us_client": round(found.client_ms * 1000 / BATCH, 1),
        "cpu_us_bare": round(bare_s * 1e6, 1),
        "two_idle_cores_operations_per_s": round(2e6 / (whole * 1000 / BATCH)),
        "applied": found.applied,
        "sent": args.clients * args.batches * BATCH,
        "batch": BATCH,
        "clients": args.clients,
        "processes": found.processes,
        "fsync": args.fsync,
        "load_average": [round(v, 1) for v in os.getloadavg()],
    }


if __name__ == "__main__":
    raise SystemExit(main())
