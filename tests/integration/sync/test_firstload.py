"""The first load at the counter: resumed after any break, usable meanwhile (G13)."""

from __future__ import annotations

import random
from dataclasses import replace

import httpx
import pytest

from counter_app.domain.states import AppStatus, Effect, Kind
from sync import firstload
from sync.apply import CURSOR
from sync.firstload import Keeper, load_some, progress
from sync.line import open_client, sync_once
from sync.transport import LineFault
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import NOON, Weather, card, chip, holder, number


def people_at(counter: Counter) -> int:
    """Return how many holders this counter has."""
    with counter.parts.store.unit_of_work() as uow:
        return uow.holders.count()


def cursor_of(counter: Counter) -> str:
    """Return the feed's cursor; empty while the first load runs."""
    with counter.parts.store.unit_of_work() as uow:
        return uow.settings.get(CURSOR) or ""


class Cut(httpx.BaseTransport):
    """A line that breaks after every answer, before it is read whole."""

    def __init__(self, inner: httpx.BaseTransport, seed: int) -> None:
        self.inner, self.random, self.rolls = inner, random.Random(seed), 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.inner.handle_request(request)
        if request.url.path.startswith("/v1/roll"):
            self.rolls += 1
            if self.random.random() < 0.5:
                raise httpx.ReadError("cut", request=request)
        return answer


@pytest.mark.parametrize("seed", range(5))
def test_the_load_goes_on_where_it_was_broken(
    town: Town, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken and begun anew with a fresh client each time, no row is missing."""
    monkeypatch.setattr(firstload, "CHUNK", 2)
    counter = town.counter()
    town.lab.allot(counter.office_code, [chip(90)], [number(900)])
    cut = Cut(town.transport, seed)
    for _ in range(100):
        client, _ = open_client(counter.over(cut))
        try:
            while not cursor_of(counter):
                load_some(Keeper(counter.parts.store, NOON), client)
            break
        except LineFault:
            continue
        finally:
            client.close()
    assert people_at(counter) == 12
    assert all(counter.card(one.card_no) for _, one in town.people)
    with counter.parts.store.unit_of_work() as uow:
        assert uow.allotments.left() == (1, 0)
        assert progress(uow) == firstload.Progress()
    sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        assert uow.allotments.left() == (1, 1)


def test_who_was_loaded_can_be_served_at_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act on a loaded card is recorded before the load ends, and goes through."""
    monkeypatch.setattr(firstload, "CHUNK", 2)
    counter = town.counter()
    client, _ = open_client(counter.parts)
    load_some(Keeper(counter.parts.store, NOON), client)
    client.close()
    assert people_at(counter) == 2
    first = min(town.people, key=lambda pair: pair[0].ssn)[1]
    act = counter.act(Kind.LOSS_TEMP, first)
    sync_once(counter.parts)
    assert counter.effects(act) == [(Effect.EFFECTIVE, None)]
    assert people_at(counter) == 12
    lost = counter.card(first.card_no)
    assert lost is not None
    assert lost.app_status is AppStatus.LOST_TEMP


def test_changes_made_while_loading_arrive(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A holder changed behind the load's back is right afterwards."""
    monkeypatch.setattr(firstload, "CHUNK", 4)
    counter = town.counter()
    client, _ = open_client(counter.parts)
    load_some(Keeper(counter.parts.store, NOON), client)
    client.close()
    first = min(town.people, key=lambda pair: pair[0].ssn)[0]
    moved = replace(first, phone="13900000000")
    late = holder(77)
    town.lab.bring_in(counter.office_code, (moved, ()), (late, (card(late, 77),)))
    sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        here = uow.holders.get(first.ssn)
    assert here is not None
    assert here.phone == "13900000000"
    assert counter.card(number(77)) is not None


def test_a_bad_network_only_costs_time(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost, doubled and foreign answers leave the load whole."""
    monkeypatch.setattr(firstload, "CHUNK", 3)
    counter = town.counter()
    parts = counter.over(Weather(town.transport, seed=7, bad=0.4))
    for _ in range(200):
        client, _ = open_client(parts)
        try:
            while not cursor_of(counter):
                load_some(Keeper(parts.store, NOON), client)
            break
        except LineFault:
            continue
        finally:
            client.close()
    assert people_at(counter) == 12
