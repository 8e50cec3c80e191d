"""The center's key service for a card at the counter: PIN commands, look-ups (S6)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import httpx
import pytest
from msgspec import structs

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from card_io.worker import DirectDesk
from counter_app.domain.chip import CardProof, Personalisation, PinState
from counter_app.domain.errors import CardError, CenterError, CounterError
from counter_app.domain.secret import Secret
from counter_app.ports.cards import PinUse
from counter_app.ports.keys import PinAction, PinCommandRequest
from sync.client import CenterClient
from sync.key_service import CenterKeys, CenterLookup
from sync.line import CARRY_KEY, open_client
from sync.wire import decode
from sync.wire.card_service import PinCommandQuery
from tests.integration.sync.conftest import Counter, Town
from tests.labs.centers import NOON, in_process

PIN, OTHER = "907152", "246813"


@dataclass
class Wire(httpx.BaseTransport):
    """Passes requests on and keeps what went over."""

    inner: httpx.BaseTransport
    sent: list[bytes] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request.read())
        return self.inner.handle_request(request)


@dataclass
class Window:
    """A counter's reader with the center behind it."""

    town: Town
    counter: Counter
    wire: Wire
    client: CenterClient
    desk: DirectDesk

    def lay(self, n: int = 0, profile: str = "v2-des", *, genuine: bool = True) -> str:
        """Lay the n-th person's card, or a forged one, on the reader."""
        person, card = self.town.people[n]
        data = Personalisation(
            card_no=card.card_no, issue_date=date(2020, 1, 1),
            expiry_date=date(2030, 1, 1), ssn=person.ssn, name=person.name,
            sex=person.sex, ethnicity=person.ethnicity,
            birth_place=person.birth_place, birth_date=person.birth_date,
        )  # fmt: skip
        chip = VirtualCard.personalised(
            profile, CardFace(data, CardBody(uid=card.card_uid))
        )
        chip.set_pin(OTHER)
        if not genuine:
            chip.image.keys = {
                key: bytes(len(value)) for key, value in chip.image.keys.items()
            }
        self.desk.insert(chip)
        return chip.card_uid

    def proof(self, uid: str, late: timedelta = timedelta()) -> CardProof:
        moment = int((NOON - late).timestamp() * 1000)
        return self.desk.prove(uid, moment.to_bytes(8, "big"))

    def uses(self) -> list[tuple[str, str]]:
        """What the center kept of the uses of its keys."""
        sql = "SELECT act, outcome FROM key_use ORDER BY number"
        found = self.town.lab.database.read(lambda tx: tx.rows(sql))
        return [(str(act), str(outcome)) for act, outcome in found]


@pytest.fixture
def window(town: Town) -> Iterator[Window]:
    counter = town.counter()
    wire = Wire(town.transport)
    client, _ = open_client(counter.over(wire))
    with counter.parts.store.unit_of_work() as uow:
        recipient = uow.settings.get(CARRY_KEY) or ""
    desk = DirectDesk(CenterKeys(client, recipient))
    with closing(client), closing(desk):
        yield Window(town, counter, wire, client, desk)


@pytest.mark.parametrize("profile", ["v1-des", "v2-des", "v3-sm4"])
def test_the_center_secures_reset_and_unblock(
    window: Window, profile: str, caplog: pytest.LogCaptureFixture
) -> None:
    """84 24 under DES and SM4; the PIN crosses the wire sealed and is kept nowhere."""
    caplog.set_level(logging.DEBUG)
    uid = window.lay(profile=profile)
    assert window.desk.reset_pin(uid, Secret(PIN), lambda _: None).tries_left == 6
    use = PinUse(Secret(PIN), confirm_last_try=True)
    assert window.desk.verify_pin(uid, use).state is PinState.SET
    assert window.desk.unblock_pin(uid, lambda _: None).state is PinState.SET
    assert window.uses() == [("pin_set", "done"), ("pin_unblock", "done")]
    every = "SELECT * FROM key_use"
    kept = str(window.town.lab.database.read(lambda tx: tx.rows(every)))
    over = b"".join(window.wire.sent)
    for form in (PIN.encode(), bytes.fromhex(PIN), bytes.fromhex(PIN).hex().encode()):
        assert form not in over
    assert PIN not in kept + caplog.text
    assert uid not in kept + caplog.text


def test_a_sealed_pin_fits_one_card_and_challenge_only(window: Window) -> None:
    """A sealed PIN moved to another card's request is refused."""
    window.lay()
    first = PinCommandRequest(PinAction.SET, "DES", "999901", b"1" * 8, b"2" * 8)
    keys = CenterKeys(window.client, window.town.lab.center().facts.carry_key)
    keys.pin_command(first, Secret(PIN))
    moved = decode(window.wire.sent[-1], PinCommandQuery)
    other = structs.replace(moved, card_factor="33" * 8)
    with pytest.raises(CenterError) as caught:
        window.client.pin_command(other)
    assert caught.value.code == "center.request_invalid"
    assert window.uses()[-1] == ("pin_set", "center.request_invalid")


def test_pin_command_equals_the_providers_own(window: Window) -> None:
    """The center's answer is what a SAM or software keys would give."""
    request = PinCommandRequest(PinAction.SET, "SM4", "999901", b"1" * 8, b"2" * 8)
    keys = CenterKeys(window.client, window.town.lab.center().facts.carry_key)
    mine = SoftwareKeys().pin_command(request, Secret(PIN))
    assert keys.pin_command(request, Secret(PIN)) == mine


def test_without_the_centers_key_no_pin_is_sent(window: Window) -> None:
    """A center that told no key gets no PIN, sealed or plain."""
    request = PinCommandRequest(PinAction.SET, "DES", "999901", b"1" * 8, b"2" * 8)
    with pytest.raises(CardError) as caught:
        CenterKeys(window.client, "").pin_command(request, Secret(PIN))
    assert caught.value.code == "card.provider_cannot"


def code_of(window: Window, proof: CardProof) -> str:
    with pytest.raises(CounterError) as caught:
        CenterLookup(window.client).look_up(proof)
    return caught.value.code


def test_a_card_that_proves_itself_is_told_of(window: Window) -> None:
    """S6: the present record of card and holder, with the center's time."""
    uid = window.lay(3)
    told = CenterLookup(window.client).look_up(window.proof(uid))
    person, card = window.town.people[3]
    assert told.genuine is True
    assert told.card.card_no == card.card_no
    assert told.holder is not None
    assert told.holder.name == person.name
    assert told.at == NOON
    assert window.uses() == [("look_up", "done")]


def test_a_forged_card_is_told_nothing(window: Window) -> None:
    """Another key, a changed answer or an old proof: refused, and kept."""
    uid = window.lay(genuine=False)
    assert code_of(window, window.proof(uid)) == "center.card_not_proved"
    window.desk.remove()
    uid = window.lay()
    good = window.proof(uid)
    twisted = replace(good, answer=bytes(8))
    assert code_of(window, twisted) == "center.card_not_proved"
    other = replace(good, card_uid="999901D156000005FFFF0000FFFFFFFF", card_no="X")
    assert code_of(window, other) == "center.no_such_card"
    old = window.proof(uid, timedelta(minutes=6))
    assert code_of(window, old) == "center.card_not_proved"
    assert len(window.uses()) == 4


def test_a_center_without_keys_tells_the_own_office_only(window: Window) -> None:
    """Unproved, a card is shown to nobody but the office it belongs to."""
    uid = window.lay()
    bare = window.town.lab.center()
    object.__setattr__(bare, "keys", None)
    with in_process(bare) as transport:
        client, _ = open_client(window.counter.over(transport))
        told = CenterLookup(client).look_up(window.proof(uid))
        client.close()
        assert told.genuine is None
    sql = "UPDATE card SET office_code = (SELECT min(office_code) FROM office WHERE office_code <> card.office_code)"  # noqa: E501
    window.town.lab.database.write(
        lambda tx: tx.run(
            "INSERT INTO office (office_code, name, region, pack, made_at) "
            "VALUES ('00000001', 'x', '999901', 'cn-js-taizhou', 0)"
        )
    )
    window.town.lab.database.write(lambda tx: tx.run(sql))
    with in_process(bare) as transport:
        client, _ = open_client(window.counter.over(transport))
        with pytest.raises(CenterError) as caught:
            CenterLookup(client).look_up(window.proof(uid))
        client.close()
    assert caught.value.code == "center.card_not_proved"
