"""The running line: two threads, a real server, a network that breaks."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from center.opening import open_database
from counter_app.domain.records import Office, Operation
from counter_app.domain.states import AppStatus, Effect, Kind
from counter_app.ports.center import LineState
from db import create_store
from sync.enrol import EnrolOrder, enrol
from sync.line import LineParts, open_line, remember_center
from sync.worker import Pace, SyncLine
from tests.integration.sync.conftest import Counter
from tests.labs.centers import REGION, Clock, Keys, Lab, card, holder
from tests.labs.faultproxy import FaultProxy
from tests.labs.ports import free_port

PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 27\r\n"
    b"Connection: close\r\n\r\n<html><a href=x>log in</a>\n"
)
PACE = Pace(upload_s=0.2, download_s=0.2)
CARDS = [card(holder(n), n) for n in range(1, 41)]


def until(true: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return true()


class Server:
    """The center as its own process."""

    def __init__(self, database: str) -> None:
        self.database, self.port = database, free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and wait for the ready line."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "center", "serve", "--database", self.database,
             "--port", str(self.port), "--json"],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert json.loads(self.process.stdout.readline())["ok"] is True

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(60)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


class Scene:
    """A center process behind a proxy, an enrolled counter, a line."""

    def __init__(self, folder: Path) -> None:
        address = f"sqlite:///{folder / 'center.db'}"
        now = Clock(datetime.now(UTC))  # the server runs on the machine's clock
        self.lab = Lab(open_database(address), now).prepared()
        office = self.lab.new_office()
        rows = [(holder(n), (CARDS[n - 1],)) for n in range(1, len(CARDS) + 1)]
        self.lab.bring_in(str(office["office_code"]), *rows)
        self.server = Server(address)
        self.server.start()
        self.proxy = FaultProxy(("127.0.0.1", self.server.port))
        self.counter = self._enrolled(folder, str(office["code"]))
        self.line: SyncLine | None = None

    def _enrolled(self, folder: Path, code: str) -> Counter:
        clock, keys = Clock(), Keys()
        store = create_store(folder / "office.db", b"k" * 32, clock)
        url = f"http://127.0.0.1:{self.proxy.port}"
        enrolled = enrol(EnrolOrder(url, code), keys, clock)
        blank = Office("00000000", "x", "", "00", "INC", REGION, "cn-js-taizhou")
        with store.unit_of_work() as uow:
            uow.settings.put_office(enrolled.office(blank))
            uow.commit()
        remember_center(store, enrolled)
        parts = LineParts(store, keys, clock, timeout_s=0.5)
        return Counter(parts, enrolled.office_code, clock=clock)

    def open(self) -> SyncLine:
        """Open the line and wait for the first load."""
        self.line = open_line(self.counter.parts, PACE)
        assert until(lambda: self.counter.card(CARDS[-1].card_no) is not None)
        return self.line

    def effective(self, *acts: Operation) -> bool:
        """Tell whether all are effective."""
        return self.counter.effects(*acts) == [(Effect.EFFECTIVE, None)] * len(acts)

    def close(self) -> None:
        """Stop everything that was started."""
        if self.line is not None:
            self.line.close()
        self.proxy.close()
        self.server.kill()
        self.counter.parts.store.close()
        self.lab.database.close()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A whole scene."""
    made = Scene(tmp_path)
    yield made
    made.close()


def test_an_act_becomes_effective_while_the_clerk_waits(scene: Scene) -> None:
    """Commit, wake, wait: the outcome is there before the receipt is printed."""
    line = scene.open()
    assert until(lambda: line.state().online)
    loss = scene.counter.act(Kind.LOSS_TEMP, CARDS[0])
    line.wake()
    assert line.wait_decided((loss.op_id,), 20)
    assert scene.effective(loss)
    state = line.state()
    assert (state.enrolled, state.fault) == (True, None)
    assert state.last_contact is not None


def test_no_wait_while_offline(scene: Scene) -> None:
    """Offline nobody waits for an outcome, and the fault is named."""
    line = scene.open()
    scene.proxy.faults.refuse = True
    scene.proxy.cut()
    line.wake()
    assert until(lambda: not line.state().online)
    loss = scene.counter.act(Kind.LOSS_TEMP, CARDS[0])
    assert line.wait_decided((loss.op_id,), 3600) is False
    assert until(lambda: line.state().fault is not None)
    scene.proxy.heal()
    assert until(lambda: scene.effective(loss))


def test_a_captive_portal_is_named_and_nothing_is_lost(scene: Scene) -> None:
    """A web page instead of the center is ``center.html_answer``, not an outcome."""
    line = scene.open()
    scene.proxy.faults.page = PORTAL
    scene.proxy.cut()
    loss = scene.counter.act(Kind.LOSS_TEMP, CARDS[0])
    line.wake()
    assert until(lambda: line.state().fault == "center.html_answer")
    assert scene.counter.effects(loss) == [(Effect.PENDING, None)]
    scene.proxy.heal()
    assert until(lambda: scene.effective(loss))


def test_held_line_sends_nothing_until_given_back(scene: Scene) -> None:
    """The practice office cuts the line on purpose."""
    line = scene.open()
    line.hold(True)
    loss = scene.counter.act(Kind.LOSS_TEMP, CARDS[0])
    line.wake()
    assert (line.state().online, line.state().fault) == (False, "center.line_held")
    assert line.wait_decided((loss.op_id,), 3600) is False
    assert scene.lab.rows("SELECT count(*) FROM operation") == [(0,)]
    line.hold(False)
    assert until(lambda: scene.effective(loss))


def test_lost_answers_and_killed_centers_double_nothing(scene: Scene) -> None:
    """Resets, cut answers, a silent network and a killed center: each act once."""
    line = scene.open()
    acts: list[Operation] = []

    def work() -> None:
        for one in CARDS:
            acts.append(scene.counter.act(Kind.LOSS_TEMP, one))
            line.wake()
            time.sleep(0.01)

    clerk = threading.Thread(target=work)
    clerk.start()
    for fault in ("cut_down_after", "reset_up_after", "reset_chance", "blackhole"):
        value = {"reset_chance": 0.4, "blackhole": True}.get(fault, 300)
        scene.proxy.faults = replace(scene.proxy.faults, **{fault: value})
        scene.proxy.cut()
        time.sleep(0.3)
        scene.proxy.heal()
    scene.server.kill()
    scene.server.start()
    clerk.join()
    assert until(lambda: scene.effective(*acts), 60)
    assert scene.lab.rows("SELECT count(*) FROM card_event") == [(len(CARDS),)]
    assert scene.lab.rows("SELECT count(*) FROM operation") == [(len(CARDS),)]
    rows = [scene.counter.card(one.card_no) for one in CARDS]
    assert {row.app_status for row in rows if row} == {AppStatus.LOST_TEMP}


def test_download_goes_on_while_upload_hangs(scene: Scene, tmp_path: Path) -> None:
    """An upload that cannot be stored does not stop the feed (G9)."""
    line = scene.open()
    seen: list[LineState] = []
    line.watch(seen.append)
    bad = scene.counter.act(Kind.REISSUE_LOST, CARDS[0], new_card_no="x")
    line.wake()
    scene.lab.bring_in(
        scene.counter.office_code, (holder(777), (card(holder(777), 777),))
    )
    assert until(lambda: scene.counter.card(card(holder(777), 777).card_no) is not None)
    assert until(lambda: scene.counter.effects(bad)[0][0] is Effect.REFUSED)
    assert until(lambda: bool(seen))


def test_a_line_without_enrolment_waits(tmp_path: Path) -> None:
    """Before enrolment the line says so and touches nothing."""
    store = create_store(tmp_path / "o.db", b"k" * 32, Clock())
    line = open_line(LineParts(store, Keys(), Clock()))
    try:
        state = line.state()
        assert (state.enrolled, state.online) == (False, False)
        assert state.fault == "center.not_enrolled"
        assert line.wait_decided(("x",), 3600) is False
    finally:
        line.close()
        store.close()
