"""Measure the first load of an office (goal G13): center -> HTTP -> encrypted store.

    python -m scripts.bench_first_load [--holders N] [--kills N] [--center MAKE]

A loading process is really killed (SIGKILL) ``--kills`` times and begun again; the
store is compared with the center afterwards. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from center import offices, roll
from center.database import Database
from center.migrations import STEPS, migrate
from center.opening import open_database
from center.rows import to_ms
from center.verbs import now
from counter_app.domain.records import Office
from counter_app.ports.clock import Clock
from db import create_store, open_store
from db.store import SqlStore
from scripts.bench_center import serving
from sync.apply import CURSOR
from sync.enrol import DEVICE_KEY, EnrolOrder, enrol
from sync.firstload import load_some
from sync.line import LineParts, open_client, remember_center
from sync.wire import card_row, holder_row
from tests.labs.centers import REGION, Keys, card, holder
from tests.labs.centers import Clock as SetClock
from tests.labs.postgres import PrivatePostgres

KEY = b"k" * 32


class _Now(SetClock):
    def now(self) -> datetime:
        """Return the machine's time."""
        return now()


def _lines(count: int) -> Iterator[roll.Line]:
    for n in range(1, count + 1):
        person = holder(n, unit="测试单位", phone=f"139{n:08d}")
        yield roll.Line(holder=holder_row(person), cards=(card_row(card(person, n)),))


def _prepare(database: Database, count: int) -> str:
    migrate(database, STEPS, to_ms(now()))
    wish = offices.NewOffice("测试网点", region=REGION)
    made = database.write(lambda tx: offices.enrol_office(tx, wish, to_ms(now())))
    roll.import_rows(database, str(made["office_code"]), _lines(count))
    return str(made["code"])


def _enrol(url: str, code: str, file: Path, clock: Clock) -> str:
    keys = Keys()
    bound = enrol(EnrolOrder(url, code, "bench"), keys, clock)
    store = create_store(file, KEY, clock)
    with store.unit_of_work() as uow:
        blank = Office("00000000", "测试", "", "00", "BENCH", REGION, "")
        uow.settings.put_office(bound.office(blank))
        uow.commit()
    remember_center(store, bound)
    store.close()
    return keys.kept[DEVICE_KEY]


def load(file: Path, pem: str) -> None:
    """Load until the feed goes on: the process that is killed."""
    keys, clock = Keys(), _Now()
    keys.put(DEVICE_KEY, pem)
    store = open_store(file, KEY, clock)
    client, _ = open_client(LineParts(store, keys, clock))
    while not _cursor(store):
        load_some(store, client)
    client.close()
    store.close()


def _cursor(store: SqlStore) -> str:
    with store.unit_of_work() as uow:
        return uow.settings.get(CURSOR) or ""


def _work(file: Path, pem: str, kills: int, expected_s: float) -> float:
    """Run the loader, kill it, run it again; return seconds of work."""
    chance = random.Random(kills)
    begun = time.perf_counter()
    for left in range(kills, -1, -1):
        words = ["-m", "scripts.bench_first_load", "--load", str(file)]
        environment = {**os.environ, "COUNTER_BENCH_KEY": pem}
        loader = subprocess.Popen([sys.executable, *words], env=environment)
        try:
            wait = chance.uniform(0.5, 1.5) * expected_s / (kills + 1) if left else None
            loader.wait(wait)
        except subprocess.TimeoutExpired:
            loader.kill()
            loader.wait()
    return time.perf_counter() - begun


def _missing(file: Path, count: int) -> int:
    store = open_store(file, KEY, _Now())
    try:
        with store.unit_of_work() as uow:
            return sum(
                uow.holders.get(person.ssn) is None
                or uow.cards.get(card(person, n).card_no) is None
                for n in range(1, count + 1)
                for person in (holder(n),)
            )
    finally:
        store.close()


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--holders", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--center", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(words)
    if args.load:
        load(args.load, os.environ["COUNTER_BENCH_KEY"])
        return 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = f"sqlite:///{folder / 'center.db'}"
        if args.center == "postgres":
            server = PrivatePostgres(durable=True).start()
            stack.callback(server.close)
            address = server.new_database()
        database = open_database(address, pool=2)
        code = _prepare(database, args.holders)
        database.close()
        url = stack.enter_context(serving(address, []))
        file = folder / "office.db"
        pem = _enrol(url, code, file, _Now())
        seconds = _work(file, pem, args.kills, args.holders / 5000)
        missing = _missing(file, args.holders)
        size = file.stat().st_size
    answer = {
        "holders": args.holders,
        "seconds": round(seconds, 1),
        "holders_per_s": round(args.holders / seconds),
        "kills": args.kills,
        "missing": missing,
        "store_mb": round(size / 1e6),
        "center": args.center,
        "load_average": [round(v, 1) for v in os.getloadavg()],
    }
    print(json.dumps(answer))
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
