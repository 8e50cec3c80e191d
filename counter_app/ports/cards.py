"""The card port in the language of the services; adapters live in ``card_io``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from counter_app.domain.chip import ChipReading, Personalisation


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What the status bar says about reader and card.

    Attributes:
        service: the PC/SC service answers.
        reader: name of the reader in use, or None.
        card_present: a card lies on it.
        fault: code of ``codes.card`` when something is wrong.
        serial: grows with every change, so that a swap is seen.
    """

    service: bool
    reader: str | None
    card_present: bool
    fault: str | None = None
    serial: int = 0


@dataclass(frozen=True, slots=True)
class WriteStep:
    """One journalled step: ``start`` before the UPDATE, ``done`` after read-back."""

    number: int
    record: str  # e.g. "EF06/09"
    phase: str  # "start" | "done"


class CardDesk(Protocol):
    """One reader with the card on it. Calls block; the card thread does the work.

    Every method may raise :class:`~counter_app.domain.errors.CardError`.
    """

    channel: str  # "pcsc" | "direct"

    def state(self) -> ReaderState:
        """Return the last known state without touching the reader."""

    def watch(self, on_change: Callable[[ReaderState], None]) -> None:
        """Call ``on_change`` from the card thread whenever the state changes."""

    def read(self, *, wait_s: float = 0.0) -> ChipReading:
        """Read the basic data, waiting up to ``wait_s`` seconds for a card."""

    def personalise(
        self,
        expected_uid: str,
        data: Personalisation,
        journal: Callable[[WriteStep], None],
    ) -> ChipReading:
        """Write EF05 05-07 and EF06 of the blank card and read every record back.

        Re-reads the identification code first (card.md 7.8) and refuses another
        card with ``card.another_card``. Records that already hold the planned value
        are left alone, so the call also resumes an interrupted write. ``journal``
        is called before and after every record; its exceptions stop the write.
        """

    def compare(self, expected_uid: str, data: Personalisation) -> str:
        """Tell how far the card on the reader is: ``untouched|partial|complete``."""

    def close(self) -> None:
        """Stop the card thread and release every handle."""
