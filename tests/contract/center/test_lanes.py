"""Batches that share a transaction: each is answered as if it were alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
import pytest

from center import lanes
from center.database import Database, Question, Row, Tx
from center.entries import Batch, Door, batch_of, read_entries
from center.errors import DatabaseAway, Denied
from center.lanes import Lanes
from center.world import Sender
from counter_app.domain.codes.center import CenterCode
from counter_app.domain.records import Card
from counter_app.domain.states import Kind
from sync.wire import BatchAnswer, WireOperation, Word, content_digest, encode
from tests.labs.centers import REGION, Lab, card, holder
from tests.labs.operations import operation

Result = TypeVar("Result")
DESKS = 4
CARDS = [card(holder(1 + 2 * n), 1 + n) for n in range(DESKS)]


@dataclass(slots=True)
class Hall:
    """An office with some workstations, each with a card of its own to work on."""

    lab: Lab
    senders: list[Sender]
    sent: list[int] = field(default_factory=lambda: [0] * DESKS)

    def act(self, desk: int, kind: Kind, about: Card, base: int) -> WireOperation:
        """Make the next act of a workstation."""
        self.sent[desk] += 1
        made = msgspec.structs.replace(
            operation(kind, about, base, op=f"{desk}-{self.sent[desk]}"),
            workstation=self.senders[desk].workstation,
            sequence=self.sent[desk],
        )
        return msgspec.structs.replace(made, digest=content_digest(made))

    def batch(self, desk: int, *acts: WireOperation, door: Door | None = None) -> Batch:
        """Return acts as a batch of a workstation."""
        raw = [msgspec.Raw(encode(act)) for act in acts]
        door = door or self.senders[desk]
        return batch_of(door, read_entries(raw, door.workstation))

    def losses(self) -> list[Batch]:
        """Return a batch of every workstation: its own card is lost."""
        return [
            self.batch(n, self.act(n, Kind.LOSS_TEMP, CARDS[n], 1))
            for n in range(DESKS)
        ]

    def write(
        self, batches: Sequence[Batch], database: Database | None = None
    ) -> list[Any]:
        """Write them together and return the words, or the fault's code."""
        told = lanes.write(batches, database or self.lab.database, self.now)
        return [_words(one) for one in told]

    @property
    def now(self) -> Any:
        return self.lab.clock.now()

    def effects(self) -> list[tuple[Any, ...]]:
        """Return each act on record with how many events it made."""
        return self.lab.rows(
            "SELECT o.op_id, count(e.op_id) FROM operation o "
            "LEFT JOIN card_event e ON e.op_id = o.op_id GROUP BY o.op_id ORDER BY 1"
        )


def _words(told: lanes.Told) -> Any:
    if isinstance(told, BatchAnswer):
        return [one.outcome for one in told.outcomes]
    return getattr(told, "code", type(told).__name__)


@pytest.fixture
def hall(lab: Lab) -> Hall:
    """Four workstations of one office, four people with a card each."""
    code = str(lab.new_office()["office_code"])
    lab.bring_in(code, *((holder(1 + 2 * n), (c,)) for n, c in enumerate(CARDS)))
    senders = [Sender(f"ws-{n}", code, REGION, "cn-js-taizhou") for n in range(DESKS)]
    for one in senders:
        lab.database.write(
            lambda tx, one=one: tx.run(  # type: ignore[misc]  # a default has no inferred type
                "INSERT INTO workstation (workstation, office_code, terminal, "
                "public_key, name, enrolled_at) VALUES (?, ?, ?, '', '', 0)",
                (one.workstation, code, one.workstation[-2:]),
            )
        )
    return Hall(lab, senders)


@dataclass(frozen=True, slots=True)
class Broken:
    """A sender whose question no database answers: its transaction is undone."""

    workstation: str

    def questions(self, tx: Tx) -> list[Question]:
        del tx
        return [("INSERT INTO center_fact (name, value) VALUES ('odd', NULL)", ())]

    def admitted(self, tx: Tx, answers: Sequence[list[Row]]) -> Sender:
        raise AssertionError(tx, answers)


@dataclass(frozen=True, slots=True)
class Shut:
    """A sender that is not let in."""

    workstation: str

    def questions(self, tx: Tx) -> list[Question]:
        del tx
        return []

    def admitted(self, tx: Tx, answers: Sequence[list[Row]]) -> Sender:
        raise Denied(HTTPStatus.FORBIDDEN, CenterCode.REVOKED)


@dataclass(slots=True)
class Watched:
    """The database, with a fault at the commit, or a gate before the first write."""

    real: Database
    fault: Callable[[], BaseException] | None = None
    before_commit: bool = True
    gate: threading.Event | None = None
    entered: threading.Event = field(default_factory=threading.Event)
    made: list[int] = field(default_factory=list)

    def write(self, work: Callable[[Tx], Result]) -> Result:
        """Run the work; count what it answers."""
        self.entered.set()
        if self.gate is not None:
            self.gate.wait(30)

        def watched(tx: Tx) -> Result:
            made = work(tx)
            self.made.append(len(made) if isinstance(made, list) else 1)
            if self.fault is not None and self.before_commit:
                raise self.fault()
            return made

        made = self.real.write(watched)
        if self.fault is not None:
            raise self.fault()
        return made


def test_batches_of_one_transaction_are_answered_as_alone(hall: Hall) -> None:
    """Ledger, marks, events and places of the feed are those of one after the other."""
    watched: Any = Watched(hall.lab.database)
    assert hall.write(hall.losses(), watched) == [[Word.APPLIED]] * DESKS
    assert watched.made == [DESKS]
    assert hall.effects() == [(f"{n}-1", 1) for n in range(DESKS)]
    assert hall.lab.rows("SELECT mark FROM incarnation") == [(1,)] * DESKS
    (head,) = hall.lab.rows("SELECT feed_head FROM office")
    places = hall.lab.rows("SELECT feed_seq FROM card ORDER BY feed_seq DESC")
    assert [row[0] for row in places] == list(range(head[0], head[0] - DESKS, -1))


def test_a_batch_the_database_refuses_breaks_no_other(hall: Hall) -> None:
    """The shared transaction is undone; each is written again by itself."""
    good = hall.losses()
    bad = hall.batch(1, *_acts(good[1]), door=Broken("ws-1"))
    words = hall.write([good[0], bad, good[2]])
    assert words == [[Word.APPLIED], "center.database_fault", [Word.APPLIED]]
    assert hall.effects() == [("0-1", 1), ("2-1", 1)]
    assert hall.write([good[1]]) == [[Word.APPLIED]]


def test_a_sender_not_let_in_has_no_effect_and_stops_no_other(hall: Hall) -> None:
    """A revoked workstation's batch is refused, its neighbours' are applied."""
    good = hall.losses()
    bad = hall.batch(1, *_acts(good[1]), door=Shut("ws-1"))
    words = hall.write([good[0], bad, good[2]])
    assert words == [[Word.APPLIED], "center.revoked", [Word.APPLIED]]
    assert hall.effects() == [("0-1", 1), ("2-1", 1)]


def test_one_poisoned_act_spoils_neither_its_batch_nor_its_company(hall: Hall) -> None:
    """An act that cannot be read is refused alone, also among several batches."""
    good = hall.losses()
    broken = msgspec.to_builtins(hall.act(1, Kind.LOSS_FORMAL, CARDS[1], 1))
    broken["kind"] = "melt_down"
    mixed = hall.batch(1, *_acts(good[1]), broken)
    words = hall.write([good[0], mixed, good[2]])
    assert words == [[Word.APPLIED], [Word.APPLIED, Word.REFUSED], [Word.APPLIED]]


@pytest.mark.parametrize("kept", [False, True], ids=["undone", "kept"])
def test_a_database_lost_at_the_commit_loses_and_doubles_nothing(
    hall: Hall, kept: bool
) -> None:
    """Nobody is told a word that may be wrong; sent again, each act counts once."""
    batches = hall.losses()
    cut: Any = Watched(hall.lab.database, DatabaseAway, before_commit=not kept)
    assert hall.write(batches, cut) == ["center.database_away"] * DESKS
    assert len(cut.made) == 1  # no second try at a database that is away
    assert len(hall.effects()) == (DESKS if kept else 0)
    assert hall.write(batches) == [[Word.APPLIED]] * DESKS
    assert hall.effects() == [(f"{n}-1", 1) for n in range(DESKS)]


def test_who_waits_goes_together_but_never_two_about_one_person(hall: Hall) -> None:
    """The line is served in few transactions; acts on one card stay in their order."""
    gate = threading.Event()
    watched: Any = Watched(hall.lab.database, gate=gate)
    line = Lanes(lanes=1)
    first, second, third, _ = hall.losses()
    again = hall.batch(3, hall.act(3, Kind.LOSS_FORMAL, CARDS[1], 1))
    told: dict[str, Any] = {}

    def send(batch: Batch) -> None:
        answer = line.apply(watched, batch, hall.now)
        told[batch.door.workstation] = _words(answer)

    threads = [
        threading.Thread(target=send, args=(one,))
        for one in (first, second, again, third)
    ]
    threads[0].start()
    assert watched.entered.wait(30)
    for waiting, thread in enumerate(threads[1:], 1):
        thread.start()
        _until(lambda waiting=waiting: line.waiting == waiting)  # type: ignore[misc]  # a default has no inferred type
    gate.set()
    for thread in threads:
        thread.join(30)
    assert watched.made == [1, 2, 1]  # first; second and third; again
    assert told == {f"ws-{n}": [Word.APPLIED] for n in range(DESKS)}
    order = hall.lab.rows(
        "SELECT workstation FROM card_event WHERE card_no = ? ORDER BY version",
        CARDS[1].card_no,
    )
    assert order == [("ws-1",), ("ws-3",)]


def test_a_fault_without_a_name_leaves_nobody_waiting(hall: Hall) -> None:
    """Whatever ends a leader, those who wait with it are told, and the lane is free."""
    gate = threading.Event()
    watched: Any = Watched(hall.lab.database, SystemExit, gate=gate)
    line = Lanes(lanes=1)
    faults: list[str] = []

    def send(batch: Batch) -> None:
        try:
            line.apply(watched, batch, hall.now)
        except BaseException as exc:  # noqa: BLE001 - the point of the test
            faults.append(type(exc).__name__)

    threads = [threading.Thread(target=send, args=(one,)) for one in hall.losses()]
    threads[0].start()
    assert watched.entered.wait(30)
    for waiting, thread in enumerate(threads[1:], 1):
        thread.start()
        _until(lambda waiting=waiting: line.waiting == waiting)  # type: ignore[misc]  # a default has no inferred type
    gate.set()
    for thread in threads:
        thread.join(30)
    assert sorted(faults) == ["DatabaseAway"] * 2 + ["SystemExit"] * 2
    watched.fault = None
    batch = hall.batch(0, hall.act(0, Kind.LOSS_TEMP, CARDS[0], 1))
    assert _words(line.apply(watched, batch, hall.now)) == [Word.APPLIED]


def _acts(batch: Batch) -> list[WireOperation]:
    return [e.operation for e in batch.entries if e.operation is not None]


def _until(true: Callable[[], bool]) -> None:
    step = threading.Event()
    for _ in range(3000):
        if true():
            return
        step.wait(0.01)
    pytest.fail("never")
