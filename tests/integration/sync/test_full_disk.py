"""A full disk at the counter while outcomes come in: late, never lost."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.states import Effect, Kind
from sync.line import open_station, sync_once
from sync.uplink import Uplink
from tests.integration.sync.conftest import Town


class FullWhenAnswered(httpx.BaseTransport):
    """The store's log cannot grow by a byte once the center has answered."""

    def __init__(self, inner: httpx.BaseTransport, log: Path) -> None:
        self.inner, self.log = inner, log
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.room()
        answer = self.inner.handle_request(request)
        limit = (self.log.stat().st_size, self.before[1])
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        return answer

    def room(self) -> None:
        """Let files grow again."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)

    @contextmanager
    def cleared(self) -> Iterator[None]:
        """Let files grow again whatever happens."""
        try:
            yield
        finally:
            self.room()


def test_outcomes_wait_for_room_and_no_act_is_blamed(town: Town) -> None:
    """The center applied all; the counter hears it again when there is room."""
    counter = town.counter()
    sync_once(counter.parts)
    acts = [counter.act(Kind.LOSS_TEMP, one) for _, one in town.people]
    full = FullWhenAnswered(town.transport, town.folder / "a.db-wal")
    station = open_station(counter.over(full))
    up = Uplink(station, counter.parts.store)
    with full.cleared(), pytest.raises(StoreError) as caught:
        up.turn()
    assert caught.value.code in {StoreCode.DISK_FAULT, StoreCode.DISK_FULL}
    assert town.lab.rows("SELECT count(*) FROM operation") == [(12,)]
    assert counter.effects(*acts) == [(Effect.PENDING, None)] * 12
    assert not up.aside()
    with full.cleared():  # the same loop, no pause: nothing was set aside
        full.room()
        full.handle_request = town.transport.handle_request  # type: ignore[method-assign]  # there is room again
        up.turn()
    assert counter.effects(*acts) == [(Effect.EFFECTIVE, None)] * 12
    assert town.lab.rows("SELECT count(*) FROM card_event") == [(12,)]
    with counter.parts.store.reading() as read:
        assert read.audit.verify()[1] is None
