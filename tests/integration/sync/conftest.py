"""A counter with its real store, and a real center in this process."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from counter_app.domain.records import Card, Case, Holder, Office, Operation
from counter_app.domain.states import Effect, Kind
from db import create_store
from sync.enrol import EnrolOrder, enrol
from sync.line import LineParts, remember_center
from tests.labs.centers import (
    NOON,
    REGION,
    Clock,
    Keys,
    Lab,
    card,
    holder,
    in_process,
    sqlite_lab,
)

URL = "http://center"


@dataclass(slots=True)
class Counter:
    """One workstation: store, keys, line parts."""

    parts: LineParts
    office_code: str
    made: int = 0
    clock: Clock = field(default_factory=Clock)
    # no address of the object: a later one may get it, and an old act's name with it
    running: int = field(default_factory=itertools.count().__next__)

    def act(self, kind: Kind, one: Card, **detail: str | int | None) -> Operation:
        """Put an operation into the outbox as a case would."""
        self.made += 1
        name = f"{self.running}-{self.made}"
        with self.parts.store.unit_of_work() as uow:
            version = (uow.cards.get(one.card_no) or one).version
            case = Case(
                case_id=f"case-{name}",
                business=kind,
                ssn=one.ssn,
                card_no=one.card_no,
                clerk="zhang",
                made_at=NOON,
                receipt_no=f"R-{name}",
                offline=True,
                channel="direct",
                submit_key=name,
            )
            uow.cases.add(case)
            operation = uow.operations.add(
                Operation(
                    op_id=f"op-{name}",
                    case_id=case.case_id,
                    kind=kind,
                    ssn=one.ssn,
                    card_no=one.card_no,
                    base_version=version,
                    detail=dict(detail),
                    hlc=f"{self.made:013d}-0000-x",
                    made_at=NOON,
                    clerk="zhang",
                    receipt_no=case.receipt_no,
                )
            )
            uow.commit()
        return operation

    def effects(self, *operations: Operation) -> list[tuple[Effect, str | None]]:
        """Return effect and refusal of operations."""
        with self.parts.store.unit_of_work() as uow:
            rows = [uow.operations.get(operation.op_id) for operation in operations]
        return [(row.effect, row.refusal) for row in rows if row is not None]

    def card(self, card_no: str) -> Card | None:
        """Return a card as this office has it."""
        with self.parts.store.unit_of_work() as uow:
            return uow.cards.get(card_no)  # type: ignore[arg-type]  # plain text in tests

    def waiting(self) -> int:
        """Return how many operations have no outcome."""
        with self.parts.store.unit_of_work() as uow:
            return uow.operations.state().waiting

    def over(self, transport: httpx.BaseTransport) -> LineParts:
        """Return the line's parts over another transport."""
        return replace(self.parts, transport=transport)


@dataclass(slots=True)
class Town:
    """A center, people, and workstations."""

    lab: Lab
    transport: httpx.BaseTransport
    folder: Path
    stack: ExitStack
    people: list[tuple[Holder, Card]] = field(default_factory=list)
    office: dict[str, object] = field(default_factory=dict)

    def settle(self, count: int) -> None:
        """Make an office with ``count`` holders, each with a live card."""
        self.office = self.lab.new_office()
        for n in range(count):
            person = holder(n + 1)
            self.people.append((person, card(person, n + 1)))
        rows = [(person, (one,)) for person, one in self.people]
        self.lab.bring_in(str(self.office["office_code"]), *rows)

    def counter(self, name: str = "a") -> Counter:
        """Enrol a workstation of the office; its store is empty."""
        clock = Clock()
        store = create_store(self.folder / f"{name}.db", b"k" * 32, clock)
        self.stack.callback(store.close)
        keys = Keys()
        code = str(self.lab.new_office()["code"])
        order = EnrolOrder(URL, code, name)
        enrolled = enrol(order, keys, clock, transport=self.transport)
        blank = Office("00000000", "测试", "", "00", f"INC{name.upper()}", REGION, "")
        with store.unit_of_work() as uow:
            uow.settings.put_office(enrolled.office(blank))
            uow.commit()
        remember_center(store, enrolled)
        parts = LineParts(store, keys, clock, transport=self.transport)
        return Counter(parts, enrolled.office_code, clock=clock)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """An office with twelve holders at a center on SQLite."""
    lab = sqlite_lab(tmp_path)
    with ExitStack() as stack:
        transport = stack.enter_context(in_process(lab.center()))
        made = Town(lab, transport, tmp_path, stack)
        made.settle(12)
        yield made
    lab.database.close()
