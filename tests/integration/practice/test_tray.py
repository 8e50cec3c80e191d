"""Virtual cards on the practice reader, through the real PC/SC service."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.lab import PcscLab
from card_io.simulator.vpcd import DEFAULT_PORT
from card_io.worker import PcscDesk
from counter_app.domain.errors import SystemFaultError
from counter_app.practice.cards import CardBox, card_id, make_cards
from counter_app.practice.people import Story, make_roll
from counter_app.practice.tray import Tray, VirtualReader
from tests.labs.pcsc import pcsc_lab

__all__ = ["pcsc_lab"]


@pytest.mark.pcsc
def test_a_laid_card_is_read_through_pcsc(tmp_path: Path, pcsc_lab: PcscLab) -> None:
    """Laying, swapping and taking off cards is what the driver sees."""
    roll = make_roll(date(2026, 11, 22), crowd=0, blanks=2)
    make_cards(tmp_path, roll)
    tray = Tray(CardBox(tmp_path), VirtualReader(DEFAULT_PORT, pcsc_lab.pid))
    desk = PcscDesk(SoftwareKeys())
    try:
        waiting = roll.of(Story.WAITING)
        for person in (waiting[0], waiting[2]):
            assert person.card is not None
            assert person.card.card_uid is not None
            tray.lay(card_id(person.card.card_uid))
            reading = desk.read(wait_s=30)
            assert reading.name == person.holder.name
            assert reading.genuine
        tray.lay_blank()
        assert desk.read(wait_s=30).blank
    finally:
        tray.take_off()
        desk.close()
    assert tray.on_reader() is None


def test_the_box_tells_blanks_from_finished_cards(tmp_path: Path) -> None:
    """The tray shows every card with the name or as a blank; no other id is taken."""
    roll = make_roll(date(2026, 11, 22), crowd=0, blanks=3)
    made = make_cards(tmp_path, roll)
    box = CardBox(tmp_path)
    assert len(box.cards()) == made
    assert sum(card.blank for card in box.cards()) == 3
    assert any(card.label.startswith("王𠮷祥 ") for card in box.cards())
    with pytest.raises(SystemFaultError):
        box.take("../secret")
