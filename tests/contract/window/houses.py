"""Two houses behind one window: the desk in memory, and the real counter."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.records import Ssn
from counter_app.domain.states import AppStatus
from counter_app.services.desk import Desk
from tests.fakes.desk import make_fake_desk
from tests.fakes.reader import blank_chip, chip_of
from tests.integration.services.desk import PASSWORD, SSN, Bench, person
from tests.unit.views.stagehand import BareStage, InlineBackstage
from views.conductor import Conductor
from views.flow.visit import Facts

OTHER = Ssn("999901199203080042")


class House(Protocol):
    """What a contract needs: people in known situations, and a hand for cards."""

    desk: Desk
    account: tuple[str, str]
    boss: tuple[str, str]
    waiting: Ssn  # a finished card lies in stock
    live: Ssn  # holds a normal card

    def lay_card_of(self, ssn: Ssn) -> None: ...
    def lay_blank(self) -> None: ...
    def cut_line(self) -> None: ...
    def refuse_waiting(self) -> None:
        """Let the center refuse what waits: the live person's card is cancelled."""

    def close(self) -> None: ...


class FakeHouse:
    """The desk in memory."""

    account = ("zhang", "practice-1")
    boss = ("wang", "practice-2")

    def __init__(self, _: Path) -> None:
        self.desk = self._desk = make_fake_desk()
        by_name = {p.holder.name: s for s, p in self._desk.people.items()}
        self.waiting, self.live = by_name["李静怡"], by_name["王小明"]

    def lay_card_of(self, ssn: Ssn) -> None:
        self._desk.reader.lay(chip_of(self._desk.people[ssn]))

    def lay_blank(self) -> None:
        self._desk.reader.lay(blank_chip(1))

    def cut_line(self) -> None:
        self._desk.online = False

    def refuse_waiting(self) -> None:
        self._desk.refuse_waiting(RuleCode.CARD_CANCELLED)

    def close(self) -> None: ...


class RealHouse:
    """The counter on an encrypted store, a virtual card and real receipts."""

    account = ("li", PASSWORD)
    boss = ("boss", PASSWORD)
    waiting, live = OTHER, SSN

    def __init__(self, folder: Path) -> None:
        self._bench = Bench(folder)
        self._live = self._bench.live(1)
        self._other = self._bench.stock(2, person(OTHER, "王𠮷"))
        self._blank = self._bench.blank()
        self.desk = self._bench.counter

    def lay_card_of(self, ssn: Ssn) -> None:
        card, name = (self._live, "欧阳小明") if ssn == SSN else (self._other, "王𠮷")
        self._bench.lay(self._bench.chip(card, name))
        self._bench.cards.read(wait_s=30)

    def lay_blank(self) -> None:
        self._bench.lay(self._blank)
        self._bench.cards.read(wait_s=30)

    def cut_line(self) -> None:
        self._bench.line.hold(True)

    def refuse_waiting(self) -> None:
        gone = replace(
            self._live,
            app_status=AppStatus.CANCELLED,
            version=self._live.version + 1,
        )
        self._bench.line.know(gone)
        self._bench.line.hold(False)

    def close(self) -> None:
        self._bench.close()


HOUSES = {"fake": FakeHouse, "real": RealHouse}


class Clerk:
    """A conductor over a house; every job runs at once."""

    def __init__(self, house: House, *, boss: bool = False) -> None:
        self.house = house
        self.stage = BareStage()
        self.backstage = InlineBackstage(house.desk)
        numbers = itertools.count(1)
        facts = Facts(house.desk.pack, house.desk.office, practice=True)
        self.lead = Conductor(
            facts, self.backstage, self.stage, lambda: f"form{next(numbers)}"
        )
        self.lead.start()
        self.lead.login.log_in(*(house.boss if boss else house.account))

    def look(self) -> None:
        """See what the reader and the status line say now."""
        self.lead.poll()

    def lay_card_of(self, ssn: Ssn) -> None:
        """Lay a person's card and let the window notice."""
        self.house.lay_card_of(ssn)
        self.look()

    def lay_blank(self) -> None:
        """Lay a blank card and let the window notice."""
        self.house.lay_blank()
        self.look()
