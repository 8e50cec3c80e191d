"""One exchange after the other: store, wire, center and back."""

from __future__ import annotations

import pytest

from counter_app.domain.errors import CenterError
from counter_app.domain.states import AppStatus, Effect, Kind, StockState
from sync.line import open_client, sync_once
from tests.integration.sync.conftest import Town
from tests.labs.centers import Weather, card, chip, holder, number


def test_first_contact_brings_the_offices_slice(town: Town) -> None:
    """After enrolment the whole slice of the roll comes down the feed."""
    counter = town.counter()
    skew = sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        assert uow.holders.count() == 12
        for person, one in town.people:
            assert uow.holders.get(person.ssn) is not None
            assert uow.cards.get(one.card_no) is not None
    assert skew == pytest.approx(0, abs=5)


def test_an_act_becomes_effective_with_its_card(town: Town) -> None:
    """Outcome, card row and audit row arrive together."""
    counter = town.counter()
    sync_once(counter.parts)
    loss = counter.act(Kind.LOSS_TEMP, town.people[0][1])
    sync_once(counter.parts)
    assert counter.effects(loss) == [(Effect.EFFECTIVE, None)]
    row = counter.card(loss.card_no)
    assert row is not None
    assert (row.app_status, row.version) == (AppStatus.LOST_TEMP, 2)
    with counter.parts.store.unit_of_work() as uow:
        assert uow.audit.verify()[1] is None


def test_a_refusal_is_recorded_with_its_reason(town: Town) -> None:
    """A refused act keeps the center's code; a lift behind it waits, a loss never."""
    counter = town.counter()
    sync_once(counter.parts)
    refused = counter.act(
        Kind.REISSUE_LOST,
        town.people[0][1],
        new_card_no=number(900),
        card_uid=chip(50),
    )
    loss = counter.act(Kind.LOSS_FORMAL, town.people[0][1])
    behind = counter.act(Kind.LOSS_LIFT, town.people[0][1])
    other = counter.act(Kind.LOSS_FORMAL, town.people[1][1])
    sync_once(counter.parts)
    assert counter.effects(refused, loss, behind, other) == [
        (Effect.REFUSED, "rule.formal_loss_first"),
        (Effect.EFFECTIVE, None),
        (Effect.PENDING, None),
        (Effect.EFFECTIVE, None),
    ]


def test_a_hand_out_settles_the_stock(town: Town) -> None:
    """The office's stock moves with the center's word, in the same unit of work."""
    person = holder(500)
    waits = card(person, 500, AppStatus.DORMANT)
    town.lab.bring_in(str(town.office["office_code"]), (person, (waits,)))
    counter = town.counter()
    sync_once(counter.parts)
    act = counter.act(Kind.HAND_OUT, waits, handed_out_on="2026-03-02")
    sync_once(counter.parts)
    row = counter.card(waits.card_no)
    assert counter.effects(act) == [(Effect.EFFECTIVE, None)]
    assert row is not None
    assert row.app_status is AppStatus.NORMAL
    assert row.handed_out_on is not None


def test_an_allotment_comes_down_once_and_stays_used(town: Town) -> None:
    """Blanks and numbers reach the workstation; numbers belong to one only."""
    code = str(town.office["office_code"])
    numbers = [number(n) for n in range(900, 920)]
    town.lab.allot(code, [chip(n) for n in range(50, 53)], numbers)
    first, second = town.counter("a"), town.counter("b")
    sync_once(first.parts)
    sync_once(second.parts)
    with first.parts.store.unit_of_work() as uow:
        assert uow.allotments.left() == (3, 20)
    with second.parts.store.unit_of_work() as uow:
        assert uow.allotments.left() == (3, 0)


def test_a_change_elsewhere_reaches_the_office(town: Town) -> None:
    """What another window did comes down the feed."""
    here, there = town.counter("a"), town.counter("b")
    sync_once(here.parts)
    sync_once(there.parts)
    there.act(Kind.LOSS_FORMAL, town.people[3][1])
    sync_once(there.parts)
    sync_once(here.parts)
    row = here.card(town.people[3][1].card_no)
    assert row is not None
    assert row.app_status is AppStatus.LOST_FORMAL
    assert row.stock_state is StockState.HANDED_OUT


def test_a_revoked_workstation_is_told_so(town: Town) -> None:
    """After revocation every request is refused with its own code."""
    counter = town.counter()
    sync_once(counter.parts)
    town.lab.database.write(lambda tx: tx.run("UPDATE workstation SET revoked_at = 1"))
    with pytest.raises(CenterError) as caught:
        sync_once(counter.parts)
    assert caught.value.code == "center.revoked"


@pytest.mark.parametrize("days", [-2, 2, 4000])
def test_a_wrong_clock_locks_nobody_out(town: Town, days: int) -> None:
    """The counter's clock may be wrong by days: work goes on, skew is told (G11)."""
    counter = town.counter()
    counter.clock.pass_by(days=days)
    skew = sync_once(counter.parts)
    loss = counter.act(Kind.LOSS_TEMP, town.people[0][1])
    sync_once(counter.parts)
    assert counter.effects(loss) == [(Effect.EFFECTIVE, None)]
    assert skew == pytest.approx(-days * 86400, abs=5)


def test_an_expired_challenge_is_renewed_unseen(town: Town) -> None:
    """A long pause makes the challenge old; the next exchange still succeeds."""
    counter = town.counter()
    client, _ = open_client(counter.parts)
    client.changes("", 10)
    town.lab.clock.pass_by(hours=5)
    assert client.changes("", 10).changes
    client.close()


def test_a_center_with_another_database_is_read_from_the_start(town: Town) -> None:
    """A cursor of another epoch starts the feed over, without an error."""
    counter = town.counter()
    sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        uow.settings.put("sync.cursor", "abcdef.999")
        uow.commit()
    sync_once(counter.parts)
    with counter.parts.store.unit_of_work() as uow:
        assert (uow.settings.get("sync.cursor") or "").split(".")[0] != "abcdef"


def test_bad_weather_loses_and_doubles_nothing(town: Town) -> None:
    """Requests and answers get lost, come twice or late: each act counts once."""
    counter = town.counter()
    sync_once(counter.parts)
    acts = [counter.act(Kind.LOSS_TEMP, one) for _, one in town.people]
    weather = Weather(town.transport, seed=7)
    for _ in range(200):
        if not counter.waiting():
            break
        try:
            sync_once(counter.over(weather))
        except CenterError:
            continue
    assert counter.effects(*acts) == [(Effect.EFFECTIVE, None)] * 12
    assert town.lab.rows("SELECT count(*) FROM card_event") == [(12,)]
    assert sum(weather.seen.values()) > 5
