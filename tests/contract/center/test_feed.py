"""The change feed: complete, in order, resumable, over both databases."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from center import feed, roll
from center.errors import Denied
from center.world import Sender
from counter_app.domain.states import AppStatus
from sync.wire import (
    BlankChange,
    CardChange,
    ChangePage,
    Deletion,
    HolderChange,
    NumberChange,
    card_row,
    holder_row,
)
from tests.labs.centers import REGION, Lab, card, chip, holder, number


@pytest.fixture
def sender(lab: Lab) -> Sender:
    """A workstation of an office with five holders."""
    code = str(lab.new_office()["office_code"])
    people = [holder(n) for n in range(1, 6)]
    lab.bring_in(code, *((p, (card(p, n),)) for n, p in enumerate(people, 1)))
    return Sender("ws-1", code, REGION, "cn-js-taizhou")


def read(lab: Lab, sender: Sender, place: int, limit: int = 100) -> ChangePage:
    """Read one page."""
    return lab.database.read(lambda tx: feed.page(tx, sender, "e", place, limit))


def place_of(page: ChangePage) -> int:
    """Return the place a cursor stands for."""
    return feed.read_cursor(page.cursor, "e")


def all_pages(lab: Lab, sender: Sender, limit: int) -> list[ChangePage]:
    """Read to the end."""
    pages, place, more = [], 0, True
    while more:
        page = read(lab, sender, place, limit)
        pages.append(page)
        place, more = place_of(page), page.more
    return pages


@pytest.mark.parametrize("limit", [1, 3, 10, 100])
def test_pages_of_any_size_hold_every_row_once(
    lab: Lab, sender: Sender, limit: int
) -> None:
    """Cut anywhere, the feed is complete and no row comes twice."""
    pages = all_pages(lab, sender, limit)
    changes = [change for page in pages for change in page.changes]
    holders = [c.holder.ssn for c in changes if isinstance(c, HolderChange)]
    cards = [c.card.card_no for c in changes if isinstance(c, CardChange)]
    assert sorted(holders) == sorted(holder(n).ssn for n in range(1, 6))
    assert sorted(cards) == sorted(number(n) for n in range(1, 6))
    assert pages[-1].left == 0


def test_a_card_never_comes_before_its_holder(lab: Lab, sender: Sender) -> None:
    """Also when the holder changed last: a reader that starts anew can store both."""
    changed = replace(holder(2), phone="13900000000")
    lab.bring_in(sender.office_code, (changed, ()))
    seen: set[str] = set()
    for page in all_pages(lab, sender, 1):
        for change in page.changes:
            if isinstance(change, HolderChange):
                seen.add(change.holder.ssn)
            elif isinstance(change, CardChange):
                assert change.card.ssn in seen


def test_a_change_moves_a_row_to_the_end(lab: Lab, sender: Sender) -> None:
    """After the cursor only what changed since comes, in its newest form."""
    place = place_of(read(lab, sender, 0))
    assert read(lab, sender, place).changes == ()
    lab.bring_in(sender.office_code, (replace(holder(2), name="新名"), ()))
    lab.bring_in(sender.office_code, (replace(holder(2), name="更新"), ()))
    page = read(lab, sender, place)
    names = [c.holder.name for c in page.changes if isinstance(c, HolderChange)]
    assert names == ["更新"]


def test_importing_the_same_rows_changes_nothing(lab: Lab, sender: Sender) -> None:
    """A repeated import makes no new version and no new place in the feed."""
    place = place_of(read(lab, sender, 0))
    person = holder(1)
    line = roll.Line(holder=holder_row(person), cards=(card_row(card(person, 1)),))
    done = roll.import_rows(lab.database, sender.office_code, [line])
    assert (done.lines, done.holders, done.cards) == (1, 0, 0)
    assert read(lab, sender, place).changes == ()


def test_an_import_never_changes_a_status(lab: Lab, sender: Sender) -> None:
    """A card that is here keeps the status its acts gave it."""
    person = holder(1)
    lost = card(person, 1, AppStatus.LOST_FORMAL, box_position="1-2-3-4")
    lab.bring_in(sender.office_code, (person, (lost,)))
    rows = lab.rows("SELECT app_status, box_position FROM card WHERE version = 2")
    assert rows == [(1, "1-2-3-4")]


def test_deletions_come_down_the_feed(lab: Lab, sender: Sender) -> None:
    """A card that leaves the slice is told as a deletion."""
    place = place_of(read(lab, sender, 0))
    line = roll.Line(delete=roll.Gone("card", number(3)))
    assert roll.import_rows(lab.database, sender.office_code, [line]).deleted == 1
    assert read(lab, sender, place).changes == (Deletion("card", number(3)),)


def test_a_card_that_moves_leaves_its_old_office(lab: Lab, sender: Sender) -> None:
    """The old office is told of the departure, the new one gets the rows."""
    place = place_of(read(lab, sender, 0))
    other = str(lab.new_office("另一网点")["office_code"])
    lab.bring_in(other, (replace(holder(4), unit="新单位"), ()))
    left = read(lab, sender, place).changes
    assert set(left) == {
        Deletion("holder", holder(4).ssn),
        Deletion("card", number(4)),
    }
    there = read(lab, replace(sender, office_code=other), 0).changes
    assert [type(change) for change in there] == [HolderChange, CardChange]


@pytest.mark.parametrize("bank", ["", "95580"])
def test_a_person_moves_though_nothing_of_them_changed(
    lab: Lab, sender: Sender, bank: str
) -> None:
    """The same rows brought in for another office are its rows from then on.

    Where only a card differed it would else arrive at an office without its holder.
    """
    place = place_of(read(lab, sender, 0))
    other = str(lab.new_office("另一网点")["office_code"])
    (known,) = lab.rows("SELECT name FROM holder WHERE ssn = ?", holder(4).ssn)
    person = holder(4, name=known[0])
    one = card(person, 4, bank=bank) if bank else None
    lab.bring_in(other, (person, (one,) if one else ()))
    assert set(read(lab, sender, place).changes) == {
        Deletion("holder", person.ssn),
        Deletion("card", number(4)),
    }
    there = read(lab, replace(sender, office_code=other), 0).changes
    assert [type(change) for change in there] == [HolderChange, CardChange]
    lab.bring_in(other, (person, ()))
    again = read(lab, replace(sender, office_code=other), 0).changes
    assert again == there  # a second time changes nothing


def test_numbers_are_given_to_one_workstation_each(lab: Lab, sender: Sender) -> None:
    """Two windows of one office never hold the same number (G10)."""
    numbers = [number(n) for n in range(1000, 1600)]
    lab.allot(sender.office_code, [chip(70)], numbers)
    other = replace(sender, workstation="ws-2")
    threads = [
        threading.Thread(
            target=lambda who=who: lab.database.write(
                lambda tx: feed.top_up_numbers(tx, who)
            )
        )
        for who in (sender, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = []
    for who in (sender, other):
        changes = [c for p in all_pages(lab, who, 200) for c in p.changes]
        held.append({c.card_no for c in changes if isinstance(c, NumberChange)})
        assert BlankChange(chip(70)) in changes
    assert held[0].isdisjoint(held[1])
    assert len(held[0] | held[1]) == 600


@pytest.mark.parametrize("cursor", ["x.1", "e.", "e.-1", "e.99999999999999999999", "1"])
def test_a_strange_cursor_is_refused(cursor: str) -> None:
    """A cursor of another database, or none at all, has its own code."""
    with pytest.raises(Denied) as caught:
        feed.read_cursor(cursor, "e")
    assert caught.value.code == "center.cursor"


def test_a_place_ahead_of_the_database_is_refused(lab: Lab, sender: Sender) -> None:
    """After a restored backup a counter may be ahead: it must start over."""
    with pytest.raises(Denied):
        read(lab, sender, 10_000)


def test_readers_beside_writers_miss_nothing(lab: Lab, sender: Sender) -> None:
    """While batches commit, a reader that follows the cursor sees every row."""
    stop = threading.Event()
    seen: set[str] = set()

    def follow() -> None:
        place = 0
        last = False
        while True:
            page = read(lab, sender, place, 7)
            place = place_of(page)
            seen.update(
                c.holder.ssn for c in page.changes if isinstance(c, HolderChange)
            )
            if last and not page.more:
                return
            last = stop.is_set()

    def write(start: int) -> None:
        for n in range(start, start + 15):
            lab.bring_in(sender.office_code, (holder(n), ()))

    reader = threading.Thread(target=follow)
    writers = [threading.Thread(target=write, args=(k * 100,)) for k in range(1, 4)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    assert len(seen) == 5 + 45
