"""What a first load puts off, and how its rows are written (G3, G13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.domain.chip import ChipReading, Pin, PinState
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import Card
from counter_app.services.looking import find_card
from db import SqlStore, create_store, naming
from db.session import TOGETHER, Session
from tests.contract.store import making

PEOPLE = range(1, 5)
BLANK = ChipReading(
    "999901", *(None,) * 8, "", "", "2.00", "DES", 2, None, None, Pin(PinState.NONE, 6)
)


def begin(store: SqlStore, *cards: Card) -> None:
    """Store people and cards as a first load does."""
    with store.bulk_work() as uow:
        uow.holders.put_names_off()
        uow.holders.put_many(making.holder(n) for n in PEOPLE)
        uow.cards.put_many(cards)
        uow.commit()


def step(store: SqlStore, limit: int = 100) -> int:
    """Do one step of what was put off."""
    with store.bulk_work() as uow:
        left = uow.holders.catch_up_names(limit)
        uow.commit()
    return left


def by_chip(store: SqlStore, n: int) -> Card | None:
    """Look for a card by its chip."""
    with store.reading() as read:
        return read.cards.by_uid(making.uid(n))


def test_chips_are_found_when_their_index_is_there(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the answer is None, by the number it is found: no scan of the roll."""
    begin(store, making.card(1), making.card(2))
    asked = list[str]()
    plain = Session.execute

    def watched(session: Session, sql: str, parameters: object) -> object:
        asked.append(sql)
        return plain(session, sql, parameters)  # type: ignore[arg-type]  # as it came

    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", watched)
        assert by_chip(store, 1) is None
    assert asked
    assert not [sql for sql in asked if '"card"' in sql]
    with store.reading() as read:
        chip = replace(BLANK, card_uid=making.uid(1), card_no=making.card_no(1))
        assert find_card(read, chip) == (making.holder(1), making.card(1))  # type: ignore[arg-type]  # it only reads
    assert step(store)  # chips come first
    assert by_chip(store, 1) == making.card(1)
    while step(store):
        pass
    with store.unit_of_work() as uow, pytest.raises(StoreError) as caught:
        uow.cards.put(making.card(3, card_uid=making.uid(1)))
    assert caught.value.code == StoreCode.DUPLICATE


def test_a_chip_moved_while_loading_stays_with_the_last_card(store: SqlStore) -> None:
    """Both rows are kept, the load ends; the feed brings the older one again."""
    moved = making.card(2, card_uid=making.uid(1))
    begin(store, making.card(1), moved, making.card(3), making.card(4, card_uid=None))
    while step(store):
        pass
    assert by_chip(store, 1) == moved
    assert by_chip(store, 3) == making.card(3)
    with store.reading() as read:
        assert read.cards.get(making.card_no(1)) == making.card(1, card_uid=None)


def test_a_load_begun_by_the_version_before_goes_on(store: SqlStore) -> None:
    """That one kept the chips' index: they are found all the time, nothing is left."""
    with store.bulk_work() as uow:
        uow.holders.put_names_off()
        uow.session.plain(naming.INDEXES[naming.CHIP_INDEX])
        uow.session.plain("DELETE FROM setting WHERE name = ?", (naming.CHIPS,))
        uow.commit()
    begin(store, making.card(1))
    assert by_chip(store, 1) == making.card(1)
    while step(store):
        pass
    with store.reading() as read:
        names = {row[0] for row in read.session.plain("SELECT name FROM setting")}
    assert not names & {naming.CHIPS, naming.UP_TO}
    assert by_chip(store, 1) == making.card(1)


def test_a_step_that_ends_early_leaves_chips_later(store: SqlStore) -> None:
    """Killed in the middle: still no scan, and the step is done again."""
    begin(store, making.card(1))
    with store.bulk_work() as uow:
        uow.holders.catch_up_names(100)
    assert by_chip(store, 1) is None
    assert step(store)
    assert by_chip(store, 1) == making.card(1)


DAY = date(2026, 2, 3)
CHANGES: tuple[Callable[[Card], Card], ...] = (
    lambda one: one,
    lambda one: replace(one, issue_date=None, expiry_date=DAY),
    lambda one: replace(one, card_uid=None),
    lambda one: replace(one, previous_card_no=making.card_no(900)),
    lambda one: replace(one, issue_date=None, card_uid=None, arrived_on=DAY),
)
COUNT = 2 * TOGETHER + 3


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> SqlStore:
    """A store with one person, who gets all cards."""
    path: Path = tmp_path_factory.mktemp("put") / "office.db"
    made = create_store(path, making.KEY, making.TellingClock())
    with made.unit_of_work() as uow:
        uow.holders.put_many([making.holder(1)])
        uow.commit()
    return made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(st.sampled_from(CHANGES), min_size=COUNT, max_size=COUNT),
    then=st.sampled_from(CHANGES),
)
def test_rows_written_together_are_rows_written_singly(
    roomy: SqlStore, first: list[Callable[[Card], Card]], then: Callable[[Card], Card]
) -> None:
    """A column left out of a statement is empty afterwards, whatever stood there."""
    bare = [making.card(n, of=1) for n in range(COUNT)]
    mixed = [change(one) for change, one in zip(first, bare, strict=True)]
    same = [then(one) for one in bare]
    with roomy.unit_of_work() as uow:
        for cards in (mixed, same, mixed):
            uow.cards.put_many(cards)
            here = uow.cards.those(one.card_no for one in bare)
            assert list(map(here.get, (one.card_no for one in bare))) == cards
