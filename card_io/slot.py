"""The place where a card lies: what the card thread needs of a reader.

Two adapters: a real reader through PC/SC, and a virtual card plugged in directly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from card_io.core.apdu import Channel


@dataclass(frozen=True, slots=True)
class SlotState:
    """What a reader shows.

    ``event`` differs between two insertions even when the removal was not seen;
    ``has_pad`` tells that the reader takes PINs on keys of its own.
    """

    service: bool
    reader: str | None
    card_present: bool
    fault: str | None = None
    event: int = 0
    has_pad: bool = False


class CardSlot(Protocol):
    """One reader; every method but ``interrupt`` belongs to the card thread."""

    channel: str  # "pcsc" | "direct"

    def poll(self, timeout_s: float) -> SlotState:
        """Wait up to ``timeout_s`` for a change and return the state."""

    def interrupt(self) -> None:
        """Make a :meth:`poll` that waits in the card thread return soon."""

    def open(self) -> Channel:
        """Power the card up for one exclusive operation.

        Raises:
            CardError: ``card.no_service``, ``card.no_reader``, ``card.no_card``,
                ``card.sharing``, ``card.mute`` ...
        """

    def close(self) -> None:
        """Give everything back; never raises."""
