"""Two cities and their province on PostgreSQL's own logical replication."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from center import desk, province
from center.cli import main
from center.opening import open_database
from center.rows import to_ms
from counter_app.domain.records import Card, Holder
from counter_app.domain.states import AppStatus
from tests.labs.centers import Clock, Lab, card, holder
from tests.labs.postgres import PrivatePostgres

pytestmark = pytest.mark.postgres
EAST, WEST = "999901", "999902"
PERSON, OTHER, TWICE = holder(1), holder(2), holder(3)


@dataclass(slots=True)
class City:
    """One city's cluster with its center."""

    code: str
    server: PrivatePostgres
    address: str
    office: str = ""

    @contextmanager
    def center(self) -> Iterator[Lab]:
        """Open the city's center for a moment."""
        database = open_database(self.address, pool=2)
        yield Lab(database, Clock(_now()))
        database.close()

    def bring_in(self, *people: tuple[Holder, tuple[Card, ...]]) -> None:
        """Import people with their cards."""
        with self.center() as lab:
            lab.bring_in(self.office, *people)


def _now() -> datetime:
    return datetime.now(UTC)


def _city(code: str, stack: list[Callable[[], None]]) -> City:
    server = PrivatePostgres(settings=("wal_level=logical",)).start()
    stack.append(server.close)
    city = City(code, server, server.new_database())
    with city.center() as lab:
        city.office = str(lab.prepared().new_office(code)["office_code"])
    with province.line(city.address) as line:
        province.publish(line, code, _now())
    return city


@dataclass(slots=True)
class Country:
    """Two cities and the province's database."""

    east: City
    west: City
    address: str

    def ask(self, work: Callable[[province.Line], Any]) -> Any:
        """Ask the province."""
        with province.line(self.address) as line:
            return work(line)

    def cards(self, ssn: str) -> list[tuple[str, str, int]]:
        """Return a person's cards as the province tells them."""
        found = self.ask(lambda line: province.inquire(line, ssn, "", _now()))["rows"]
        return [(row["city"], row["card_no"], row["app_status"]) for row in found]

    def age(self, code: str) -> province.CityAge:
        """Return how old a city's data is."""
        with province.line(self.address) as line:
            ages = province.cities(line)
        return next(age for age in ages if age.city == code)

    def caught_up(self, city: City) -> None:
        """Wait until everything the city committed by now is at the province."""
        at = _now() + timedelta(milliseconds=1)
        with city.center() as lab:
            lab.database.write(lambda tx: province.beat(tx, to_ms(at)))
        _until(lambda: _reached(self.age(city.code), at))


def _reached(age: province.CityAge, at: datetime) -> bool:
    return age.complete and age.as_of is not None and to_ms(age.as_of) >= to_ms(at)


def _until(holds: Callable[[], bool]) -> None:
    step = threading.Event()
    for _ in range(400):
        if holds():
            return
        step.wait(0.05)
    pytest.fail("the province did not catch up")


@pytest.fixture(scope="module")
def country() -> Iterator[Country]:
    """Two cities with a person each, followed by a province."""
    stack: list[Callable[[], None]] = []
    try:
        east, west = (_city(code, stack) for code in (EAST, WEST))
        soon = ("wal_retrieve_retry_interval=200ms",)  # a city is asked again
        server = PrivatePostgres(settings=soon).start()
        stack.append(server.close)
        made = Country(east, west, server.new_database())
        east.bring_in((PERSON, (card(PERSON, 1),)))
        west.bring_in((OTHER, (card(OTHER, 2),)))
        with province.line(made.address) as line:
            province.prepare(line)
            for city in (east, west):
                province.join(line, city.code, city.address)
        yield made
        with province.line(made.address) as line:  # or the cities wait for it
            for code in (EAST, WEST):
                province.leave(line, code)
    finally:
        for close in reversed(stack):
            close()


def test_a_card_is_found_wherever_it_was_issued(country: Country) -> None:
    """One inquiry at the province sees the cards of all cities, with their ages."""
    country.caught_up(country.east)
    country.caught_up(country.west)
    assert country.cards(PERSON.ssn)[0][:2] == (EAST, card(PERSON, 1).card_no)
    assert country.cards(OTHER.ssn) == [(WEST, card(OTHER, 2).card_no, 1)]
    told = country.ask(lambda line: province.inquire(line, "", "none", _now()))
    assert [city["city"] for city in told["cities"]] == [EAST, WEST]
    assert all(city["age_s"] is not None for city in told["cities"])


def test_a_change_of_a_card_reaches_the_province(country: Country) -> None:
    """An act at a city's center is a change of the province's row, no second one."""
    old = card(PERSON, 1)
    new = card(PERSON, 11, previous_card_no=old.card_no)
    country.east.bring_in((PERSON, (new,)))
    with country.east.center() as lab:
        lab.database.write(lambda tx: desk.card_used(tx, new.card_no, _now()))
    country.caught_up(country.east)
    assert (EAST, old.card_no, AppStatus.CANCELLED) in country.cards(PERSON.ssn)
    assert len(country.cards(PERSON.ssn)) == 2


def test_a_city_cut_off_and_back_loses_nothing_and_its_age_is_told(
    country: Country,
) -> None:
    """While a city is away its data grow old by name; back, all of it follows."""
    country.caught_up(country.west)
    before = country.age(WEST).as_of
    country.west.server.stop("fast")
    country.caught_up(country.east)  # the others go on
    assert country.age(WEST).as_of == before
    country.west.server.start()
    people = [holder(n) for n in range(100, 400)]
    rows = [(one, (card(one, 100 + n),)) for n, one in enumerate(people)]
    country.west.bring_in(*rows)
    country.caught_up(country.west)
    assert before is not None
    assert (country.age(WEST).as_of or before) > before
    for n, one in enumerate(people):
        assert country.cards(one.ssn) == [(WEST, card(one, 100 + n).card_no, 1)]


def test_the_command_line_asks_the_province(
    country: Country, capsys: pytest.CaptureFixture[str]
) -> None:
    """The verbs are the way to all of it; SQLite is no province."""
    words = ["--json", "--database", country.address, "province"]
    assert main([*words, "join", "--city", EAST, "--from", country.east.address]) == 0
    assert json.loads(capsys.readouterr().out)["made"] is False  # it is followed
    country.caught_up(country.east)
    assert main([*words, "inquire", "--ssn", PERSON.ssn]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["city"] for row in told["rows"]} == {EAST}
    assert main([*words, "cities"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["city"] for row in rows] == [EAST, WEST]
    wrong = ["--json", "--database", "sqlite:///x.db", "province", "prepare"]
    assert main(wrong) == 1
    assert "center.database_address" in capsys.readouterr().out


def test_a_person_with_living_cards_in_two_cities_is_named(country: Country) -> None:
    """One person, one card: what no single city can see is listed at the province."""
    for city, running in ((country.east, 21), (country.west, 22)):
        city.bring_in((TWICE, (card(TWICE, running),)))
        country.caught_up(city)
    found = country.ask(lambda line: province.duplicates(line, _now()))["rows"]
    numbers = [f"{EAST} {card(TWICE, 21).card_no}", f"{WEST} {card(TWICE, 22).card_no}"]
    assert {"ssn": TWICE.ssn, "cards": numbers} in found


def test_a_city_put_back_grows_old_by_name_until_it_joined_again(
    country: Country, capsys: pytest.CaptureFixture[str]
) -> None:
    """A province never calls complete what passed it by while a log grew again."""
    east, data = country.east, country.east.server.folder / "data"
    country.caught_up(east)
    east.server.stop("fast")
    shutil.copytree(data, data.with_name("kept"))
    _owned(data.with_name("kept"))
    east.server.start()
    east.bring_in((holder(500), (card(holder(500), 500),)))
    country.caught_up(east)
    east.server.stop("fast")
    shutil.rmtree(data)
    data.with_name("kept").rename(data)
    east.server.start()
    assert main(["--json", "--database", east.address, "restored"]) == 0
    assert json.loads(capsys.readouterr().out)["left_behind"] == [f"city_{EAST}"]
    before = country.age(EAST).as_of
    east.bring_in((holder(501), (card(holder(501), 501),)))
    words = ["--json", "--database", country.address, "province"]
    assert country.age(EAST).as_of == before
    assert main([*words, "leave", "--city", EAST]) == 0
    assert main([*words, "join", "--city", EAST, "--from", east.address]) == 0
    country.caught_up(east)
    assert country.cards(holder(501).ssn) == [(EAST, card(holder(501), 501).card_no, 1)]
    assert not country.cards(holder(500).ssn)


def _owned(folder: Path) -> None:
    """Give a copy to the server's user, as the original."""
    if os.geteuid():
        return
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "postgres", "postgres")


def test_a_city_is_left_reachable_or_not(
    country: Country, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its rows and its age go; a slot out of reach is named, and dropped there."""
    words = ["--json", "--database", country.address, "province"]
    country.west.server.stop("fast")
    assert main([*words, "leave", "--city", WEST]) == 0
    assert json.loads(capsys.readouterr().out)["slot_left"] == f"city_{WEST}"
    country.west.server.start()
    capsys.readouterr()
    assert main([*words, "join", "--city", WEST, "--from", country.west.address]) == 1
    assert "center.slot_refused" in capsys.readouterr().out
    assert main([*words, "leave", "--city", EAST]) == 0
    assert json.loads(capsys.readouterr().out)["slot_left"] is None
    assert country.ask(province.cities) == []
    told = country.ask(lambda line: province.inquire(line, PERSON.ssn, "", _now()))
    assert told == {"rows": [], "cities": []}
    here = ["--json", "--database", country.west.address, "province"]
    assert main([*here, "publish", "--city", EAST]) == 1  # its rows say WEST
    assert "center.city_other" in capsys.readouterr().out
    assert main([*here, "unpublish", "--city", WEST]) == 0
    assert json.loads(capsys.readouterr().out)["slot_dropped"] is True
    assert main([*words, "leave", "--city", EAST]) == 0  # again changes nothing
    assert json.loads(capsys.readouterr().out)["left"] is False
