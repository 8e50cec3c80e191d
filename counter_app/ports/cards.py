"""The card port in the language of the services; adapters live in ``card_io``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from counter_app.domain.card_files import CardInquiry
from counter_app.domain.chip import ChipReading, Personalisation, Pin
from counter_app.domain.secret import Secret


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
    record: str  # e.g. "EF06/09", "PIN/change"
    phase: str  # "start" | "done"


@dataclass(frozen=True, slots=True)
class PinUse:
    """A PIN the holder typed for the card on the reader.

    Attributes:
        pin: the present PIN.
        confirm_last_try: the clerk said that the last try may be spent.
    """

    pin: Secret
    confirm_last_try: bool = False


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

    def inquire(
        self,
        *,
        wait_s: float = 0.0,
        expected_uid: str | None = None,
        pin: PinUse | None = None,
    ) -> CardInquiry:
        """Read every readable file; what needs a PIN or a key is marked so (S5).

        A PIN is verified once, on the expected card only; without ``expected_uid``
        it is refused with ``card.another_card``.
        """

    def rewrite(
        self,
        expected_uid: str,
        data: Personalisation,
        journal: Callable[[WriteStep], None],
    ) -> ChipReading:
        """Write what changed of a holder's data, as :meth:`personalise` does.

        The card must bear ``data.card_no`` already: ``card.not_personalised`` for a
        blank one, ``card.another_card`` for another number.
        """

    def update_expiry(
        self,
        expected_uid: str,
        card_no: str,
        expiry: date,
        journal: Callable[[WriteStep], None],
    ) -> ChipReading:
        """Move the date of expiry (EF05 06) and read it back."""

    def pin_state(self, expected_uid: str | None = None) -> Pin:
        """Tell the state and tries left of the PIN; costs no try (card.md 4.2)."""

    def verify_pin(self, expected_uid: str, use: PinUse) -> Pin:
        """Verify the PIN once, never of the desk's own accord.

        Raises ``card.pin_wrong`` with ``tries_left``, ``card.pin_locked``,
        ``card.pin_none``; ``card.last_try`` before the last try unless confirmed.
        """

    def change_pin(
        self,
        expected_uid: str,
        use: PinUse,
        new: Secret,
        journal: Callable[[WriteStep], None],
    ) -> Pin:
        """Replace the PIN with the old one; needs no key. Codes as verifying."""

    def reset_pin(
        self,
        expected_uid: str,
        new: Secret,
        journal: Callable[[WriteStep], None],
    ) -> Pin:
        """Set a new PIN without the old one; the key provider secures it (7.5).

        Raises ``card.no_key_provider``, ``card.provider_cannot``, CenterError.
        """

    def unblock_pin(
        self, expected_uid: str, journal: Callable[[WriteStep], None]
    ) -> Pin:
        """Give a locked PIN its tries back; needs the key provider (7.6)."""

    def compare(self, expected_uid: str, data: Personalisation) -> str:
        """Tell how far the card on the reader is: ``untouched|partial|complete``."""

    def close(self) -> None:
        """Stop the card thread and release every handle."""
