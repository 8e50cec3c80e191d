"""A center that serves on loopback, with offices, people and refused acts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

from center.api.app import create_app
from center.console import accounts
from center.console.accounts import ConsoleRole, NewAccount
from center.rows import to_ms
from center.service import Center
from counter_app.domain.states import AppStatus, Kind
from sync.wire import EnrolRequest, Escalation, EscalationBatch, WireOperation
from sync.wire.sign import SigningKey
from tests.labs.centers import Clock, Lab, card, holder, sqlite_lab
from tests.labs.operations import Window, operation

PASSWORD = "Korrekt-Pferd-9-Heft"
VILLAIN = "<script>alert(1)</script>'\"; DROP TABLE card; --"


@dataclass(slots=True)
class City:
    """A served center and what is in it."""

    lab: Lab
    center: Center
    url: str
    windows: list[Window]
    refused: list[str]


def make_account(lab: Lab, login: str, role: ConsoleRole) -> None:
    """Make an account whose password is known to tests."""
    new = NewAccount(login, f"{login}先生", role, accounts.hashed(login, PASSWORD))
    lab.database.write(lambda tx: accounts.make(tx, new, to_ms(lab.clock.now())))


def fill(lab: Lab, center: Center) -> tuple[list[Window], list[str]]:
    """Bring in two offices with a day's work; return windows and refused acts."""
    windows = [window(lab, center, name) for name in ("海陵区社保卡服务点", VILLAIN)]
    refused = []
    for number in range(12):
        person = holder(number, bank="95580" if number % 3 else "95599")
        one = card(person, number + 1, AppStatus.DORMANT, bank=person.bank)
        lab.bring_in(windows[number % 2].office, (person, (one,)))
        windows[number % 2].send(operation(Kind.HAND_OUT, one, 1))
    for number in range(20, 23):
        person = holder(number)
        lost = card(person, number + 1)
        lab.bring_in(windows[0].office, (person, (lost,)))
        windows[0].send(operation(Kind.LOSS_TEMP, lost, 1))
        windows[0].send(operation(Kind.LOSS_LIFT, lost, 2))
        windows[1].send(operation(Kind.LOSS_TEMP, lost, 3))
        late: WireOperation = operation(Kind.LOSS_LIFT, lost, 2, op=f"late-{number}")
        windows[0].send(late)
        refused.append(late.op_id)
    return windows, refused


def window(lab: Lab, center: Center, name: str) -> Window:
    """Make an office with one enrolled workstation."""
    office = lab.new_office(name)
    key = SigningKey.generate()
    bound = center.enrol(EnrolRequest(code=office["code"], public_key=key.public_hex))
    return Window(center, bound.workstation, str(office["office_code"]))


def escalate(window: Window, op_id: str) -> None:
    """Let a window ask the supervisors about a refused act."""
    told = Escalation(
        op_id=op_id, incarnation="i1", sequence=9, kind=Kind.LOSS_LIFT,
        ssn="999901198001010014", card_no="P00000019", receipt_no="R-1",
        code="rule.status_moved", note=VILLAIN, by="王经办",
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    window.center.escalate(window.sender, EscalationBatch((told,)))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A served center with two offices and a day of work."""
    folder: Path = tmp_path_factory.mktemp("center")
    lab = sqlite_lab(folder)
    lab.clock = Clock()
    center = lab.center()
    for role in ConsoleRole:
        make_account(lab, role.value[:5], role)
    windows, refused = fill(lab, center)
    escalate(windows[0], refused[0])
    with served(center) as url:
        yield City(lab, center, url, windows, refused)
    lab.database.close()


class served:  # noqa: N801 - reads as a word
    """Serve a center on a free port of loopback, in a thread."""

    def __init__(self, center: Center) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_app(center), log_config=None, access_log=False, lifespan="on"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._listener],), daemon=True
        )

    def __enter__(self) -> str:
        self._thread.start()
        pause = threading.Event()
        while not self._server.started and self._thread.is_alive():
            pause.wait(0.02)
        assert self._server.started
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *_exc: object) -> None:
        self._server.should_exit = True
        self._thread.join(60)
        self._listener.close()
