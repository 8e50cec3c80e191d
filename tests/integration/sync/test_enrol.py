"""Enrolment and the key service against the real center."""

from __future__ import annotations

import httpx
import pytest

from card_io.core.softkeys import SoftwareKeys
from counter_app.domain.errors import CardError, CenterError
from counter_app.domain.states import Effect, Kind
from counter_app.ports.keys import CardKey, KeyRequest
from sync.enrol import DEVICE_KEY, EnrolOrder, enrol, identity_of
from sync.key_service import CenterKeys
from sync.line import CENTER_KEY, open_client, open_line, sync_once
from sync.station import Station
from sync.worker import SyncLine
from tests.integration.sync.conftest import URL, Town
from tests.labs.centers import Clock, Keys, in_process

REQUEST = KeyRequest(
    key=CardKey.UKSSSE,
    algorithm="SM4",
    region="999901",
    card_factor=bytes(range(8)),
    challenge=bytes(range(8, 16)),
    original=bytes(range(16, 24)),
)


class LosesAnswers(httpx.BaseTransport):
    """Every request arrives, the first answer is lost."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner, self.lost = inner, False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.inner.handle_request(request)
        if not self.lost:
            self.lost = True
            raise httpx.ReadTimeout("lost", request=request)
        return answer


def test_a_lost_answer_does_not_waste_the_code(town: Town) -> None:
    """The key is kept before the code is spent, so the same code may be tried again."""
    keys, flaky = Keys(), LosesAnswers(town.transport)
    order = EnrolOrder(URL, str(town.lab.new_office()["code"]))
    with pytest.raises(CenterError):
        enrol(order, keys, Clock(), transport=flaky)
    enrolled = enrol(order, keys, Clock(), transport=flaky)
    assert town.lab.rows("SELECT workstation FROM workstation") == [
        (enrolled.workstation,)
    ]
    assert enrolled.region == "999901"
    assert enrolled.key_pem not in repr(enrolled)


def test_a_spent_code_serves_no_other_machine(town: Town) -> None:
    """Another key with the same code is refused."""
    order = EnrolOrder(URL, str(town.lab.new_office()["code"]))
    enrol(order, Keys(), Clock(), transport=town.transport)
    with pytest.raises(CenterError) as caught:
        enrol(order, Keys(), Clock(), transport=town.transport)
    assert caught.value.code == "center.enrol_code_used"


@pytest.mark.parametrize("pem", [None, "no key"])
def test_a_lost_device_key_is_named(pem: str | None) -> None:
    """Without its key a workstation is told to enrol again, not that it is offline."""
    keys = Keys()
    if pem is not None:
        keys.put(DEVICE_KEY, pem)
    with pytest.raises(CenterError) as caught:
        identity_of("ws", "00", keys)
    assert caught.value.code == "center.key_missing"


def test_the_centers_keys_answer_as_its_provider_does(town: Town) -> None:
    """A cryptogram over the network equals the provider's own."""
    client, _ = open_client(town.counter().parts)
    assert CenterKeys(client).cryptogram(REQUEST) == SoftwareKeys().cryptogram(REQUEST)
    client.close()


def test_a_center_without_keys_is_no_key_provider(town: Town) -> None:
    """Then instant writing is refused with the card area's own code."""
    counter = town.counter()
    bare = town.lab.center()
    object.__setattr__(bare, "keys", None)
    with in_process(bare) as transport:
        client, _ = open_client(counter.over(transport))
        with pytest.raises(CardError) as caught:
            CenterKeys(client).cryptogram(REQUEST)
        client.close()
    assert caught.value.code == "card.no_key_provider"


def test_a_foreign_center_is_not_believed(town: Town) -> None:
    """After enrolment only the pinned key speaks for the center."""
    counter = town.counter()
    with counter.parts.store.unit_of_work() as uow:
        uow.settings.put(CENTER_KEY, "ab" * 32)
        uow.commit()
    with pytest.raises(CenterError) as caught:
        sync_once(counter.parts)
    assert caught.value.code == "center.answer_unsigned"


def test_a_waiting_line_begins_after_enrolment(town: Town) -> None:
    """``connect`` gives a running line its client; what waited is sent."""
    counter = town.counter()
    sync_once(counter.parts)
    line = SyncLine(Station(counter.clock), counter.parts.store).start()
    try:
        loss = counter.act(Kind.LOSS_TEMP, town.people[0][1])
        client, workstation = open_client(counter.parts)
        line.connect(client, workstation)
        line.wake()
        while not line.wait_decided((loss.op_id,), 5):
            assert line.state().fault is None
    finally:
        line.close()
    assert counter.effects(loss) == [(Effect.EFFECTIVE, None)]


def test_a_missing_key_stops_nothing_but_the_line(town: Town) -> None:
    """Opening the line of a workstation that lost its key has its own code."""
    counter = town.counter()
    counter.parts.keys.delete(DEVICE_KEY)
    with pytest.raises(CenterError) as caught:
        open_line(counter.parts)
    assert caught.value.code == "center.key_missing"
