"""A large load: more memory, the same promises."""

from __future__ import annotations

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import CardNo
from counter_app.ports.store import Store
from tests.labs.centers import card, holder

PEOPLE = [holder(n) for n in range(1, 6)]
CARDS = [card(one, n + 1) for n, one in enumerate(PEOPLE)]


def test_what_a_large_load_commits_is_there_for_everybody(store: Store) -> None:
    """Other connections see each part as soon as it is committed, and no other."""
    with store.bulk_work() as uow:
        uow.holders.put_many(PEOPLE)
        uow.cards.put_many(CARDS)
        uow.commit()
    with store.bulk_work() as uow:
        uow.holders.put_many([holder(9)])  # not committed
    with store.unit_of_work() as uow:
        assert uow.holders.count() == len(PEOPLE)
    store.end_bulk()
    store.end_bulk()  # nothing is open any more
    with store.bulk_work() as uow:
        assert uow.cards.get(CARDS[0].card_no) == CARDS[0]
    with store.unit_of_work() as uow:  # a clerk's work between two parts
        uow.settings.put("x", "y")
        uow.commit()


def test_many_cards_are_found_at_once(store: Store) -> None:
    """The ones that are here come whole, unknown ones not at all."""
    with store.bulk_work() as uow:
        uow.holders.put_many(PEOPLE)
        uow.cards.put_many(CARDS)
        uow.commit()
    wanted = [one.card_no for one in CARDS[1:3]]
    with store.unit_of_work() as uow:
        found = uow.cards.those([*wanted, CardNo("nobody's")])
        assert found == {one.card_no: one for one in CARDS[1:3]}
        assert uow.cards.those([]) == {}


MANY = [holder(n, name="单晓明", phone=f"1390000{n:04d}") for n in range(1, 130)]


def found(store: Store, text: str) -> list[str]:
    """Return the numbers of the people a search finds."""
    with store.queries() as queries:
        return [str(row.ssn) for row in queries.search(text, 0).rows]


def put_off(store: Store) -> None:
    """Load everybody without what searching names needs."""
    with store.bulk_work() as uow:
        uow.holders.put_names_off()
        uow.holders.put_many(MANY)
        uow.cards.put_many([card(MANY[0], 1)])
        uow.commit()


def catch_up(store: Store, limit: int) -> bool:
    """Do one step; tell whether more is to do."""
    with store.bulk_work() as uow:
        left = uow.holders.catch_up_names(limit)
        uow.commit()
    return left > 0


def test_numbers_are_found_while_names_are_put_off(store: Store) -> None:
    """G13: who was loaded is found by number at once; a name is told to be later."""
    put_off(store)
    assert found(store, MANY[0].ssn) == [MANY[0].ssn]
    assert found(store, str(card(MANY[0], 1).card_no)) == [MANY[0].ssn]
    for text in ("单晓明", "shanxiaoming", "sxm", "0007"):
        with pytest.raises(StoreError) as refused:
            found(store, text)
        assert refused.value.code == StoreCode.NAMES_LATER


@pytest.mark.parametrize("text", ["单晓明", "shanxiaoming", "sxm", "danxiaoming"])
def test_after_catching_up_names_are_found(store: Store, text: str) -> None:
    """In steps, with people who come or change between them, nobody is left out."""
    put_off(store)
    steps, new = 0, [holder(500 + n, name="单晓明") for n in range(20)]
    while catch_up(store, 30):
        with store.unit_of_work() as uow:
            uow.holders.put_many([new[steps], MANY[steps]])
            uow.commit()
        steps += 1
    assert steps > 5
    wanted = {who.ssn for who in (*MANY, *new[:steps])}
    with store.queries() as queries:
        pages = [queries.search(text, n).rows for n in range(5)]
    assert {row.ssn for rows in pages for row in rows} == wanted


def test_who_has_a_roll_puts_nothing_off(store: Store) -> None:
    """Names stay searchable where the feed starts over in a full office."""
    with store.unit_of_work() as uow:
        uow.holders.put_many([MANY[0]])
        uow.commit()
    put_off(store)
    assert MANY[0].ssn in found(store, "单晓明")
    assert not catch_up(store, 10)
