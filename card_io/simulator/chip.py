"""What a virtual reader can hold: a card or a SAM."""

from __future__ import annotations

from typing import Protocol


class Chip(Protocol):
    """A chip that takes APDUs; one thread at a time may use it."""

    @property
    def atr(self) -> bytes:
        """Answer to reset, as PC/SC shows it."""

    @property
    def contactless(self) -> bool:
        """Tell whether it answers without 61xx, over the air."""

    def power_on(self) -> None:
        """Power up or reset."""

    def power_off(self) -> None:
        """Forget everything volatile."""

    def exchange(self, apdu: bytes) -> bytes:
        """Carry out one command."""
