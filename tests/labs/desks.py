"""Both forms of a card desk, handled alike: direct, and through a real pcscd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from card_io.core.softkeys import SoftwareKeys
from card_io.simulator.card import VirtualCard
from card_io.simulator.lab import PcscLab
from card_io.simulator.vpcd import CardServer
from card_io.worker import DirectDesk, PcscDesk
from counter_app.ports.cards import CardDesk
from counter_app.ports.keys import KeyProvider


class Bench(Protocol):
    """A desk with a hand that lays cards on its reader."""

    desk: CardDesk

    def insert(self, card: VirtualCard) -> None:
        """Lay a card on the reader."""

    def remove(self) -> None:
        """Take the card off."""

    def close(self) -> None:
        """Clear everything away."""


class DirectBench:
    """A virtual card plugged into the program."""

    def __init__(self, keys: KeyProvider | None) -> None:
        self.desk = self._direct = DirectDesk(keys)

    def insert(self, card: VirtualCard) -> None:
        self._direct.insert(card)

    def remove(self) -> None:
        self._direct.remove()

    def close(self) -> None:
        self.desk.close()


class PcscBench:
    """A virtual card in a virtual reader of a real pcscd."""

    def __init__(self, lab: PcscLab, keys: KeyProvider | None) -> None:
        self._lab = lab
        self.desk = PcscDesk(keys)
        self._server: CardServer | None = None

    def insert(self, card: VirtualCard) -> None:
        self.remove()
        self._server = self._lab.server(card)
        self._server.insert()

    def remove(self) -> None:
        if self._server is not None:
            self._server.remove()
            self._server = None

    def close(self) -> None:
        self.remove()
        self.desk.close()


MakeBench = Callable[..., Bench]


def bench_maker(form: str, lab: Callable[[], PcscLab]) -> MakeBench:
    """Return what makes a bench of that form; ``keys=None`` for no provider."""

    def make(keys: KeyProvider | None = SoftwareKeys()) -> Bench:  # noqa: B008 -- frozen
        if form == "direct":
            return DirectBench(keys)
        return PcscBench(lab(), keys)

    return make
