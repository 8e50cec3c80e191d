"""``card pin`` and ``card inquire --online`` through an office and a real pcscd."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import PcscLab
from card_io.simulator.sam import SamKind, VirtualSam
from counter_app.bootstrap import machine
from counter_app.bootstrap.place import DATABASE
from counter_app.domain.records import Card, CardNo, CardUid, Holder, Ssn
from counter_app.domain.states import AppStatus, Role, StockState
from counter_app.services.operators import hash_password
from db import open_store
from db.vault import Vault
from tests.labs.cards import HOLDER, finished
from tests.labs.cli import PASSPHRASE, CommandLine, Ran, command_line
from tests.labs.pcsc import noticed

__all__ = ["command_line"]
pytestmark = pytest.mark.pcsc
PASSWORD, OLD, NEW = "Practice-2026", "246813", "907152"
SAM_READER = "00 01"


@pytest.fixture
def office(command_line: CommandLine) -> CommandLine:
    """A practice office that knows the holder, the card and two operators."""
    command_line.set_up()
    key = Vault(command_line.data, machine.key_store()).open(PASSPHRASE)
    path = command_line.data / DATABASE
    with (
        closing(open_store(path, key, machine.clock())) as store,
        store.unit_of_work() as uow,
    ):
        here = uow.settings.office()
        assert here is not None
        uow.settings.put_office(
            replace(here, practice=True, region="999901", office_code="99990101",
                    terminal="A1")
        )  # fmt: skip
        chief = uow.operators.get("chief")
        assert chief is not None
        for login, role in (("chief", Role.SUPERVISOR), ("li", Role.CLERK)):
            hashed = hash_password(PASSWORD, login)
            uow.operators.put(
                replace(chief, login=login, role=role, password_hash=hashed,
                        must_change=False)
            )  # fmt: skip
        uow.holders.put_many([_holder()])
        uow.cards.put(_card())
        uow.commit()
    return command_line


def _holder() -> Holder:
    return Holder(
        ssn=Ssn(HOLDER.ssn), name=HOLDER.name, sex=HOLDER.sex,
        ethnicity=HOLDER.ethnicity, birth_date=HOLDER.birth_date,
        birth_place=HOLDER.birth_place,
    )  # fmt: skip


def _card() -> Card:
    return Card(
        card_no=CardNo(HOLDER.card_no), region="999901",
        card_uid=CardUid(finished("v2-des").card_uid), ssn=Ssn(HOLDER.ssn),
        app_status=AppStatus.NORMAL, stock_state=StockState.HANDED_OUT,
        issue_date=HOLDER.issue_date, expiry_date=HOLDER.expiry_date,
    )  # fmt: skip


def chip() -> VirtualCard:
    card = finished("v2-des")
    card.set_pin(OLD)
    return card


def typed(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch, act: str, *lines: str
) -> Ran:
    """Run a PIN act with lines on standard input."""
    words = ["--login", "li", "--papers"]
    if act == "reset":
        words += ["--approver", "chief", "--reason", "遗忘"]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{x}\n" for x in lines)))
    ran = office.json("card", "pin", act, *words)
    for secret in (OLD, NEW, PASSWORD):
        assert secret not in ran.out + ran.err
    return ran


def test_change_and_verify(
    office: CommandLine, pcsc_lab: PcscLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same services as the window: case, receipt; no key is needed."""
    card = chip()
    with pcsc_lab.inserted(card):
        ran = typed(office, monkeypatch, "change", PASSWORD, OLD, NEW, NEW)
        assert ran.code == 0, ran.out + ran.err
        assert set(ran.json) == {"state", "tries_left", "receipt_no", "effect",
                                 "printed"}  # fmt: skip
        assert typed(office, monkeypatch, "verify", PASSWORD, NEW).code == 0
        weak = typed(office, monkeypatch, "change", PASSWORD, NEW, "111111", "111111")
        assert weak.fault == "rule.weak_pin"
    assert card.image.pin.hex() == NEW
    assert office.sql("SELECT business FROM case_record") == [("pin_change",)]


def test_reset_by_a_sam_in_a_second_reader(
    office: CommandLine, pcsc_lab: PcscLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Provider order is configuration: SAM first; without one the next answers."""
    monkeypatch.setenv("COUNTER_KEYS_SAM_READER", SAM_READER)
    monkeypatch.setenv("COUNTER_KEYS_SAM_ALGORITHMS", "DES")
    monkeypatch.setenv("COUNTER_KEYS_ORDER", "sam")
    card, lines = chip(), (PASSWORD, NEW, NEW, PASSWORD)
    with pcsc_lab.inserted(card):
        alone = typed(office, monkeypatch, "reset", *lines)
        assert alone.fault == "card.sam_absent"
        with noticed(pcsc_lab, VirtualSam(SamKind("DES")), 1, SAM_READER):
            ran = typed(office, monkeypatch, "reset", *lines)
            assert ran.code == 0, ran.out + ran.err
            rows = {r["code"]: r for r in office.json("doctor").json["checks"]}
            assert "sam" in rows["keys"]["detail"]
        assert card.image.pin.hex() == NEW
        card.set_pin(OLD)
        monkeypatch.setenv("COUNTER_KEYS_ORDER", "sam,practice")
        assert typed(office, monkeypatch, "reset", *lines).code == 0
    assert card.image.pin.hex() == NEW


def test_without_a_provider_nothing_happens(
    office: CommandLine, pcsc_lab: PcscLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reset is refused, and the card keeps its PIN."""
    card = chip()
    with pcsc_lab.inserted(card):
        ran = typed(office, monkeypatch, "reset", PASSWORD, NEW, NEW, PASSWORD)
    assert ran.fault == "card.no_key_provider"
    assert card.image.pin.hex() == OLD


def test_online_inquiry_without_a_center(
    office: CommandLine, pcsc_lab: PcscLab
) -> None:
    """Offline: chip and record side by side, and the reason of the empty column."""
    with pcsc_lab.inserted(chip()):
        ran = office.json("card", "inquire", "--online", "--wait", "10")
    assert ran.code == 0, ran.out + ran.err
    assert ran.json["center_fault"] == "center.not_enrolled"
    rows = {row["field"]: row for row in ran.json["rows"]}
    assert rows["name"]["chip"] == rows["name"]["local"] == HOLDER.name
    assert rows["name"]["center"] is None
    assert len(office.audited("card.inquire_online")) == 1


def test_acts_need_an_operator(office: CommandLine) -> None:
    """Nobody acts anonymously."""
    assert office.json("card", "pin", "change").fault == "system.usage"
