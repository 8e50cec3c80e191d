"""Offices, one-time codes, signatures, housekeeping, over both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from center import desk, offices
from center.database import Tx
from center.errors import Denied, LostRace
from center.facts import facts_of
from center.housekeeping import Housekeeping, end_losses
from center.migrations import LATEST, STEPS, current, migrate
from center.rows import to_ms
from counter_app.domain.errors import CenterError
from counter_app.domain.states import AppStatus, Event
from sync.wire import EnrolRequest
from sync.wire.sign import SigningKey
from tests.labs.centers import NOON, Clock, Lab, card, holder
from tests.labs.centers import number as card_number


def wish(code: str, key: SigningKey | None = None) -> EnrolRequest:
    """Return a request to enrol."""
    return EnrolRequest(code=code, public_key=(key or SigningKey.generate()).public_hex)


def test_a_code_binds_one_workstation(lab: Lab) -> None:
    """The first key wins; the same key may ask again, another may not."""
    center, office, key = lab.center(), lab.new_office(), SigningKey.generate()
    code = str(office["code"])
    first = center.enrol(wish(code, key))
    assert center.enrol(wish(code.lower().replace("-", ""), key)) == first
    assert first.office_code == office["office_code"]
    assert (first.terminal, len(first.office_code)) == ("01", 8)
    with pytest.raises(Denied) as caught:
        center.enrol(wish(code))
    assert caught.value.code == "center.enrol_code_used"


def test_unknown_and_old_codes_are_told_apart(lab: Lab) -> None:
    """Each fault of a code has its own code."""
    center, office = lab.center(), lab.new_office()
    with pytest.raises(Denied) as caught:
        center.enrol(wish("AAAA-AAAA-AAAA"))
    assert caught.value.code == "center.enrol_code"
    lab.clock.pass_by(days=8)
    with pytest.raises(Denied) as caught:
        center.enrol(wish(str(office["code"])))
    assert caught.value.code == "center.enrol_code_expired"


def test_terminals_of_an_office_differ(lab: Lab) -> None:
    """Racing enrolments of one office get different terminals: numbers stay unique."""
    center = lab.center()
    codes = [str(lab.new_office()["code"]) for _ in range(6)]
    found: list[str] = []
    threads = [
        threading.Thread(
            target=lambda c=c: found.append(center.enrol(wish(c)).terminal)
        )
        for c in codes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"{n:02d}" for n in range(1, 7)]


def test_an_office_is_made_once_and_named_once(lab: Lab) -> None:
    """The same name gets another code for the same office; a foreign name none."""
    first, second = lab.new_office("甲"), lab.new_office("甲")
    other = lab.new_office("乙")
    assert first["office_code"] == second["office_code"] != other["office_code"]
    assert first["code"] != second["code"]
    taken = offices.NewOffice("丙", office_code=str(first["office_code"]))
    with pytest.raises(CenterError) as caught:
        lab.database.write(lambda tx: offices.enrol_office(tx, taken, 0))
    assert caught.value.code == "center.office_exists"


@pytest.mark.parametrize(
    ("code", "pack", "expected"),
    [
        ("1234567", "cn-jl", "center.office_code"),
        ("1234567X", "cn-jl", "center.office_code"),
        ("", "cn-mars", "center.pack"),
    ],
)
def test_a_wrong_office_is_refused(
    lab: Lab, code: str, pack: str, expected: str
) -> None:
    """Eight digits and a pack that can be read."""
    bad = offices.NewOffice("丁", office_code=code, pack=pack)
    with pytest.raises(CenterError) as caught:
        lab.database.write(lambda tx: offices.enrol_office(tx, bad, 0))
    assert caught.value.code == expected


def test_facts_are_made_once(lab: Lab) -> None:
    """Racing first instances agree on key, secret and epoch."""
    found: list[tuple[str, bytes, str]] = []

    def make() -> None:
        facts = facts_of(lab.database)
        found.append((facts.key.public_hex, facts.secret, facts.epoch))

    threads = [threading.Thread(target=make) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 5


def test_migrations_apply_once(lab: Lab) -> None:
    """A migrated database is current; migrating again does nothing."""
    assert current(lab.database) == LATEST
    assert migrate(lab.database, STEPS, 0) == []


def lost_until(lab: Lab, pack: str, days: int) -> None:
    """Import one holder whose temporary loss runs ``days`` from now."""
    code = str(lab.new_office(pack=pack)["office_code"])
    person = holder(1)
    lost = replace(
        card(person, 1, AppStatus.LOST_TEMP),
        status_before_loss=AppStatus.NORMAL,
        loss_expires_at=NOON + timedelta(days=days),
    )
    lab.bring_in(code, (person, (lost,)))


@pytest.mark.parametrize(
    ("pack", "status"),
    [("cn-js-taizhou", AppStatus.NORMAL), ("cn-gd-sg", AppStatus.CANCELLED)],
)
def test_a_temporary_loss_ends_by_the_pack(
    lab: Lab, pack: str, status: AppStatus
) -> None:
    """At its end a temporary loss is lifted, or cancels the card (R-21, R-22)."""
    lost_until(lab, pack, 3)
    assert end_losses(lab.database, NOON + timedelta(days=2)) == 0
    assert end_losses(lab.database, NOON + timedelta(days=3)) == 1
    assert lab.rows("SELECT app_status, version FROM card") == [(int(status), 2)]
    events = lab.rows("SELECT event, workstation FROM card_event")
    assert events == [(Event.TEMP_EXPIRED.value, None)]


def test_several_instances_end_a_loss_once(lab: Lab) -> None:
    """The periodic step may run anywhere at once."""
    lost_until(lab, "cn-js-taizhou", -1)
    keeper = Housekeeping(lab.database, lab.clock.now)
    threads = [threading.Thread(target=keeper.once) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lab.rows("SELECT count(*) FROM card_event") == [(1,)]


def test_first_use_of_the_new_card_ends_the_old_one(lab: Lab) -> None:
    """Under on_first_use the old card lives until the new one is used (R-31)."""
    code = str(lab.new_office()["office_code"])
    person = holder(1)
    old = replace(card(person, 1), replaced_by=card_number(2))
    new = replace(card(person, 2), previous_card_no=card_number(1))
    lab.bring_in(code, (person, (old, new)))
    told = lab.database.write(lambda tx: desk.card_used(tx, new.card_no, NOON))
    assert (told["outcome"], told["old_app_status"]) == ("applied", 9)
    again = lab.database.write(lambda tx: desk.card_used(tx, new.card_no, NOON))
    assert again["outcome"] == "already"
    with pytest.raises(CenterError) as caught:
        lab.database.write(lambda tx: desk.card_used(tx, old.card_no, NOON))
    assert caught.value.code == "center.no_previous_card"


def test_a_lost_race_is_run_again(lab: Lab) -> None:
    """Work that loses a race starts over; its first try leaves nothing behind."""
    tries: list[int] = []

    def work(tx: Tx) -> int:
        tries.append(1)
        tx.run(_INSERT, (f"try {len(tries)}",))
        if len(tries) == 1:
            raise LostRace("told by the test")
        return len(tries)

    assert lab.database.write(work) == 2
    assert lab.rows(_NAMES) == [("try 2",)]


def test_a_hopeless_race_ends_with_a_code(lab: Lab) -> None:
    """A key that stays taken is a fault of the database, not an endless loop."""
    lab.database.write(lambda tx: tx.run(_INSERT, ("try 1",)))
    with pytest.raises(CenterError) as caught:
        lab.database.write(lambda tx: tx.run(_INSERT, ("try 1",)))
    assert caught.value.code == "center.database_fault"


_INSERT = "INSERT INTO center_fact (name, value) VALUES (?, '')"
_NAMES = "SELECT name FROM center_fact WHERE name LIKE 'try%'"


def test_listing_tells_offices_and_their_windows(lab: Lab) -> None:
    """The administrator sees each office with workstations and counts."""
    office = lab.new_office()
    lab.center().enrol(wish(str(office["code"])))
    lab.bring_in(str(office["office_code"]), (holder(1), (card(holder(1), 1),)))
    listed = lab.database.read(desk.offices)
    assert [(o["holders"], o["cards"], len(o["workstations"])) for o in listed] == [  # type: ignore[arg-type]
        (1, 1, 1)
    ]


def test_clock_of_the_lab_is_used(lab: Lab) -> None:
    """Times the center records are its own clock's."""
    lab.clock = Clock(NOON + timedelta(days=400))
    office = lab.new_office()
    rows = lab.rows("SELECT made_at FROM office WHERE name = ?", office["name"])
    assert rows == [(to_ms(lab.clock.now()),)]
