"""The card port in the language of the services; adapters live in ``card_io``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from counter_app.domain.card_files import CardInquiry
from counter_app.domain.chip import CardProof, ChipReading, Personalisation, Pin
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
        has_pad: the reader in use takes PINs on keys of its own.
    """

    service: bool
    reader: str | None
    card_present: bool
    fault: str | None = None
    serial: int = 0
    has_pad: bool = False


@dataclass(frozen=True, slots=True)
class WriteStep:
    """One journalled step: ``start`` before the UPDATE, ``done`` after read-back."""

    number: int
    record: str  # e.g. "EF06/09", "PIN/change"
    phase: str  # "start" | "done"


@dataclass(frozen=True, slots=True)
class PinUse:
    """A PIN of the holder for the card on the reader.

    Attributes:
        pin: the present PIN; empty when the reader's pad asks for it.
        confirm_last_try: the clerk said that the last try may be spent.
        pad: the holder types on the reader's pad; the program never sees the PIN.
    """

    pin: Secret
    confirm_last_try: bool = False
    pad: bool = False

    @classmethod
    def on_pad(cls, *, confirm_last_try: bool = False) -> PinUse:
        """Let the holder type on the pad of the reader."""
        return cls(Secret(b""), confirm_last_try, pad=True)


#: Told from the card thread how many files were looked at, and of how many.
Progress = Callable[[int, int], None]


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
        progress: Progress | None = None,
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

    def prove(self, expected_uid: str, original: bytes) -> CardProof:
        """Have the chip answer INTERNAL AUTHENTICATE; judged elsewhere (card.md 7.7).

        ``original`` is 8 bytes; ``answer`` stays empty where the chip has no such key.
        """

    def pin_state(self, expected_uid: str | None = None) -> Pin:
        """Tell the state and tries left of the PIN; costs no try (card.md 4.2)."""

    def verify_pin(self, expected_uid: str, use: PinUse) -> Pin:
        """Verify the PIN once, never of the desk's own accord.

        Raises ``card.pin_wrong`` with ``tries_left``, ``card.pin_locked``,
        ``card.pin_none``; ``card.last_try`` before the last try unless confirmed;
        of the pad ``card.pad_absent``, ``card.pad_timeout``, ``card.pad_cancelled``,
        ``card.pad_length`` (no try spent).
        """

    def change_pin(
        self,
        expected_uid: str,
        use: PinUse,
        new: Secret,
        journal: Callable[[WriteStep], None],
    ) -> Pin:
        """Replace the PIN with the old one; needs no key. Codes as verifying.

        With ``use.pad`` the holder types the old and, twice, the new one on the pad
        and ``new`` stays unused; ``card.pad_mismatch`` when the two differ.
        """

    def reset_pin(
        self,
        expected_uid: str,
        new: Secret | None,
        journal: Callable[[WriteStep], None],
    ) -> Pin:
        """Set a new PIN without the old one; the key provider secures it (7.5).

        With ``new`` None the holder types it, twice, on the reader's pad: the card
        gets a random PIN nobody knows, which the pad replaces at once. A holder who
        gives up there leaves the random one (``outcome_unknown``): reset again.

        Raises ``card.no_key_provider``, ``card.provider_cannot``, CenterError; the
        codes of the pad as :meth:`change_pin`.
        """

    def unblock_pin(
        self, expected_uid: str, journal: Callable[[WriteStep], None]
    ) -> Pin:
        """Give a locked PIN its tries back; needs the key provider (7.6)."""

    def compare(self, expected_uid: str, data: Personalisation) -> str:
        """Tell how far the card on the reader is: ``untouched|partial|complete``."""

    def close(self) -> None:
        """Stop the card thread and release every handle."""
