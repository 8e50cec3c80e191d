"""The card tray: lays one virtual card at a time on the practice reader."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from card_io.simulator.card import VirtualCard
from card_io.simulator.namespaces import dial
from card_io.simulator.vpcd import CardServer
from counter_app.ports.tray import TrayCard
from counter_app.practice.cards import CardBox


@runtime_checkable
class CardPlace(Protocol):
    """Where a card is laid: a virtual PC/SC reader, or a desk of the direct form."""

    def insert(self, card: VirtualCard) -> None: ...
    def remove(self) -> None: ...


class VirtualReader:
    """The reader of the private pcscd: the card joins its network namespace."""

    def __init__(self, port: int, pcscd_pid: int) -> None:
        self._port = port
        self._pid = pcscd_pid
        self._server: CardServer | None = None

    def insert(self, card: VirtualCard) -> None:
        self._server = CardServer(card, lambda: dial(self._port, self._pid))
        self._server.insert()

    def remove(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.remove()


class Tray:
    """:class:`~counter_app.ports.tray.CardTray` over a box and a place."""

    def __init__(
        self,
        box: CardBox,
        place: CardPlace,
        away: Callable[[float], bool] = lambda _seconds: True,
    ) -> None:
        self._box = box
        self._place = place
        self._away = away  # waits until the reader has noticed that it is empty
        self._lock = threading.Lock()
        self._laid: str | None = None

    def cards(self) -> tuple[TrayCard, ...]:
        return self._box.cards()

    def on_reader(self) -> str | None:
        return self._laid

    def lay(self, card_id: str) -> None:
        """Lay a card on the reader; the one lying there is taken off first.

        Raises:
            SystemFaultError: ``practice.no_such_card``.
        """
        with self._lock:
            card = self._box.take(card_id)
            self._take_off()
            self._place.insert(card)
            self._laid = card_id

    def lay_blank(self) -> None:
        """Lay the first blank card on the reader.

        Raises:
            SystemFaultError: ``practice.no_blank``.
        """
        self.lay(self._box.blank())

    def take_off(self) -> None:
        with self._lock:
            self._take_off()

    def _take_off(self) -> None:
        if self._laid is None:
            return
        self._place.remove()
        self._laid = None
        self._away(_NOTICE_S)


_NOTICE_S = 30.0  # at most; pcscd looks every 0.4 s, a busy machine less often
