"""Measure the whole way of sync (goals G6, G13, G37) beside its limits.

    python -m scripts.bench_sync [--operations N] [--counters N] [--holders N]
                                 [--kills N] [--no-pouchdb]

In one run: operations from counters' encrypted stores over HTTP into PostgreSQL, with
the outcomes written back into the stores; the same rows written bare; the first load
of an office, with kills; and, where npm can fetch it into a temporary folder, a PouchDB
replication of as many documents. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from center import offices, roll
from center.database import Database
from center.migrations import STEPS, migrate
from center.opening import open_database
from center.rows import to_ms
from center.verbs import now
from counter_app.domain.records import Case, Office, Operation
from counter_app.domain.states import Kind
from db import create_store
from db.store import SqlStore
from scripts import bench_first_load
from scripts.bench_center import bare
from sync.engine import Ask, Send
from sync.enrol import EnrolOrder, enrol
from sync.line import LineParts, open_client, remember_center
from sync.station import Station
from sync.uplink import Uplink
from sync.wire import card_row, holder_row
from tests.labs.centers import REGION, Keys, card, holder
from tests.labs.centers import Clock as SetClock
from tests.labs.load import serving, together
from tests.labs.postgres import PrivatePostgres

KEY = b"k" * 32
_POUCH = Path(__file__).with_name("bench_pouchdb.js")
_PACKAGES = ("pouchdb@9", "express-pouchdb@4", "express@4")
_NPM_S = 180
_POUCH_S = 240
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter with the people its operations are about."""

    parts: LineParts
    store: SqlStore
    first: int


def operations(counters: int, each: int) -> Json:
    """Carry operations from the stores into PostgreSQL; return the figures."""
    with ExitStack() as stack:
        postgres = PrivatePostgres(durable=True).start()
        stack.callback(postgres.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = postgres.new_database()
        database = open_database(address, pool=2)
        codes = _prepare(database, counters, each)
        with serving(address) as server:
            made = [
                _counter(server.url, code, folder / f"{n}.db", n * each)
                for n, code in enumerate(codes)
            ]
            for one in made:
                _fill(one.store, one.first, each)
            seconds = together([partial(_upload, one) for one in made])
            left = sum(_waiting(one.store) for one in made)
            for one in made:
                one.store.close()
        recorded = database.read(lambda tx: tx.row("SELECT count(*) FROM operation"))
        database.close()
        rate = counters * each / seconds
        bare_rate = bare(address, counters)
    return {
        "operations": counters * each,
        "counters": counters,
        "operations_per_s": round(rate),
        "bare_operations_per_s": round(bare_rate),
        "share_of_bare": round(rate / bare_rate, 3),
        "recorded": recorded[0] if recorded else 0,
        "left": left,
    }


def _prepare(database: Database, counters: int, each: int) -> list[str]:
    """Make an office with its people for each counter; return the codes."""
    migrate(database, STEPS, to_ms(now()))
    codes = []
    for n in range(counters):
        wish = offices.NewOffice(f"测试网点{n}", region=REGION)
        made = database.write(
            lambda tx, one=wish: offices.enrol_office(tx, one, to_ms(now()))  # type: ignore[misc]  # a default has no inferred type
        )
        people = ((holder(k + 1), k + 1) for k in range(n * each, (n + 1) * each))
        lines = (
            roll.Line(holder=holder_row(who), cards=(card_row(card(who, running)),))
            for who, running in people
        )
        roll.import_rows(database, str(made["office_code"]), lines)
        codes.append(str(made["code"]))
    database.write(lambda tx: tx.run("ANALYZE"))
    return codes


def _counter(url: str, code: str, file: Path, first: int) -> Counter:
    clock, keys = SetClock(now()), Keys()
    bound = enrol(EnrolOrder(url, code, "bench"), keys, clock)
    store = create_store(file, KEY, clock)
    with store.unit_of_work() as uow:
        blank = Office("00000000", "测试", "", "00", f"BENCH{first}", REGION, "")
        uow.settings.put_office(bound.office(blank))
        uow.commit()
    remember_center(store, bound)
    return Counter(LineParts(store, keys, clock), store, first)


def _fill(store: SqlStore, first: int, each: int) -> None:
    """Put losses into the outbox as cases at the window would."""
    with store.unit_of_work() as uow:
        uow.holders.put_many(holder(first + n + 1) for n in range(each))
        for n in range(each):
            who = holder(first + n + 1)
            own = card(who, first + n + 1)
            uow.cards.put(own)
            uow.cases.add(_case(who.ssn, own.card_no, f"c-{first + n}"))
            uow.operations.add(_loss(who.ssn, own.card_no, f"c-{first + n}"))
        uow.commit()


def _case(ssn: str, card_no: str, name: str) -> Case:
    return Case(
        case_id=name,
        business=Kind.LOSS_TEMP,
        ssn=ssn,  # type: ignore[arg-type]  # plain text in a bench
        card_no=card_no,  # type: ignore[arg-type]  # plain text in a bench
        clerk="zhang",
        made_at=now(),
        receipt_no=f"R-{name}",
        offline=True,
        channel="direct",
        submit_key=name,
    )


def _loss(ssn: str, card_no: str, name: str) -> Operation:
    return Operation(
        op_id=f"op-{name}",
        case_id=name,
        kind=Kind.LOSS_TEMP,
        ssn=ssn,  # type: ignore[arg-type]  # plain text in a bench
        card_no=card_no,  # type: ignore[arg-type]  # plain text in a bench
        base_version=1,
        detail={},
        hlc=f"{name}-0000-x",
        made_at=now(),
        clerk="zhang",
        receipt_no=f"R-{name}",
    )


def _upload(counter: Counter) -> None:
    """Send what waits, as the upload loop does, until nothing is left."""
    client, workstation = open_client(counter.parts)
    station = Station(counter.parts.clock, workstation, client)
    try:
        up = Uplink(station, counter.store)
        while isinstance(up.turn(), Send | Ask):
            pass
    finally:
        client.close()


def _waiting(store: SqlStore) -> int:
    with store.unit_of_work() as uow:
        return uow.operations.state().waiting


def pouchdb(count: int) -> Json:
    """Replicate ``count`` documents with PouchDB both ways; say why where not."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return {"skipped": "npm is not installed"}
    with tempfile.TemporaryDirectory() as folder:
        order = [npm, "install", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            done = subprocess.run(
                [*order, *_PACKAGES],
                cwd=folder,
                capture_output=True,
                timeout=_NPM_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"skipped": "npm install takes too long"}
        if done.returncode:
            return {"skipped": f"npm install failed ({done.returncode})"}
        with _pouch_server(node, folder) as url:
            words = [node, str(_POUCH), "run", folder, url, str(count)]
            ran = subprocess.run(
                words, capture_output=True, timeout=_POUCH_S, check=True
            )
    found = json.loads(ran.stdout.splitlines()[-1])
    return {
        "documents": count,
        "push_per_s": round(count / found["push_s"]),
        "pull_per_s": round(count / found["pull_s"]),
        "arrived": min(found["push_documents"], found["pull_documents"]),
    }


@contextmanager
def _pouch_server(node: str, folder: str) -> Iterator[str]:
    process = subprocess.Popen(
        [node, str(_POUCH), "serve", folder], stdout=subprocess.PIPE
    )
    try:
        line = process.stdout.readline() if process.stdout else b""
        yield line.decode().strip()
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--counters", type=int, default=4)
    parser.add_argument("--holders", type=int, default=20_000, help="1350000 for G13")
    parser.add_argument("--kills", type=int, default=3, help="20 for G13")
    parser.add_argument("--no-pouchdb", action="store_true")
    args = parser.parse_args(words)
    before = time.perf_counter()
    up = operations(args.counters, args.operations // args.counters)
    load = bench_first_load.run(args.holders, args.kills, "postgres")
    pouch: Json = {"skipped": "not wanted"}
    if not args.no_pouchdb:
        pouch = pouchdb(args.operations)
    answer = {
        "operations": up,
        "first_load": load,
        "pouchdb": pouch,
        "seconds": round(time.perf_counter() - before),
        "load_average": [round(v, 1) for v in os.getloadavg()],
    }
    print(json.dumps(answer))
    return 1 if up["left"] or load["missing"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
