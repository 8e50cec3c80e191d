"""A card and a SAM in two readers of a real pcscd (card.md 6.2)."""

from __future__ import annotations

from contextlib import closing

import pytest

from card_io.core.softkeys import SoftwareKeys
from card_io.pcsc.slot import PcscSlot
from card_io.providers import ProviderChain
from card_io.sam import SamKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import PcscLab
from card_io.simulator.sam import SamKind, VirtualSam
from card_io.worker import PcscDesk
from counter_app.domain.codes.card import CardWarning
from counter_app.domain.secret import Secret
from tests.labs.cards import HOLDER, finished
from tests.labs.pcsc import noticed

pytestmark = pytest.mark.pcsc
SAM_READER = "00 01"


@pytest.mark.parametrize(
    ("profile", "algorithm"), [("blank", "DES"), ("v3-sm4", "SM4")]
)
def test_card_and_sam_side_by_side(
    pcsc_lab: PcscLab, profile: str, algorithm: str
) -> None:
    """The card's reader and the SAM's are told apart; all keys come from the SAM."""
    card = VirtualCard.blank(profile=profile)
    sam = VirtualSam(SamKind(algorithm))
    keys = SamKeys(PcscSlot(SAM_READER), frozenset((algorithm,)))
    desk = PcscDesk(ProviderChain([keys]), sam=SAM_READER)
    with (
        closing(keys),
        closing(desk),
        noticed(pcsc_lab, sam, 1, SAM_READER),
        pcsc_lab.inserted(card),
    ):
        assert desk.read(wait_s=30).card_uid == card.card_uid
        desk.personalise(card.card_uid, HOLDER, lambda _: None)
        reading = desk.read()
        desk.reset_pin(card.card_uid, Secret("314159"), lambda _: None)
    assert reading.genuine is True
    assert card.holds(HOLDER)
    assert card.image.pin == bytes.fromhex("314159")


def test_missing_sam_falls_back(pcsc_lab: PcscLab) -> None:
    """With an empty SAM reader the next provider answers; alone it is a warning."""
    keys = SamKeys(PcscSlot(SAM_READER))
    card = finished("v2-des")
    for providers, warnings in (
        ([keys, SoftwareKeys()], ()),
        ([keys], (CardWarning.KEY_PROVIDER_AWAY,)),
    ):
        desk = PcscDesk(ProviderChain(providers), sam=SAM_READER)
        with closing(desk), pcsc_lab.inserted(card):
            assert desk.read(wait_s=30).warnings == warnings
    keys.close()
