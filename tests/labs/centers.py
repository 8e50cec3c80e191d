"""A real center for tests: its app in this process, or behind a real server."""

from __future__ import annotations

import random
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal
from stdnum.iso7064 import mod_11_2

from center import allotment, offices, roll
from center.api.app import create_app
from center.database import Database
from center.facts import facts_of
from center.keyroom import SoftwareKeyRoom
from center.migrations import STEPS, migrate
from center.opening import open_database
from center.rows import to_ms
from center.service import Center
from counter_app.domain.identity import card_no_check_character
from counter_app.domain.records import Card, CardNo, CardUid, Holder, Ssn
from counter_app.domain.states import AppStatus, StockState
from sync.wire import card_row, holder_row

REGION = "999901"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Clock:
    """A clock a test sets."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the set time."""
        return self.at

    def pass_by(self, **span: float) -> None:
        """Let time go by."""
        self.at += timedelta(**span)


class Keys:
    """A key store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def available(self) -> bool:
        return True

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        self.kept[name] = value

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


def holder(number: int, **changes: Any) -> Holder:
    """Return an invented person with a right check digit."""
    birth = date(1980, 1, 1) + timedelta(days=number // 1000)
    body = f"{REGION}{birth:%Y%m%d}{number % 1000:03d}"
    ssn = Ssn(body + mod_11_2.calc_check_digit(body))
    fields = {"name": f"测试{number}", "sex": "male", "ethnicity": "01"} | changes
    return Holder(ssn=ssn, birth_date=birth, birth_place=REGION, **fields)


def number(running: int) -> CardNo:
    """Return a card number with its check character."""
    body = f"P{running:07d}"
    return CardNo(body + card_no_check_character(body))


def chip(serial: int) -> CardUid:
    """Return a card identification code."""
    return CardUid(f"{REGION}D156000005{serial:08X}FFFFFFFF")


def card(
    person: Holder, running: int, status: AppStatus = AppStatus.NORMAL, **changes: Any
) -> Card:
    """Return a card of a person; a dormant one waits in stock."""
    waits = status is AppStatus.DORMANT
    fields = {
        "stock_state": StockState.WAITING if waits else StockState.HANDED_OUT,
        "issue_date": date(2020, 1, 1),
        "expiry_date": date(2030, 1, 1),
        "arrived_on": date(2020, 1, 5),
        "handed_out_on": None if waits else date(2020, 1, 9),
    } | changes
    return Card(
        card_no=number(running),
        region=REGION,
        card_uid=chip(running),
        ssn=person.ssn,
        app_status=status,
        **fields,
    )


@dataclass(slots=True)
class Lab:
    """A center with its database and what a test tells it."""

    database: Database
    clock: Clock = field(default_factory=Clock)

    def prepared(self) -> Lab:
        """Bring the schema up to date."""
        migrate(self.database, STEPS, to_ms(self.clock.now()))
        return self

    def center(self) -> Center:
        """Return one instance; any number of them share the database."""
        facts = facts_of(self.database)
        return Center(self.database, facts, self.clock.now, SoftwareKeyRoom())

    def new_office(self, name: str = "测试网点", pack: str = "cn-js-taizhou") -> Any:
        """Make an office or another code for it: ``office_code`` and ``code``."""
        wish = offices.NewOffice(name, region=REGION, pack=pack)
        now = to_ms(self.clock.now())
        return self.database.write(lambda tx: offices.enrol_office(tx, wish, now))

    def bring_in(
        self, office_code: str, *people: tuple[Holder, tuple[Card, ...]]
    ) -> None:
        """Import people with their cards."""
        lines = [
            roll.Line(holder=holder_row(h), cards=tuple(card_row(c) for c in cards))
            for h, cards in people
        ]
        roll.import_rows(self.database, office_code, lines)

    def allot(self, office_code: str, chips: list[str], numbers: list[str]) -> None:
        """Give blanks and numbers to an office."""
        blanks = [allotment.BlankLine(uid) for uid in chips]
        self.database.write(
            lambda tx: allotment.allot(tx, office_code, blanks, numbers)
        )

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into the database."""
        return self.database.read(lambda tx: tx.rows(sql, values))


@cache
def migrated() -> bytes:
    """Return the file of a migrated center, made once a process."""
    with tempfile.TemporaryDirectory(prefix="center-") as folder:
        path = Path(folder) / "center.db"
        database = open_database(f"sqlite:///{path}")
        migrate(database, STEPS, to_ms(NOON))
        database.close()  # the last connection brings the log home
        assert [one.name for one in path.parent.iterdir()] == [path.name]
        return path.read_bytes()


def sqlite_lab(folder: Path) -> Lab:
    """Return a center on SQLite."""
    file = folder / "center.db"
    if not file.exists():
        file.write_bytes(migrated())
    return Lab(open_database(f"sqlite:///{folder / 'center.db'}")).prepared()


@contextmanager
def in_process(center: Center) -> Iterator[httpx.BaseTransport]:
    """Serve the app to httpx without a socket; threads share it."""
    app = create_app(center)
    with start_blocking_portal() as portal:
        yield _AppTransport(lambda scope, body: portal.call(_call, app, scope, body))


async def _call(app: Any, scope: dict[str, Any], body: bytes) -> tuple[Any, ...]:
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await app(scope, receive, send)
    content = b"".join(m.get("body", b"") for m in messages[1:])
    return messages[0]["status"], messages[0]["headers"], content


class _AppTransport(httpx.BaseTransport):
    def __init__(
        self, call: Callable[[dict[str, Any], bytes], tuple[Any, ...]]
    ) -> None:
        self._call = call

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path, _, query = request.url.raw_path.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": path.decode(),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(k.lower(), v) for k, v in request.headers.raw],
            "server": ("center", 80),
            "client": ("counter", 1),
        }
        status, headers, content = self._call(scope, request.read())
        return httpx.Response(status, headers=headers, content=content)


class Weather(httpx.BaseTransport):
    """Bad network between counter and center, drawn by a seed.

    Requests get lost, answers get lost, requests arrive twice, or late: after the
    counter gave them up.
    """

    KINDS = ("request lost", "answer lost", "twice", "late", "html", "500")

    def __init__(
        self, inner: httpx.BaseTransport, seed: int = 0, bad: float = 0.5
    ) -> None:
        self.inner, self.bad = inner, bad
        self.random = random.Random(seed)
        self.late: list[httpx.Request] = []
        self.seen = dict.fromkeys(self.KINDS, 0)
        self._guard = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self._guard:
            kind = ""
            if self.random.random() < self.bad:
                kind = self.random.choice(self.KINDS)
                self.seen[kind] += 1
            due = self.late if self.random.random() < 0.5 else []
            if due:
                self.late = []
        for old in due:
            self.inner.handle_request(old)
        return self._one(kind, request)

    def _one(self, kind: str, request: httpx.Request) -> httpx.Response:
        if kind == "request lost":
            raise httpx.ReadTimeout("lost", request=request)
        if kind == "late":
            self.late.append(request)
            raise httpx.ReadTimeout("late", request=request)
        if kind == "html":
            return httpx.Response(200, html="<html>log in</html>")
        if kind == "500":
            return httpx.Response(502, text="bad gateway")
        answer = self.inner.handle_request(request)
        if kind == "answer lost":
            raise httpx.ReadError("lost", request=request)
        if kind == "twice":
            return self.inner.handle_request(request)
        return answer
