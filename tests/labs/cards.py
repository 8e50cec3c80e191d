"""Invented holders and cards for tests; region codes that nobody has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from card_io.core.apdu import Channel
from card_io.core.pad import PinPad
from card_io.simulator.card import VirtualCard
from card_io.simulator.face import CardBody, CardFace
from card_io.simulator.faults import CardPulledError, ReplyLostError
from counter_app.domain.chip import Personalisation
from counter_app.domain.codes.card import CardCode
from counter_app.domain.errors import CardError

HOLDER = Personalisation(
    card_no="A00000003",
    issue_date=date(2024, 1, 2),
    expiry_date=date(2034, 1, 2),
    ssn="999901198002290013",
    name="张三",
    sex="male",
    ethnicity="01",
    birth_place="999901",
    birth_date=date(1980, 2, 29),
)
LONG_NAME = "迪丽热巴·阿布都热合曼·吐尔逊江·买买提"
OTHER = replace(HOLDER, card_no="B12345671", ssn="999901199912310022", name="李四")


def finished(profile: str, holder: Personalisation = HOLDER) -> VirtualCard:
    """Return a card of that profile with the holder's data."""
    return VirtualCard.personalised(profile, CardFace(holder, CardBody()))


class CardChannel:
    """A virtual card as an open channel; ``refuse`` makes it pickier than it is.

    ``refuse`` takes an APDU and returns a status word, or None to let it pass.
    """

    pad: PinPad | None = None

    def __init__(
        self,
        card: VirtualCard,
        refuse: Callable[[bytes], int | None] = lambda _: None,
    ) -> None:
        card.power_on()
        self.card = card
        self.atr = card.atr
        self.contactless = card.contactless
        self.sent: list[bytes] = []
        self._refuse = refuse

    def exchange(self, apdu: bytes) -> bytes:
        self.sent.append(apdu)
        sw = self._refuse(apdu)
        if sw is not None:
            return sw.to_bytes(2, "big")
        try:
            return self.card.exchange(apdu)
        except CardPulledError as exc:
            raise CardError(CardCode.REMOVED) from exc
        except ReplyLostError as exc:
            raise CardError(CardCode.COMM) from exc

    def close(self) -> None:
        self.card.power_off()


def channel(card: VirtualCard) -> Channel:
    """Return a plain channel to a card."""
    return CardChannel(card)
