"""Chunks of a first load that share a unit of work, and when they do not (G13)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.repositories.cards import SqlCards
from db.store import SqlStore
from db.unit_of_work import SqlUnitOfWork
from sync import firstload
from sync.ahead import Ahead, Wish
from sync.client import CenterClient
from sync.firstload import Keeper, load_some, progress
from sync.line import open_client
from tests.integration.sync.conftest import Counter, Town
from tests.integration.sync.test_firstload import cursor_of, people_at
from tests.labs.centers import NOON


class Punctual(Ahead):
    """The next chunk has always come."""

    def at_hand(self, client: CenterClient, wish: Wish) -> bool:
        if self._next is not None:
            self._next[2].exception(60)
        return super().at_hand(client, wish)


@pytest.fixture
def counter(town: Town, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A workstation that loads two of twelve holders a chunk."""
    monkeypatch.setattr(firstload, "CHUNK", 2)
    return town.counter()


@contextmanager
def loading(counter: Counter) -> Iterator[tuple[Keeper, CenterClient]]:
    """Give what ``load_some`` needs."""
    client, _ = open_client(counter.parts)
    try:
        yield Keeper(counter.parts.store, NOON, Punctual()), client
    finally:
        client.close()


def reached(counter: Counter) -> str:
    """Return the last holder that progress knows of."""
    with counter.parts.store.reading() as read:
        return progress(read).after


def test_what_has_come_is_stored_with_it(counter: Counter) -> None:
    """Four chunks and how far they got become durable at once."""
    with loading(counter) as (keeper, client):
        assert load_some(keeper, client) == 16
        assert people_at(counter) == 8
        assert load_some(keeper, client) == 8
        assert people_at(counter) == 12


def test_a_clerk_who_waits_ends_the_unit_of_work(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever wants to write waits for one chunk, not for four."""
    monkeypatch.setattr(SqlStore, "others_wait", lambda _store: True)
    with loading(counter) as (keeper, client):
        load_some(keeper, client)
    assert people_at(counter) == 2


def test_a_unit_of_work_that_is_running_is_seen(counter: Counter) -> None:
    """The load asks the store, and the store knows."""
    store = counter.parts.store
    assert not store.others_wait()
    with store.unit_of_work():
        assert store.others_wait()
    assert not store.others_wait()


def test_nothing_of_a_broken_unit_of_work_is_left(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at the end: the next start asks for the same chunks again."""
    with loading(counter) as (keeper, client), monkeypatch.context() as patch:
        patch.setattr(SqlUnitOfWork, "commit", _broken)
        with pytest.raises(StoreError):
            load_some(keeper, client)
    assert (people_at(counter), reached(counter)) == (0, "")
    with loading(counter) as (keeper, client):
        while not cursor_of(counter):
            load_some(keeper, client)
    assert people_at(counter) == 12


def _broken(_uow: SqlUnitOfWork) -> None:
    raise StoreError(StoreCode.DISK_FULL)


def test_a_row_the_store_refuses_stops_no_other(
    town: Town, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chunks are stored one after another, and of the bad one row by row."""
    bad = sorted(town.people, key=lambda pair: pair[0].ssn)[4][1].card_no
    real = SqlCards.put_many

    def picky(self: SqlCards, cards: Any) -> None:
        listed = list(cards)
        if any(one.card_no == bad for one in listed):
            raise StoreError(StoreCode.BAD_VALUE, what="card_no")
        real(self, listed)

    monkeypatch.setattr(SqlCards, "put_many", picky)
    with loading(counter) as (keeper, client):
        while not cursor_of(counter):
            load_some(keeper, client)
    assert people_at(counter) == 12
    here = [one.card_no for _, one in town.people if counter.card(one.card_no)]
    assert len(here) == 11
    assert bad not in here
