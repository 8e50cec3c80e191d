"""Photos travel after the acts, each once; refused ones come back to a person."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from center import photos as kept
from center.offices import revoke
from counter_app.domain.errors import CenterError
from counter_app.domain.records import Ssn
from counter_app.domain.states import Kind
from counter_app.ports.photos import PhotoRow
from sync import photos
from sync.line import open_client, sync_once
from sync.station import Station
from sync.wire.photos import MOST_PHOTOS
from tests.contract.center.test_photos import jpeg
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import NOON


def put(counter: Counter, *some: tuple[int, str, bytes]) -> None:
    """Store photos as an import would."""
    with counter.parts.store.unit_of_work() as uow:
        for number, ssn, content in some:
            digest = f"{number:064x}"
            row = PhotoRow(digest, f"{number}.jpg", Ssn(ssn), "", content, NOON, "li")
            uow.photos.put(row)
        uow.commit()


def count(counter: Counter) -> tuple[int, int]:
    """Return how many photos wait and how many were refused."""
    with counter.parts.store.queries() as queries:
        found = queries.photo_count()
    return found.to_upload, found.faulty


def at_center(town: Town) -> int:
    """Return how many photos the center has."""
    return int(town.lab.rows("SELECT count(*) FROM photo")[0][0])


def test_photos_arrive_once_and_are_purged_by_the_rule(town: Town) -> None:
    """Everything of several requests arrives; a second exchange sends nothing."""
    counter = town.counter()
    people = [one.ssn for one, _ in town.people]
    some = [(n, people[n % 4], jpeg(n * 9 + 5)) for n in range(MOST_PHOTOS + 3)]
    put(counter, *some)
    sync_once(counter.parts)
    assert (at_center(town), count(counter)) == (len(some), (0, 0))
    sync_once(counter.parts)
    assert at_center(town) == len(some)
    database = town.lab.database
    assert database.read(lambda tx: kept.newest(tx, people[0]))
    with counter.parts.store.unit_of_work() as uow:
        now = counter.clock.now()
        assert uow.photos.purge(now - timedelta(days=1), now) == 0
        assert uow.photos.purge(now, now) == len(some)
        uow.commit()


def test_a_refused_photo_is_listed_and_forgotten(town: Town) -> None:
    """One bad file stops no other; it is named for a person, its bytes are gone."""
    counter, ssn = town.counter(), town.people[0][0].ssn
    put(counter, (1, ssn, b"no picture"), (2, ssn, jpeg()))
    sync_once(counter.parts)
    assert (at_center(town), count(counter)) == (1, (0, 1))
    with counter.parts.store.queries() as queries:
        finding = queries.photo_findings(0)[0]
    assert (finding.fault, finding.file, finding.people) == ("refused", "1.jpg", ssn)


def test_acts_go_first(town: Town) -> None:
    """As long as an act waits, no photo is sent."""
    counter = town.counter()
    sync_once(counter.parts)
    put(counter, (1, town.people[0][0].ssn, jpeg()))
    counter.act(Kind.LOSS_TEMP, town.people[0][1])
    assert not photos.any_waiting(counter.parts.store)
    sync_once(counter.parts)
    assert photos.any_waiting(counter.parts.store) or at_center(town) == 1
    sync_once(counter.parts)
    assert at_center(town) == 1


class BreaksAfterwards(httpx.BaseTransport):
    """The center hears of photos; its first answer about them is lost."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.lost = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if request.url.path == "/v1/photos" and not self.lost:
            self.lost += 1
            raise httpx.ReadError("line broke", request=request)
        return answer


def test_a_lost_answer_costs_one_request(town: Town) -> None:
    """What the center kept is known when it is told again (idempotent)."""
    counter = town.counter()
    put(counter, (1, town.people[0][0].ssn, jpeg()))
    breaks = BreaksAfterwards(town.transport)
    sync_once(counter.over(breaks))
    assert (breaks.lost, at_center(town), count(counter)) == (1, 1, (1, 0))
    sync_once(counter.parts)
    assert (at_center(town), count(counter)) == (1, (0, 0))


def test_a_revoked_workstation_sends_nothing(town: Town) -> None:
    """The photo stays here, unmarked."""
    counter = town.counter()
    sync_once(counter.parts)
    put(counter, (1, town.people[0][0].ssn, jpeg()))
    client, name = open_client(counter.parts)
    town.lab.database.write(lambda tx: revoke(tx, name, 1))
    station = Station(counter.clock, name, client)
    with pytest.raises(CenterError) as refused:
        photos.send(station, counter.parts.store)
    assert refused.value.code == "center.revoked"
    client.close()
    assert (at_center(town), count(counter)) == (0, (1, 0))
