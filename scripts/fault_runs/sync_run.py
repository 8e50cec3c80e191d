"""One sync fault run: a center and a counter as processes, a bad line between them."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from center import carry
from center.facts import facts_of
from center.opening import open_database
from counter_app.domain.records import Office
from counter_app.domain.states import AppStatus
from counter_app.ports.store import Store
from db import create_store, open_store
from scripts.fault_runs.leaks import count, person, planted, said
from scripts.fault_runs.sync_acts import KEY, PEOPLE, FileKeys, next_number
from scripts.fault_runs.sync_books import Stand, compare
from scripts.fault_runs.zygote import WrongClock, Zygote, kill, listening
from sync.carry import export_waiting
from sync.enrol import EnrolOrder, enrol
from sync.line import LineParts, remember_center, sync_once
from tests.labs.centers import REGION, Lab, card
from tests.labs.faultproxy import FaultProxy, Faults
from tests.labs.ports import free_port

STUCK_S = 60.0
_STILL_S = 0.5
_LOOK_S = 0.1
_EVENTS = ("nothing", "nothing", "center", "counter", "pause", "export", "bring")
_PAGE = b"HTTP/1.1 %s\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>"
_PAGES = (
    b"200 OK", b"403 Forbidden", b"404 Not Found", b"429 Too Many Requests",
    b"500 Internal Server Error", b"502 Bad Gateway", b"503 Service Unavailable",
    b"511 Log In",
)  # fmt: skip


@dataclass(slots=True)
class Healing:
    """What happened after the line was whole again.

    Attributes:
        backlog: acts without an outcome when it was mended, those to come included.
        took_s: until all had one.
        idle_s: of that, time in which nothing moved for longer than half a second.
    """

    backlog: int
    took_s: float = 0.0
    idle_s: float = 0.0


@dataclass(slots=True)
class Run:
    """One seeded run: where things are, and which processes live."""

    random: random.Random
    folder: Path
    zygote: Zygote
    port: int
    proxy: FaultProxy
    until: int
    database: str  # address of the center's
    people: int = PEOPLE
    pids: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    sticks: list[bytes] = field(default_factory=list)
    carried: int = 0
    wrong_clock: bool = True

    def start(self, role: str) -> None:
        """Start the center, or the counter with a clock that has jumped."""
        if role == "center":
            order = {
                "database": self.database,
                "port": self.port,
                "log": self._log(role),
            }
        else:
            order = {
                "folder": str(self.folder), "acked": self.acked(), "until": self.until,
                "pause_s": 0.001, "timeout_s": 1.0, "log": self._log(role),
                "hours": self.random.uniform(-48, 48) if self.wrong_clock else 0.0,
            }  # fmt: skip
        self.pids[role] = self.zygote.fork(role=role, **order)
        if role == "center":
            listening(self.port)

    def _log(self, role: str) -> str:
        return str(self.folder / f"{role}.log")

    def kill(self, role: str) -> None:
        """Kill as a power cut would."""
        pid = self.pids.pop(role, None)
        if pid is not None:
            kill(pid)
            self.kills += 1

    def acked(self) -> int:
        """Return how many acts were told to be durable."""
        file = self.folder / "acks"
        return len(file.read_text().splitlines()) if file.exists() else 0

    def disturb(self) -> None:
        """Draw what is wrong from now on, and who dies."""
        draw, page = self.random, _PAGE % self.random.choice(_PAGES)
        self.proxy.faults = draw.choice(
            [
                Faults(),
                Faults(refuse=True),
                Faults(blackhole=True),
                Faults(no_up=True),
                Faults(no_down=True),
                Faults(request_loss=0.3),
                Faults(answer_loss=0.3),
                Faults(reset_up_after=draw.randrange(200, 9000)),
                Faults(cut_down_after=draw.randrange(0, 9000)),
                Faults(latency_s=0.02),
                Faults(page=page),
            ]
        )
        event = draw.choice(_EVENTS)
        if event in ("center", "counter"):
            self.kill(event)
            time.sleep(draw.uniform(0, 0.1))
            self.start(event)
        elif event == "pause":
            os.kill(self.pids["center"], signal.SIGSTOP)
            time.sleep(draw.uniform(0.1, 0.5))
            os.kill(self.pids["center"], signal.SIGCONT)
        elif event == "export":
            self.export()
        elif event == "bring" and self.sticks:
            self.bring(draw.choice(self.sticks))

    def heal(self) -> Healing:
        """Mend the line and look until nothing waits."""
        self.proxy.heal()
        store = open_store(self.folder / "office.db", KEY, WrongClock(0))
        try:
            return self._watch(store)
        finally:
            store.close()

    def _watch(self, store: Store) -> Healing:
        begun = looked = time.perf_counter()
        before, still = self._stands(store), 0.0
        seen = Healing(backlog=self.until - before[1])
        while seen.took_s < STUCK_S:
            now, stands = time.perf_counter(), self._stands(store)
            seen.took_s = now - begun
            if stands == before:  # whoever looks may have been kept waiting too
                still += min(now - looked, _LOOK_S)
            else:
                seen.idle_s += still if still > _STILL_S else 0.0
                before, still = stands, 0.0
            looked = now
            if stands[1] == self.until:
                break
            time.sleep(0.02)
        return seen

    def _stands(self, store: Store) -> tuple[int, int]:
        """Count the acts that were made, and those that have an outcome."""
        with store.unit_of_work() as uow:
            waits = uow.operations.state().waiting
        made = next_number(store, self.acked())
        return made, made - waits

    def books(self, reference: Stand | None) -> dict[str, int]:
        """Compare both sides with what was acknowledged."""
        found = compare(self.folder, self.database, self.acked(), reference)
        told = said(self.folder, self.database)
        logged = self.folder / "logs" / "counter.log", self.folder / "center.log"
        found["silent"] = sum(not (f.exists() and f.stat().st_size) for f in logged)
        return found | {"leaked": count(told, planted(self.people))}

    def export(self) -> None:
        """Write what waits into a carry file, beside the running counter (G15)."""
        keys, file = FileKeys(self.folder / "keys.json"), self.folder / "stick.carry"
        store = open_store(self.folder / "office.db", KEY, WrongClock(0))
        try:
            export_waiting(LineParts(store, keys, WrongClock(0)), file)
        finally:
            store.close()
        self.sticks.append(file.read_bytes())

    def bring(self, data: bytes) -> None:
        """Take a carry file to the center, as its command does."""
        database = open_database(self.database)
        try:
            made = carry.take_in(database, facts_of(database), data, datetime.now(UTC))
            self.carried += int(str(made.get("applied", 0)))
        finally:
            database.close()


@contextmanager
def prepared(
    zygote: Zygote, seed: int, acts: int, people: int = PEOPLE
) -> Iterator[Run]:
    """Make a center with people and an enrolled counter; both processes run.

    One person more has a card that waits to be handed out.
    """
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        database = zygote.database(folder)
        code = _found(database, people)
        proxy = FaultProxy(("127.0.0.1", port), seed)
        chance = random.Random(seed)
        run = Run(chance, folder, zygote, port, proxy, acts, database, people)
        run.start("center")
        try:
            _enrol(run, code)
            yield run
        finally:
            for role in list(run.pids):
                run.kill(role)
            proxy.close()
            zygote.forget(database)


def _found(database: str, people: int) -> str:
    lab = Lab(open_database(database)).prepared()
    lab.clock.at = datetime.now(UTC)
    office = lab.new_office()
    everyone = [person(n + 1) for n in range(people)]
    rows = [(p, (card(p, n + 1),)) for n, p in enumerate(everyone)]
    last = person(people + 1)
    rows.append((last, (card(last, people + 1, AppStatus.DORMANT),)))
    lab.bring_in(str(office["office_code"]), *rows)
    lab.database.close()
    return str(office["code"])


def _enrol(run: Run, code: str) -> None:
    clock = WrongClock(0)
    store = create_store(run.folder / "office.db", KEY, clock)
    try:
        keys = FileKeys(run.folder / "keys.json")
        url = f"http://127.0.0.1:{run.proxy.port}"
        bound = enrol(EnrolOrder(url, code, "a"), keys, clock)
        with store.unit_of_work() as uow:
            blank = Office("00000000", "测试", "", "00", "INC", REGION, "")
            uow.settings.put_office(bound.office(blank))
            uow.commit()
        remember_center(store, bound)
        sync_once(LineParts(store, keys, clock, timeout_s=5.0))
    finally:
        store.close()


def waiting(store: Store) -> int:
    """Return how many acts have no outcome."""
    with store.unit_of_work() as uow:
        return uow.operations.state().waiting
