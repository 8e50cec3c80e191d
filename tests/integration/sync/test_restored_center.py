"""A center put back from yesterday's backup: what it had answered since comes again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from center.cli import main
from counter_app.domain.records import Operation
from counter_app.domain.states import AppStatus, Effect, Kind
from sync.enrol import EnrolOrder, enrol
from sync.line import remember_center, sync_once
from tests.integration.sync.conftest import URL, Counter, Town
from tests.labs.centers import chip, in_process, number, sqlite_lab


class Yesterday:
    """A backup of the center, made now, and how it is put back."""

    def __init__(
        self, town: Town, *counters: Counter, folder: Path | None = None
    ) -> None:
        self.town, self.counters = town, counters
        self.folder = folder or town.folder
        town.lab.database.close()
        self.file = Path(shutil.copy(self.folder / "center.db", self.folder / "kept"))
        self._serve()

    def put_back(self, *, declared: bool) -> None:
        """Serve the older file; tell so by the verb, or forget to."""
        self.town.lab.database.close()
        for left in self.folder.glob("center.db*"):
            left.unlink()
        shutil.copy(self.file, self.folder / "center.db")
        if declared:
            address = f"sqlite:///{self.folder / 'center.db'}"
            assert main(["restored", "--database", address, "--json"]) == 0
        self._serve()

    def _serve(self) -> None:
        self.town.lab = sqlite_lab(self.folder)
        served = in_process(self.town.lab.center())
        self.town.transport = self.town.stack.enter_context(served)
        for counter in self.counters:
            counter.parts = counter.over(self.town.transport)


def enrol_again(town: Town, counter: Counter) -> None:
    """Enrol the same office's store at the same center with a new code."""
    order = EnrolOrder(URL, str(town.lab.new_office()["code"]), "again")
    parts = counter.parts
    made = enrol(order, parts.keys, parts.clock, transport=town.transport)
    with parts.store.unit_of_work() as uow:
        known = uow.settings.office()
        assert known is not None
        uow.settings.put_office(made.office(known))
        uow.commit()
    remember_center(parts.store, made)


def known(town: Town) -> set[str]:
    """Return the acts the center has on record."""
    return {op for (op,) in town.lab.rows("SELECT op_id FROM operation")}


def test_what_the_backup_lacks_is_told_again(town: Town) -> None:
    """Acts acknowledged after the backup are applied again, once, in their order.

    The head of the feed has passed the counter's cursor by then, so that only the
    declared epoch tells it.
    """
    a, b = town.counter("a"), town.counter("b")
    people = [one for _, one in town.people]
    for one in (a, b):
        sync_once(one.parts)
    before = a.act(Kind.LOSS_TEMP, people[0])
    sync_once(a.parts)
    kept = Yesterday(town, a, b)
    since: list[Operation] = [a.act(Kind.LOSS_TEMP, people[1])]
    sync_once(a.parts)
    since += [a.act(Kind.LOSS_LIFT, people[1]), a.act(Kind.LOSS_FORMAL, people[2])]
    sync_once(a.parts)
    assert a.effects(*since) == [(Effect.EFFECTIVE, None)] * 3
    kept.put_back(declared=True)
    for lost in people[6:12]:  # others go on first: the head passes a's cursor
        b.act(Kind.LOSS_FORMAL, lost)
    sync_once(b.parts)
    for _ in range(3):
        sync_once(a.parts)
        sync_once(b.parts)
    assert {op.op_id for op in (before, *since)} <= known(town)
    assert a.effects(*since) == [(Effect.EFFECTIVE, None)] * 3
    told = "SELECT card_no, app_status, version FROM card ORDER BY card_no"
    for card_no, status, version in town.lab.rows(told):
        for counter in (a, b):
            here = counter.card(card_no)
            assert here is not None
            assert (here.app_status, here.version) == (AppStatus(status), version)
    assert town.lab.rows("SELECT count(*) FROM card_event") == [(4 + 6,)]


def test_a_workstation_the_backup_does_not_know_enrols_again(town: Town) -> None:
    """It comes back under another name; what it was answered is not lost either."""
    kept = Yesterday(town)
    counter = town.counter("late")
    sync_once(counter.parts)
    act = counter.act(Kind.LOSS_FORMAL, town.people[3][1])
    sync_once(counter.parts)
    kept.put_back(declared=True)
    counter.parts = counter.over(town.transport)
    enrol_again(town, counter)
    sync_once(counter.parts)
    sync_once(counter.parts)
    assert known(town) == {act.op_id}
    assert counter.effects(act) == [(Effect.EFFECTIVE, None)]


def test_an_office_that_moves_to_another_center_takes_its_rows(town: Town) -> None:
    """The new center counts versions by itself; what was done stays done there."""
    counter = town.counter()
    sync_once(counter.parts)
    person, one = town.people[0]
    for kind in (Kind.LOSS_TEMP, Kind.LOSS_FORMAL):
        counter.act(kind, one)
        sync_once(counter.parts)
    waiting = counter.act(Kind.LOSS_TEMP, town.people[1][1])
    folder = town.folder / "other"
    folder.mkdir()
    town.lab.database.close()
    town.lab = sqlite_lab(folder)
    served = in_process(town.lab.center())
    town.transport = town.stack.enter_context(served)
    town.lab.bring_in(
        str(town.lab.new_office()["office_code"]),
        (person, (replace(one, app_status=AppStatus.LOST_FORMAL, bank="新"),)),
        (town.people[1][0], (town.people[1][1],)),
    )
    counter.parts = counter.over(town.transport)
    enrol_again(town, counter)
    sync_once(counter.parts)
    sync_once(counter.parts)
    here = counter.card(one.card_no)
    assert here is not None
    assert (here.bank, here.version) == ("新", 1)
    assert known(town) == {waiting.op_id}
    counter.clock.pass_by(hours=1)
    kept = Yesterday(town, counter, folder=folder)
    since = counter.act(Kind.LOSS_FORMAL, town.people[1][1])
    sync_once(counter.parts)
    kept.put_back(declared=True)  # the new one forgets: the old one's acts stay there
    sync_once(counter.parts)
    sync_once(counter.parts)
    assert known(town) == {waiting.op_id, since.op_id}


def test_a_cursor_ahead_of_the_feed_is_enough(town: Town) -> None:
    """Who forgets the verb is told by counters whose place lies ahead."""
    counter = town.counter("b")
    kept = Yesterday(town, counter)
    sync_once(counter.parts)
    act = counter.act(Kind.LOSS_FORMAL, town.people[3][1])
    person, other = town.people[5]
    town.lab.bring_in(counter.office_code, (person, (replace(other, bank="新"),)))
    sync_once(counter.parts)
    kept.put_back(declared=False)
    sync_once(counter.parts)
    sync_once(counter.parts)
    assert known(town) == {act.op_id}
    read_anew = counter.card(other.card_no)
    assert read_anew is not None
    assert (read_anew.bank, read_anew.version) == ("", 1)  # as the center has it
    here = counter.card(town.people[3][1].card_no)
    assert here is not None
    assert here.app_status is AppStatus.LOST_FORMAL


def test_numbers_given_since_the_backup_are_not_taken_by_two(town: Town) -> None:
    """Free numbers are dropped and told anew: the center may give them to others."""
    a, b = town.counter("a"), town.counter("b")
    kept = Yesterday(town, a, b)
    town.lab.allot(a.office_code, [chip(700)], [number(n) for n in range(700, 1300)])
    sync_once(a.parts)
    with a.parts.store.reading() as read:
        assert read.allotments.left() == (1, 500)
    kept.put_back(declared=True)
    town.lab.allot(a.office_code, [chip(700)], [number(n) for n in range(700, 1300)])
    sync_once(b.parts)
    sync_once(a.parts)
    taken: list[str] = []
    for counter in (a, b):
        with counter.parts.store.unit_of_work() as uow:
            while (free := uow.allotments.take_number()) is not None:
                taken.append(free)
    assert len(taken) == len(set(taken)) == 600


@pytest.mark.parametrize("effect", ["refused", "reversed"])
def test_only_an_effective_act_can_wait_again(town: Town, effect: str) -> None:
    """The store lets nothing else of a decided row change."""
    counter = town.counter("a")
    sync_once(counter.parts)
    act = counter.act(Kind.LOSS_FORMAL, town.people[0][1])
    with counter.parts.store.unit_of_work() as uow:
        uow.operations.decide(act.op_id, Effect(effect), "rule.x", counter.clock.now())
        uow.operations.reopen([act.op_id])
        uow.commit()
    assert counter.effects(act)[0][0] is Effect(effect)
