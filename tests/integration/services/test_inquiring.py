"""Card inquiry (S5) and online inquiry (S6) through the services."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from counter_app.domain.card_files import FileAccess
from counter_app.domain.chip import CardProof
from counter_app.domain.errors import CardError, CenterError, RuleError
from counter_app.domain.records import Card
from counter_app.domain.secret import Secret
from counter_app.domain.states import AppStatus
from counter_app.ports.center import CenterCard
from counter_app.services.inquiring import InquireCard, ThreeWay
from tests.integration.services.desk import SSN, Bench, person

PIN = "246813"


@dataclass
class Lookup:
    """A center that answers as told."""

    told: CenterCard | CenterError
    seen: CardProof | None = None

    def look_up(self, proof: CardProof) -> CenterCard:
        self.seen = proof
        if isinstance(self.told, CenterError):
            raise self.told
        return self.told


def laid(bench: Bench) -> Card:
    card = bench.live()
    chip = bench.chip(card)
    chip.set_pin(PIN)
    bench.lay(chip)
    return card


def audited(bench: Bench, event: str) -> list[tuple[object, ...]]:
    sql = f"SELECT actor, subject, detail FROM audit WHERE event = '{event}'"
    with bench.store.unit_of_work() as uow:
        return uow.session.plain(sql)  # type: ignore[attr-defined]


def test_an_inquiry_reads_all_and_asks_for_the_pin(bench: Bench) -> None:
    """S5: what needs a PIN is marked, asked for, and read after it was typed."""
    card = laid(bench)
    first = bench.counter.inquiries.inquire(InquireCard())
    assert first.needs_pin
    assert not first.found.pin_verified
    assert first.seen.card == card
    secret = Secret(PIN)
    order = InquireCard(card_uid=str(card.card_uid), pin=secret)
    full = bench.counter.inquiries.inquire(order)
    assert full.found.pin_verified
    assert not full.needs_pin
    read = [f for folder in full.found.folders for f in folder.files
            if f.access is FileAccess.READ]  # fmt: skip
    assert any(item.raw for file in read for item in file.items)
    assert len(secret) == 0
    rows = audited(bench, "card.inquire")
    assert [row[2] for row in rows] == ["", "pin"]
    assert all(SSN not in str(row) for row in rows)


def test_a_wrong_pin_costs_one_try_and_shows_nothing(bench: Bench) -> None:
    """One VERIFY, never repeated."""
    card = laid(bench)
    order = InquireCard(card_uid=str(card.card_uid), pin=Secret("111222"))
    with pytest.raises(CardError) as caught:
        bench.counter.inquiries.inquire(order)
    assert caught.value.code == "card.pin_wrong"
    assert bench.counter.pins.look().pin.tries_left == 5
    assert [row[2] for row in audited(bench, "pin.verify")] == ["card.pin_wrong"]


def row(rows: tuple[ThreeWay, ...], name: str) -> ThreeWay:
    return next(one for one in rows if one.field == name)


def test_three_sides_beside_each_other(bench: Bench) -> None:
    """S6: differences of chip, record and center are named field by field."""
    card = laid(bench)
    moved = replace(card, app_status=AppStatus.LOST_TEMP)
    renamed = replace(person(), name="欧阳大明")
    lookup = Lookup(CenterCard(moved, renamed, genuine=True, at=bench.clock.now()))
    bench.counter.parts.lookup = lookup
    found = bench.counter.inquiries.online()
    assert found.genuine is True
    assert found.checked_by == "center"
    assert found.center_fault is None
    assert found.center_as_of == bench.clock.now()
    assert row(found.rows, "name") == ThreeWay(
        "name", "欧阳小明", "欧阳小明", "欧阳大明", same=False
    )
    assert row(found.rows, "app_status") == ThreeWay(
        "app_status", None, "1", "4", same=False
    )
    assert row(found.rows, "card_no").same
    assert lookup.seen is not None
    moment = int(bench.clock.now().timestamp() * 1000)
    assert int.from_bytes(lookup.seen.original, "big") == moment
    assert len(lookup.seen.answer) == 8
    assert len(audited(bench, "card.inquire_online")) == 1


@pytest.mark.parametrize("code", ["center.unreachable", "center.card_not_proved"])
def test_a_silent_center_is_told_not_hidden(bench: Bench, code: str) -> None:
    """Offline: chip and record stand alone, with the code and the data's age."""
    laid(bench)
    bench.counter.parts.lookup = Lookup(CenterError(code))
    found = bench.counter.inquiries.online()
    assert found.center_fault == code
    assert found.center_as_of is None
    assert all(one.center is None for one in found.rows)
    assert found.genuine is True  # the counter's own keys checked it
    assert found.checked_by == "counter"


def test_not_enrolled_and_blank(bench: Bench) -> None:
    """Without a center the fault is named; a blank card cannot be shown."""
    laid(bench)
    fault = bench.counter.inquiries.online().center_fault
    assert fault == "center.not_enrolled"
    bench.lay(bench.blank())
    with pytest.raises(RuleError) as caught:
        bench.counter.inquiries.online()
    assert caught.value.code == "rule.online_needs_card"
