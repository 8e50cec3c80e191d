"""Measure the desk on a full roll (G1, G2, G28; goal: no stall above 50 ms).

``scripts/bench desk [--holders N] [--rounds N] [--only starts|desk|database]``. The
encrypted database is made once and kept under ``out/bench`` (not in the repository);
the window runs on a private virtual screen. Cold start, also of the frozen program when
``dist/counter`` is there, stands beside a bare window of the same toolkit.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from counter_app.domain.records import Card, Holder
from counter_app.runtime import Lane, Runtime
from db import SqlStore
from printing.press import ReportlabPress
from scripts.bench_first_load import _people as people
from scripts.fault_runs.typing_desk import reopened
from scripts.starting import starts
from tests.integration.services.desk import SSN, Bench
from tests.labs.xvfb import Xvfb
from views.conductor import Conductor
from views.flow.backstage import LaneBackstage
from views.flow.visit import Facts
from views.options import WindowOptions
from views.search.presenter import SearchPresenter
from views.window import Window

ROOT = Path(__file__).parents[1]
CHUNK, TICK_MS, IMPORT = 20_000, 5, 5_000
LIMITS = {"exact": 60.0, "other": 80.0, "stall": 50.0, "start": 2000.0, "rss": 250.0}


def office(holders: int) -> Path:
    """Return the folder of the database, made now if it is not there."""
    folder = ROOT / "out" / "bench" / f"desk-{holders}"
    if (folder / "whole").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.monotonic()
    bench = Bench(folder)
    bench.live(9_999_999)
    fill(bench.store, holders)
    bench.close()
    (folder / "whole").touch()
    print(f"made {holders:,} holders in {time.monotonic() - began:.0f} s")
    return folder


def fill(store: SqlStore, holders: int) -> None:
    """Bring people with their cards into an office."""
    rows = people(holders)
    while chunk := list(islice(rows, CHUNK)):
        with store.bulk_work() as uow:
            uow.holders.put_many([person for person, _ in chunk])
            uow.cards.put_many([card for _, card in chunk])
            uow.commit()
    store.end_bulk()


def wishes(holders: int, count: int) -> Iterator[tuple[str, str, str]]:
    """Yield kind of search, limit and text."""
    chance = random.Random(7)
    some: list[tuple[Holder, Card]] = list(
        islice(people(holders), 0, holders, max(1, holders // count))
    )
    for person, card in some:
        yield "id number", "exact", person.ssn
        yield "card number", "exact", card.card_no
        yield "name", "other", person.name
        yield "initials", "other", chance.choice(["zw", "lxm", "wj", "chm"])
        yield "phone last 4", "other", person.phone[-4:]


@dataclass
class Ticker:
    """Notes the longest time in which the window did not come round."""

    window: Window
    worst: float = 0.0
    last: float = field(default_factory=time.perf_counter)

    def begin(self) -> None:
        """Start a new span."""
        self.worst, self.last = 0.0, time.perf_counter()

    def tick(self) -> None:
        """Measure, and come again."""
        now = time.perf_counter()
        self.worst = max(self.worst, (now - self.last) * 1000 - TICK_MS)
        self.last = now
        self.window.root.after(TICK_MS, self.tick)


class Desk:
    """A window over the full database, with a clerk logged in."""

    def __init__(self, folder: Path) -> None:
        self.bench = reopened(folder)
        self.runtime = Runtime()
        self.counter = desk = self.bench.start()
        options = WindowOptions(language="zh_CN", data_folder=folder / "window")
        options.data_folder.mkdir(exist_ok=True)
        self.backstage = LaneBackstage(self.runtime, desk)
        facts = Facts(desk.pack, desk.office, practice=False)
        self.window = Window(facts, self.runtime, self.backstage, options)
        self.window.open()
        session = desk.session()
        assert session is not None
        self.window.root.update()
        self.window.conductor.logged_in(session)
        self.until(lambda: self.lead.top.screen == "search")

    @property
    def lead(self) -> Conductor:
        """The conductor."""
        return self.window.conductor

    def until(self, holds: Callable[[], bool], seconds: float = 60.0) -> None:
        """Let the window work until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            self.window.root.update()
            if time.monotonic() > end:
                raise TimeoutError
            self.runtime.stop.wait(0.0005)
        self.window.root.update()

    def search(self, text: str) -> float:
        """Type a text; return ms from its last key to the painted answer."""
        window = self.window
        window.conductor.next_person()
        window.root.update()
        entry = window.shell.title._entry  # noqa: SLF001 - what a clerk's keys reach
        entry.focus_force()
        entry.insert(0, text[:-1])
        self.until(lambda: self._answered(text[:-1]) or len(text) == 1)
        began = time.perf_counter()
        entry.insert("end", text[-1])
        self.until(lambda: self._answered(text))
        return (time.perf_counter() - began) * 1000

    def _answered(self, text: str) -> bool:
        top = self.window.conductor.top
        return isinstance(top, SearchPresenter) and top.state.answered == text.strip()

    def work(self, lane: Lane, job: Callable[[], object]) -> None:
        """Do a job on a lane and let the window run meanwhile."""
        done = threading.Event()
        faults: list[object] = []

        def failed(fault: object) -> None:
            faults.append(fault)
            done.set()

        self.backstage.run(lane, lambda _: job(), lambda _: done.set(), failed)
        self.until(done.is_set, 600.0)
        if faults:
            raise RuntimeError(faults[0])

    def close(self) -> None:
        """Close window, lanes and store."""
        self.window.dispose()
        self.runtime.close(30)
        self.bench.close()


def searches(desk: Desk, holders: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return p50 and p95 of every kind of search, in ms."""
    taken: dict[str, list[float]] = {}
    for kind, _, text in wishes(holders, rounds):
        taken.setdefault(kind, []).append(desk.search(text))
    return {kind: _percentiles(ms) for kind, ms in taken.items()}


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = min(len(ordered) - 1, int(len(ordered) * 0.95))
    return {"p50": round(statistics.median(ordered), 1), "p95": round(ordered[at], 1)}


def stalls(desk: Desk) -> dict[str, float]:
    """Return the longest stall of the main loop during each kind of work, in ms."""
    bench, ticker = desk.bench, Ticker(desk.window)
    counter = desk.counter
    with bench.store.unit_of_work() as uow:
        card = uow.cards.of_holder(SSN)[0]
    chip = bench.chip(card)
    newcomers = [p for p, _ in islice(people(10**7), IMPORT)]

    def download() -> None:
        with bench.store.unit_of_work() as uow:
            uow.holders.put_many(newcomers)
            uow.commit()

    def read() -> None:
        bench.lay(chip)
        for _ in range(10):
            counter.read_card(5.0)

    def paper() -> None:
        for name in ("receipt-hand_out", "daily_report"):
            ReportlabPress().sample(name, "zh_CN")

    target = bench.folder / "copy.db"

    def backup() -> None:
        target.unlink(missing_ok=True)
        bench.store.backup(str(target))

    jobs = {
        "rest": (Lane.READ, lambda: desk.runtime.stop.wait(1.0)),
        "card": (Lane.CARD, read),
        "paper": (Lane.LONG, paper),
        "download": (Lane.LONG, download),
        "backup": (Lane.LONG, backup),
    }
    ticker.tick()
    found = {}
    for name, (lane, job) in jobs.items():
        ticker.begin()
        desk.work(lane, job)
        found[name] = round(ticker.worst, 1)
    target.unlink(missing_ok=True)
    return found


def child(folder: Path) -> None:
    """Open the window on its login page, say so, and wait to be killed."""
    bench = reopened(folder)
    with bench.store.unit_of_work() as uow:
        office_ = uow.settings.office()
    assert office_ is not None
    runtime = Runtime()
    counter = bench.start()
    counter.logout()
    options = WindowOptions(language="zh_CN", data_folder=folder / "window")
    facts = Facts(counter.pack, counter.office, practice=False)
    window = Window(facts, runtime, LaneBackstage(runtime, counter), options)
    window.open()
    while window.conductor.top.view is None:
        window.root.update()
    window.root.update()
    print("up", flush=True)
    window.root.mainloop()


def _measured(folder: Path, args: argparse.Namespace) -> tuple[object, ...]:
    """Return starts, searches and stalls; empty where they are not wanted."""
    started: dict[str, object] = {}
    screen = Xvfb()
    try:
        if args.only != "desk":
            roll = partial(fill, holders=args.holders)
            started = starts(screen, folder, max(3, args.rounds // 10), roll)
        if args.only == "starts":
            return started, {}, {}
        os.environ["DISPLAY"] = screen.display
        desk = Desk(folder)
        try:
            return started, searches(desk, args.holders, args.rounds), stalls(desk)
        finally:
            desk.close()
    finally:
        screen.close()


def main(argv: Sequence[str]) -> int:
    """Measure and print; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--holders",
        type=int,
        default=1_350_000,
        help="size of the roll; its database is kept under out/bench for the next time",
    )
    parser.add_argument("--only", choices=("starts", "desk", "database"))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--child", type=Path)
    args = parser.parse_args(argv)
    if args.child:
        child(args.child)
        return 0
    folder = office(args.holders)
    if args.only == "database":
        return 0
    started, found, stalled = _measured(folder, args)
    told = {
        "holders": args.holders,
        "search_painted_ms": found,
        "stall_ms": stalled,
        "start": started,
        "limits": LIMITS,
    }
    for name, value in told.items():
        print(f"{name}: {value}")
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
