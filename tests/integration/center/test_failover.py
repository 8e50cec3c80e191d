"""The primary is killed under load: what was acknowledged is at the standby."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Sequence

import msgspec
import psycopg
import pytest

from center.opening import open_database
from sync.wire import BatchAnswer, Word
from tests.labs.load import Load, Station, batches, prepare, serving
from tests.labs.postgres import PrivatePostgres

pytestmark = pytest.mark.postgres
ENOUGH = 12  # batches acknowledged before the kill
_AFTER = 6  # and after it
_PAUSE_S = 0.2
_TRIES = 200


@pytest.fixture
def pair() -> Iterator[tuple[PrivatePostgres, PrivatePostgres]]:
    """A primary and its synchronous standby, both with fsync."""
    primary = PrivatePostgres(durable=True).start()
    standby = primary.standby()
    with psycopg.connect(primary.address(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
    yield primary, standby
    standby.close()
    primary.close()


class Desk:
    """Sends its batches in order, each until it is answered, over any fault."""

    def __init__(self, url: str, station: Station, bodies: Sequence[bytes]) -> None:
        self.acknowledged: set[str] = set()
        self.batches = 0
        self._url, self._station, self._bodies = url, station, bodies
        self._stop = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def end(self) -> None:
        """Send no further batch."""
        self._stop.set()
        self.thread.join(60)

    def _run(self) -> None:
        for body in self._bodies:
            if not self._answered(body):
                return
            self.batches += 1

    def _answered(self, body: bytes) -> bool:
        for _ in range(_TRIES):
            load = Load(self._url, self._station)
            try:
                load.open()
                load.send(body)
            except (OSError, RuntimeError, http.client.HTTPException):
                if self._stop.wait(_PAUSE_S):
                    return False
                continue
            finally:
                load.close()
            answer = msgspec.json.decode(load.last, type=BatchAnswer)
            done = [one for one in answer.outcomes if one.outcome is Word.APPLIED]
            self.acknowledged.update(one.op_id for one in done)
            return not self._stop.is_set()
        return False


def _until(desks: Sequence[Desk], count: int) -> None:
    """Wait until so many batches were acknowledged, over all desks."""
    step = threading.Event()
    for _ in range(600):
        if sum(desk.batches for desk in desks) >= count:
            return
        step.wait(0.1)
    pytest.fail("no progress")


def test_a_killed_primary_loses_no_acknowledged_operation(
    pair: tuple[PrivatePostgres, PrivatePostgres],
) -> None:
    """SIGKILL under load, promotion: the center goes on by itself; nothing is lost."""
    primary, standby = pair
    own = primary.new_database()
    name = own.rpartition("/")[2]
    address = (
        f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
        f"/{name}?target_session_attrs=read-write"
    )
    database = open_database(own, pool=2)
    stations = prepare(database, 2)
    database.close()
    with serving(address) as server:
        desks = [Desk(server.url, one, batches(one, 120)) for one in stations]
        for desk in desks:
            desk.thread.start()
        _until(desks, ENOUGH)
        primary.kill()
        before = sum(desk.batches for desk in desks)
        standby.promote()
        _until(desks, before + _AFTER)
        for desk in desks:
            desk.end()
    acknowledged = set().union(*(desk.acknowledged for desk in desks))
    with psycopg.connect(standby.address(name)) as connection:
        rows = connection.execute("SELECT op_id, count(*) FROM card_event "
                                  "WHERE op_id IS NOT NULL GROUP BY op_id")  # fmt: skip
        happened = {str(op_id): count for op_id, count in rows}
        rows = connection.execute("SELECT op_id FROM operation")
        recorded = {str(row[0]) for row in rows}
    assert len(acknowledged) >= (ENOUGH + _AFTER) * 100
    assert acknowledged <= recorded
    assert set(happened) == recorded
    assert set(happened.values()) == {1}
