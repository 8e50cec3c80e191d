"""The practice office's card tray: lay a virtual card, take it off; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from counter_app.ports.tray import CardTray, TrayCard
from counter_app.runtime import Lane
from views.flow.backstage import Backstage
from views.flow.fault import Fault


@dataclass(frozen=True, slots=True)
class TrayState:
    """One picture of the tray; ``shown`` are the cards that match ``text``."""

    cards: tuple[TrayCard, ...] = ()
    shown: tuple[TrayCard, ...] = ()
    on_reader: str | None = None
    text: str = ""
    busy: bool = False
    fault: Fault | None = None


class TrayView(Protocol):
    """The tray's face."""

    def render(self, state: TrayState) -> None: ...
    def selected(self) -> TrayCard | None: ...


class TrayPresenter:
    """Every call of the tray runs in the card lane: laying a card may take time."""

    def __init__(
        self, tray: CardTray, backstage: Backstage, changed: Callable[[], None]
    ) -> None:
        self._tray = tray
        self._backstage = backstage
        self._changed = changed
        self.state = TrayState()
        self.view: TrayView | None = None

    @property
    def label(self) -> str:
        """Label of the card on the reader, "" when there is none."""
        lying = self.state.on_reader
        return next((c.label for c in self.state.cards if c.card_id == lying), "")

    def load(self) -> None:
        """Look what is in the tray."""
        self._run(lambda: None)

    def typed(self, text: str) -> None:
        """Show the cards whose label or id holds this text."""
        self._show(replace(self.state, text=text, shown=self._match(text)))

    def lay(self) -> None:
        """Lay the chosen card on the reader, or the first one shown."""
        chosen = self.view.selected() if self.view else None
        card = chosen or (self.state.shown[0] if self.state.shown else None)
        if card is not None:
            card_id = card.card_id
            self._run(lambda: self._tray.lay(card_id))

    def take_off(self) -> None:
        """Take the card off the reader."""
        self._run(self._tray.take_off)

    # -- inside ------------------------------------------------------------
    def _match(self, text: str) -> tuple[TrayCard, ...]:
        wanted = text.strip().casefold()
        return tuple(
            card
            for card in self.state.cards
            if wanted in card.label.casefold() or wanted in card.card_id.casefold()
        )

    def _run(self, act: Callable[[], None]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, fault=None))

        def job() -> tuple[tuple[TrayCard, ...], str | None]:
            act()
            return self._tray.cards(), self._tray.on_reader()

        self._backstage.run(Lane.CARD, lambda _: job(), self._done, self._failed)

    def _done(self, found: tuple[tuple[TrayCard, ...], str | None]) -> None:
        cards, lying = found
        self.state = replace(self.state, cards=cards, on_reader=lying, busy=False)
        self._show(replace(self.state, shown=self._match(self.state.text)))

    def _failed(self, fault: Fault) -> None:
        self._show(replace(self.state, busy=False, fault=fault))

    def _show(self, state: TrayState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._changed()
