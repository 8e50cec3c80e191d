"""``card rewrite`` through an office and a real pcscd."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import PcscLab
from tests.integration.card.test_pin_verbs import PASSWORD, chip, office
from tests.labs.cards import HOLDER
from tests.labs.cli import CommandLine, Ran, command_line

__all__ = ["command_line", "office"]
pytestmark = pytest.mark.pcsc


def rewrite(office: CommandLine, monkeypatch: pytest.MonkeyPatch, *words: str) -> Ran:
    """Run the verb; the password is piped."""
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    return office.json("card", "rewrite", "--login", "li", *words)


def outdated() -> VirtualCard:
    """The holder's card, with another ethnicity than the record."""
    card = chip()
    card.set_record("EF06", 0x0B, bytes.fromhex("02"))
    return card


def test_shows_writes_and_moves_the_date(
    office: CommandLine, monkeypatch: pytest.MonkeyPatch, pcsc_lab: PcscLab
) -> None:
    """Nothing is written unasked; then record and date of expiry are, each a case."""
    monkeypatch.setenv("COUNTER_KEYS_ORDER", "practice")
    card = outdated()
    with pcsc_lab.inserted(card):
        shown = rewrite(office, monkeypatch)
        assert [c["field"] for c in shown.json["changes"]] == ["ethnicity"]
        assert not card.holds(HOLDER)
        refused = rewrite(office, monkeypatch, "--write")
        assert refused.fault == "rule.papers_incomplete"
        done = rewrite(
            office, monkeypatch, "--papers", "--write", "--expiry", "2044-01-02"
        )
        kinds = [case["kind"] for case in done.json["cases"]]
        assert kinds == ["info_change", "expiry"]
    later = HOLDER.expiry_date.replace(year=2044, month=1, day=2)
    assert card.holds(replace(HOLDER, expiry_date=later))
