"""PIN acts as tests make them: cards with a PIN, forms, approvals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from card_io.simulator.card import VirtualCard
from counter_app.domain.errors import CounterError
from counter_app.domain.records import Card
from counter_app.domain.secret import Secret
from counter_app.services.approval import Approval
from counter_app.services.commands import Bearer
from counter_app.services.pins import (
    ChangePin,
    ResetPin,
    UnblockPin,
)
from tests.integration.services.desk import (
    ME,
    PASSWORD,
    Bench,
)

Losing = tuple[Bench, Card, VirtualCard]
OLD, NEW, OTHER = "246813", "907152", "350748"


def with_pin(bench: Bench, digits: str = OLD, tries: int | None = None) -> Card:
    """A card in use with a PIN, on the reader."""
    card = bench.live()
    chip = bench.chip(card)
    chip.set_pin(digits, tries)
    bench.lay(chip)
    return card


def lock(chip: VirtualCard) -> None:
    chip.image.pin_counter = replace(chip.image.pin_counter, left=0)


def change(card: Card, old: str = OLD, new: str = NEW, **more: object) -> ChangePin:
    values: dict[str, object] = {
        "submit_key": "change", "ssn": card.ssn, "card_no": card.card_no,
        "card_uid": card.card_uid, "bearer": Bearer(), "old": Secret(old),
        "new": Secret(new), "again": Secret(new),
    }  # fmt: skip
    return ChangePin(**(values | more))


def boss(
    login: str = "boss", password: str = PASSWORD, reason: str = "持卡人遗忘"
) -> Approval:
    return Approval(login, Secret(password), reason)


def reset(card: Card, new: str = NEW, **more: object) -> ResetPin:
    values: dict[str, object] = {
        "submit_key": "reset", "ssn": card.ssn, "card_no": card.card_no,
        "card_uid": card.card_uid, "bearer": ME, "new": Secret(new),
        "again": Secret(new), "approval": boss(),
    }  # fmt: skip
    return ResetPin(**(values | more))


def unblock(card: Card, **more: object) -> UnblockPin:
    values: dict[str, object] = {
        "submit_key": "u", "ssn": card.ssn, "card_no": card.card_no,
        "card_uid": card.card_uid, "bearer": ME,
    }  # fmt: skip
    return UnblockPin(**(values | more))


def refused(act: object, *arguments: object) -> str:
    with pytest.raises(CounterError) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value.code


def rows(bench: Bench, sql: str) -> list[tuple[object, ...]]:
    with bench.store.unit_of_work() as uow:
        return uow.session.plain(sql)  # type: ignore[attr-defined]
