"""Break the line on purpose, seeded, and compare the books afterwards.

    python -m scripts.faults_sync [--runs N] [--seed N] [--acts N]

Each run: a real center process on SQLite and a counter's encrypted store on loopback,
a fault proxy between them, drawn faults (partition, reset of requests, cut answers,
slow link, captive portal), the center killed with SIGKILL and started again, the
counter's clock wrong by up to two days. After the line heals, the queue must empty in
time, every act must be in the center's ledger exactly once and in order, and both
sides must agree (G6, G7, G8, G11). The last line is JSON.
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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from center.opening import open_database
from counter_app.domain.errors import CounterError
from counter_app.domain.records import Case, Office, Operation
from counter_app.domain.states import Effect, Kind
from db import create_store
from db.store import SqlStore
from sync.enrol import EnrolOrder, enrol
from sync.line import LineParts, remember_center, sync_once
from tests.labs.centers import REGION, Clock, Keys, Lab, card, holder
from tests.labs.faultproxy import FaultProxy, Faults
from tests.labs.ports import free_port

PEOPLE = 40
HEALED_S = 5.0
_KILL_CHANCE = 0.2
_PAGE = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>"


@dataclass(slots=True)
class Center:
    """A center process that can be killed and comes back on the same port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it serves."""
        address = f"sqlite:///{self.folder / 'center.db'}"
        words = ["--json", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "center", *words],
            env={**os.environ, "COUNTER_CENTER_DATABASE": address},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if self.process.stdout:
            self.process.stdout.readline()

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            if self.process.stdout:
                self.process.stdout.close()


@dataclass(slots=True)
class Run:
    """One seeded run."""

    random: random.Random
    store: SqlStore
    parts: LineParts
    proxy: FaultProxy
    center: Center
    acts: list[str] = field(default_factory=list)

    def act(self) -> None:
        """Put one loss or lift into the outbox."""
        number = len(self.acts)
        turn, person = divmod(number, PEOPLE)
        one = card(holder(person + 1), person + 1)
        kind = Kind.LOSS_LIFT if turn % 2 else Kind.LOSS_TEMP
        with self.store.unit_of_work() as uow:
            case = Case(
                case_id=f"case-{number}", business=kind, ssn=one.ssn,
                card_no=one.card_no, clerk="zhang", made_at=self.parts.clock.now(),
                receipt_no=f"R-{number}", offline=True, channel="direct",
                submit_key=f"s-{number}",
            )  # fmt: skip
            uow.cases.add(case)
            uow.operations.add(
                Operation(
                    op_id=f"op-{number}", case_id=case.case_id, kind=kind,
                    ssn=one.ssn, card_no=one.card_no, base_version=turn + 1,
                    detail={"found_card_uid": one.card_uid} if turn % 2 else {},
                    hlc=f"{number:013d}-0000-x", made_at=case.made_at,
                    clerk="zhang", receipt_no=case.receipt_no,
                )
            )  # fmt: skip
            uow.commit()
        self.acts.append(f"op-{number}")

    def disturb(self) -> None:
        """Draw what is wrong with the line from now on."""
        self.proxy.faults = self.random.choice(
            [
                Faults(),
                Faults(refuse=True),
                Faults(reset_up_after=self.random.randrange(200, 9000)),
                Faults(cut_down_after=self.random.randrange(0, 9000)),
                Faults(reset_chance=0.3),
                Faults(latency_s=0.005),
                Faults(page=_PAGE),
            ]
        )
        if self.random.random() < _KILL_CHANCE:
            self.center.kill()
            self.center.start()

    def exchange(self) -> None:
        """Try one exchange; whatever fails, the next one goes on."""
        with suppress(CounterError):
            sync_once(self.parts, rounds=8)

    def heal(self) -> float:
        """Mend the line and return seconds until nothing waits."""
        self.proxy.heal()
        begun = time.perf_counter()
        while self.waiting() and time.perf_counter() - begun < 4 * HEALED_S:
            self.exchange()
        return time.perf_counter() - begun

    def waiting(self) -> int:
        """Return how many acts have no outcome."""
        with self.store.unit_of_work() as uow:
            return uow.operations.state().waiting

    def books(self) -> dict[str, int]:
        """Compare both sides with what was done."""
        lab = Lab(open_database(f"sqlite:///{self.center.folder / 'center.db'}"))
        found = {str(row[0]) for row in lab.rows("SELECT op_id FROM operation")}
        events = lab.rows("SELECT card_no, op_id FROM card_event ORDER BY number")
        alarms = lab.rows("SELECT count(*) FROM alarm")[0][0]
        lab.database.close()
        with self.store.unit_of_work() as uow:
            effects = [uow.operations.get(op) for op in self.acts]
        good = sum(
            row is not None and row.effect is Effect.EFFECTIVE for row in effects
        )
        return {
            "lost": len(set(self.acts) - found),
            "duplicated": len(events) - len({row[1] for row in events}),
            "out_of_order": _out_of_order(events),
            "divergent": len(effects) - good,
            "alarms": alarms,
        }


def _out_of_order(events: Sequence[tuple[str, str]]) -> int:
    """Return how many acts were applied after a later one of the same card."""
    last: dict[str, int] = {}
    late = 0
    for card_no, op_id in events:
        number = int(op_id.removeprefix("op-"))
        late += number < last.get(card_no, -1)
        last[card_no] = max(number, last.get(card_no, -1))
    return late


@contextmanager
def prepared(seed: int) -> Iterator[Run]:
    """Make a center with people and an enrolled counter."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lab = Lab(open_database(f"sqlite:///{folder / 'center.db'}")).prepared()
        lab.clock.at = datetime.now(UTC)
        office = lab.new_office()
        people = [holder(n + 1) for n in range(PEOPLE)]
        rows = ((p, (card(p, n + 1),)) for n, p in enumerate(people))
        lab.bring_in(str(office["office_code"]), *rows)
        lab.database.close()
        center = Center(folder, free_port())
        center.start()
        proxy = FaultProxy(("127.0.0.1", center.port), seed)
        wrong = timedelta(hours=chance.uniform(-48, 48))
        clock = Clock(datetime.now(UTC) + wrong)
        store = create_store(folder / "office.db", b"k" * 32, clock)
        try:
            keys = Keys()
            url = f"http://127.0.0.1:{proxy.port}"
            bound = enrol(EnrolOrder(url, str(office["code"]), "a"), keys, clock)
            with store.unit_of_work() as uow:
                blank = Office("00000000", "测试", "", "00", "INC", REGION, "")
                uow.settings.put_office(bound.office(blank))
                uow.commit()
            remember_center(store, bound)
            parts = LineParts(store, keys, clock, timeout_s=2.0)
            sync_once(parts)
            yield Run(chance, store, parts, proxy, center)
        finally:
            proxy.close()
            store.close()
            center.kill()


def one_run(seed: int, acts: int) -> dict[str, float]:
    """Do one run and return what the books say."""
    with prepared(seed) as run:
        while len(run.acts) < acts:
            for _ in range(run.random.randrange(1, 25)):
                run.act()
            run.disturb()
            run.exchange()
        healed = run.heal()
        return {
            "seed": seed,
            "acts": len(run.acts),
            "healed_s": round(healed, 2),
            "stuck": int(run.waiting() > 0),
            "late": int(healed > HEALED_S),
            **run.books(),
        }


BAD = ("stuck", "late", "lost", "duplicated", "out_of_order", "divergent", "alarms")


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, default=200, help="at least, of each run")
    args = parser.parse_args(words)
    total = dict.fromkeys(("acts", *BAD), 0)
    slowest = 0.0
    for seed in range(args.seed, args.seed + args.runs):
        found = one_run(seed, args.acts)
        slowest = max(slowest, found["healed_s"])
        for name in total:
            total[name] += int(found[name])
        if any(found[name] for name in BAD):
            print(json.dumps(found))
    print(json.dumps({"runs": args.runs, **total, "slowest_heal_s": slowest}))
    return int(any(total[name] for name in BAD))


if __name__ == "__main__":
    raise SystemExit(main())
