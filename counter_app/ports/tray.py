"""The practice office's card tray: virtual cards to lay on the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TrayCard:
    """One virtual card: ``label`` is shown (name or blank, never secret)."""

    card_id: str
    label: str
    blank: bool


class CardTray(Protocol):
    """Lays one card at a time on the virtual reader."""

    def cards(self) -> tuple[TrayCard, ...]: ...
    def on_reader(self) -> str | None: ...
    def lay(self, card_id: str) -> None: ...
    def take_off(self) -> None: ...
