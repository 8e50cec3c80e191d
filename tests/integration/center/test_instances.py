"""Several center processes on one PostgreSQL: they keep nothing to themselves."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from center.opening import open_database
from tests.labs.load import Load, batches, prepare, serving
from tests.labs.postgres import PrivatePostgres
from tests.labs.roundrobin import RoundRobin

pytestmark = pytest.mark.postgres
BATCHES = 6


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivatePostgres]:
    server = PrivatePostgres().start()
    yield server
    server.close()


def test_two_instances_behind_a_proxy_apply_each_operation_once(
    postgres: PrivatePostgres,
) -> None:
    """A workstation's batches alternate between instances; a repeat adds nothing."""
    address = postgres.new_database()
    database = open_database(address, pool=2)
    (station,) = prepare(database, 1)
    bodies = batches(station, BATCHES)
    with serving(address) as one, serving(address) as two:
        ports = [urlsplit(server.url).port or 0 for server in (one, two)]
        proxy = RoundRobin(ports)
        marks = []
        for body in (*bodies, *bodies):  # the second time as after lost answers
            load = Load(proxy.url, station)  # a new connection: the next instance
            load.open()
            load.send(body)
            assert load.applied == 100
            marks.append(load.last)
            load.close()
        proxy.close()
    assert set(proxy.served.values()) == {BATCHES}
    assert marks[:BATCHES] != marks[BATCHES:]  # cards moved on meanwhile
    recorded = database.read(lambda tx: tx.row("SELECT count(*) FROM operation"))
    happened = database.read(
        lambda tx: tx.row("SELECT count(*) FROM card_event WHERE op_id IS NOT NULL")
    )
    mark = database.read(lambda tx: tx.row("SELECT mark FROM incarnation"))
    database.close()
    assert recorded == happened == mark == (BATCHES * 100,)


def test_a_challenge_and_a_nonce_of_one_instance_hold_at_the_other(
    postgres: PrivatePostgres,
) -> None:
    """What one instance issued the other takes; what one has seen no other takes."""
    address = postgres.new_database()
    database = open_database(address, pool=2)
    (station,) = prepare(database, 1)
    database.close()
    (body,) = batches(station, 1)
    with serving(address) as one, serving(address) as two:
        first, second = Load(one.url, station), Load(two.url, station)
        first.open()
        headers = first.signed(body)
        assert second.post(body, headers)[0] == 200
        assert first.post(body, headers)[0] == 401  # center.replayed
        first.close()
        second.close()
