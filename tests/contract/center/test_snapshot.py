"""The first load: every row once, whatever changes meanwhile, over both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from center import feed, roll, snapshot
from center.world import Sender
from sync.wire import BlankChange, Deletion, NumberChange, RollChunk
from tests.labs.centers import REGION, Lab, card, chip, holder, number


@pytest.fixture
def sender(lab: Lab) -> Sender:
    """A workstation of an office with seven holders; another office has one."""
    code = str(lab.new_office()["office_code"])
    people = [holder(n) for n in range(1, 8)]
    lab.bring_in(code, *((p, (card(p, n),)) for n, p in enumerate(people, 1)))
    other = str(lab.new_office("别处")["office_code"])
    lab.bring_in(other, (holder(50), (card(holder(50), 50),)))
    return Sender("ws-1", code, REGION, "cn-js-taizhou")


def chunk(lab: Lab, sender: Sender, after: str, limit: int) -> RollChunk:
    """Read one chunk."""
    return lab.database.read(lambda tx: snapshot.chunk(tx, sender, "e", after, limit))


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_chunks_of_any_size_hold_the_slice_once(
    lab: Lab, sender: Sender, limit: int
) -> None:
    """All holders of this office with their cards, none twice, nobody else's."""
    found, cards, after, more = [], [], "", True
    while more:
        part = chunk(lab, sender, after, limit)
        assert len(part.holders) <= limit
        found += [row.ssn for row in part.holders]
        cards += [row.card_no for row in part.cards]
        after, more = part.after, part.more
    assert found == sorted(holder(n).ssn for n in range(1, 8))
    assert sorted(cards) == sorted(number(n) for n in range(1, 8))


def test_what_changes_during_the_load_comes_through_the_feed(
    lab: Lab, sender: Sender
) -> None:
    """The first chunk's place is before every later change (no gap)."""
    first = chunk(lab, sender, "", 3)
    changed = replace(holder(1), phone="13900000000")
    lab.bring_in(sender.office_code, (changed, ()), (holder(9), ()))
    place = feed.read_cursor(first.place, "e")
    page = lab.database.read(lambda tx: feed.page(tx, sender, "e", place, 100))
    told = {change.holder.ssn for change in page.changes if hasattr(change, "holder")}
    assert told == {holder(1).ssn, holder(9).ssn}


def test_the_rest_brings_allotment_and_deletions_but_not_what_came_back(
    lab: Lab, sender: Sender
) -> None:
    """Blanks, numbers and what left; a card imported again is no deletion."""
    lab.allot(sender.office_code, [chip(90)], [number(900)])
    lab.database.write(lambda tx: feed.top_up_numbers(tx, sender))
    for key in (number(2), number(3)):
        gone = roll.Line(delete=roll.Gone("card", key))
        roll.import_rows(lab.database, sender.office_code, [gone])
    lab.bring_in(sender.office_code, (holder(3), (card(holder(3), 3),)))
    found, place, more = [], 0, True
    until = lab.database.read(lambda tx: feed.head(tx, sender.office_code))
    while more:
        at = place
        page = lab.database.read(
            lambda tx, at=at: snapshot.rest(tx, sender, at, until, 1)  # type: ignore[misc]  # a lambda with a default has no inferred type
        )
        found += list(page.changes)
        place, more = page.reached, page.more
    assert Deletion("card", number(2)) in found
    assert Deletion("card", number(3)) not in found
    assert BlankChange(chip(90)) in found
    assert NumberChange(number(900)) in found
    assert len(found) == 3
