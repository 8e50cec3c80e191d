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
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import psycopg

from center import offices, roll
from center.database import Database
from center.migrations import STEPS, migrate
from center.opening import open_database
from center.rows import (
    CARD_COLUMNS,
    HOLDER_COLUMNS,
    card_values,
    holder_values,
    to_ms,
)
from center.verbs import now
from counter_app.domain.records import Card, Holder, Office
from counter_app.ports.clock import Clock
from db import create_store, naming
from db.connect import connection
from scripts.first_loader import ENVIRONMENT, KEY, Keys, Now
from sync.enrol import DEVICE_KEY, EnrolOrder, enrol
from sync.line import remember_center
from sync.wire import card_row, holder_row
from tests.labs.centers import REGION, card, holder
from tests.labs.load import serving
from tests.labs.postgres import PrivatePostgres


def _lines(count: int) -> Iterator[roll.Line]:
    for person, own in _people(count):
        yield roll.Line(holder=holder_row(person), cards=(card_row(own),))


def _people(count: int) -> Iterator[tuple[Holder, Card]]:
    """Card numbers come in another order than people, as in a real roll."""
    chance = random.Random(count)
    numbers = list(range(1, count + 1))
    chance.shuffle(numbers)
    for n in range(1, count + 1):
        name = chance.choice(_FAMILY) + chance.choice(_GIVEN) + chance.choice(_GIVEN)
        phone = f"139{chance.randrange(10**8):08d}"
        unit = f"测试单位{n % 300}"
        person = holder(n, name=name, unit=unit, phone=phone)
        yield person, card(person, numbers[n - 1])


_EXPECTED_A_S = 13_500  # holders: kills are spread over a quiet machine's run
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"


def _prepare(database: Database, address: str, count: int) -> str:
    migrate(database, STEPS, to_ms(now()))
    wish = offices.NewOffice("测试网点", region=REGION)
    made = database.write(lambda tx: offices.enrol_office(tx, wish, to_ms(now())))
    office = str(made["office_code"])
    if database.make == "postgresql":
        _copy_in(address, office, count)
    else:
        roll.import_rows(database, office, _lines(count))
    return str(made["code"])


def _copy_in(address: str, office: str, count: int) -> None:
    """Fill the roll by COPY: the preparation is not what is measured."""
    with psycopg.connect(address) as connection:
        for table, columns, rows in (
            ("holder", HOLDER_COLUMNS,
             ((*holder_values(one), office, n + 1)
              for n, (one, _card) in enumerate(_people(count)))),
            ("card", CARD_COLUMNS,
             ((*card_values(own), office, count + n + 1)
              for n, (_one, own) in enumerate(_people(count)))),
        ):  # fmt: skip
            statement = f"COPY {table} ({columns}, office_code, feed_seq) FROM STDIN"
            with connection.cursor().copy(statement.encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        connection.execute("UPDATE office SET feed_head = %s", (2 * count,))
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")


def _enrol(url: str, code: str, file: Path, clock: Clock) -> str:
    keys = Keys({})
    bound = enrol(EnrolOrder(url, code, "bench"), keys, clock)
    store = create_store(file, KEY, clock)
    with store.unit_of_work() as uow:
        blank = Office("00000000", "测试", "", "00", "BENCH", REGION, "")
        uow.settings.put_office(bound.office(blank))
        uow.commit()
    remember_center(store, bound)
    store.close()
    return keys.kept[DEVICE_KEY]


def _work(file: Path, pem: str, kills: int, expected_s: float) -> tuple[float, int]:
    """Run the loader, kill it, run it again; return seconds of work and kills.

    A loader that is done before its turn to be killed ends the run.
    """
    chance = random.Random(kills)
    begun = time.perf_counter()
    for done in range(kills + 1):
        words = ["-m", "scripts.first_loader", str(file)]
        environment = {**os.environ, ENVIRONMENT: pem}
        loader = subprocess.Popen([sys.executable, *words], env=environment)
        wait = chance.uniform(0.5, 1.5) * expected_s / (kills + 1)
        try:
            loader.wait(wait if done < kills else None)
        except subprocess.TimeoutExpired:
            loader.kill()
            loader.wait()
        else:
            break
    return time.perf_counter() - begun, done


def _missing(file: Path, count: int) -> int:
    """Return how many holders and cards are not in the store as they should be."""
    opened = connection(file, KEY)
    try:
        people = opened.execute_sql("SELECT ssn, name, phone FROM holder")
        found = {ssn: (name, phone) for ssn, name, phone in people}
        cards = opened.execute_sql("SELECT card_no, ssn, card_uid FROM card")
        owners = {card_no: (ssn, chip) for card_no, ssn, chip in cards}
        words = opened.execute_sql("SELECT count(*) FROM holder_words").fetchone()
        indexes = opened.execute_sql(_INDEXES).fetchone()
    finally:
        opened.close()
    wrong = sum(
        found.get(one.ssn) != (one.name, one.phone)
        or owners.get(own.card_no) != (one.ssn, own.card_uid)
        for one, own in _people(count)
    )
    unsorted = len(naming.INDEXES) - int(indexes[0])
    return int(wrong) + abs(count - int(words[0])) + unsorted


_INDEXES = f"SELECT count(*) FROM sqlite_schema WHERE name IN {tuple(naming.INDEXES)}"


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--holders", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--center", choices=("sqlite", "postgres"), default="sqlite")
    args = parser.parse_args(words)
    answer = run(args.holders, args.kills, args.center)
    print(json.dumps(answer))
    return 1 if answer["missing"] else 0


def run(holders: int, kills: int, make: str) -> dict[str, object]:
    """Prepare a center, load a counter from it, compare the two."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = f"sqlite:///{folder / 'center.db'}"
        if make == "postgres":
            server = PrivatePostgres(durable=True).start()
            stack.callback(server.close)
            address = server.new_database()
        database = open_database(address, pool=2)
        code = _prepare(database, address, holders)
        database.close()
        center = stack.enter_context(serving(address))
        file = folder / "office.db"
        pem = _enrol(center.url, code, file, Now())
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds, killed = _work(file, pem, kills, holders / _EXPECTED_A_S)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {
            "holders": holders,
            "seconds": round(seconds, 1),
            "holders_per_s": round(holders / seconds),
            "loader_cpu_s": round(spent, 1),
            "center_cpu_s": round(center.cpu_now(), 1),
            "kills": killed,
            "missing": _missing(file, holders),
            "store_mb": round(file.stat().st_size / 1e6),
            "center": make,
            "load_average": [round(v, 1) for v in os.getloadavg()],
        }


if __name__ == "__main__":
    raise SystemExit(main())
