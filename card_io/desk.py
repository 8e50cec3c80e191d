"""The acts of a card desk that change a card: writing, and the PIN."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from card_io.calls import CardCall
from card_io.core import credential, pin_reset, pins
from card_io.core.apdu import Channel
from card_io.core.pins import PinEntry
from card_io.core.writing import ExpiryJob, Job, WriteJob, write_card
from counter_app.domain.chip import CardProof, ChipReading, Personalisation, Pin
from counter_app.domain.secret import Secret
from counter_app.ports.cards import PinUse, WriteStep
from counter_app.ports.keys import KeyProvider

#: Silence of the card thread after which a caller gives up, in seconds.
STEP_SECONDS = 30.0
#: The same while a holder types on the reader's pad: up to three entries, each with
#: the pad's own limits (30 s to the first key, 10 s between keys).
PAD_SECONDS = 330.0

Journal = Callable[[WriteStep], None]
T = TypeVar("T")


def pin_entry(expected_uid: str, use: PinUse) -> PinEntry:
    """Bind a typed PIN to one certain card."""
    return PinEntry(expected_uid, use.pin, use.confirm_last_try, use.pad)


def _patience(*, pad: bool) -> float:
    return PAD_SECONDS if pad else STEP_SECONDS


class CardWriting(ABC):
    """Methods of :class:`~counter_app.ports.cards.CardDesk` that write.

    ``journal`` runs in the caller's thread, between two steps of the card thread.
    """

    _keys: KeyProvider | None

    @abstractmethod
    def _call(
        self,
        work: Callable[[CardCall, Channel], T],
        patience_s: float,
        journal: Journal | None = None,
    ) -> T:
        """Queue work for the card thread and wait for its result."""

    def personalise(
        self, expected_uid: str, data: Personalisation, journal: Journal
    ) -> ChipReading:
        """Write and read back; see the port.

        Raises:
            CardError: with ``outcome_unknown`` once a record was touched.
        """
        return self._write(WriteJob(expected_uid, data), journal)

    def rewrite(
        self, expected_uid: str, data: Personalisation, journal: Journal
    ) -> ChipReading:
        """Write what changed of a holder's data; see the port."""
        return self._write(WriteJob(expected_uid, data, rewrite=True), journal)

    def update_expiry(
        self, expected_uid: str, card_no: str, expiry: date, journal: Journal
    ) -> ChipReading:
        """Move the date of expiry; see the port."""
        return self._write(ExpiryJob(expected_uid, card_no, expiry), journal)

    def prove(self, expected_uid: str, original: bytes) -> CardProof:
        """Have the chip answer a challenge; see the port."""

        def work(call: CardCall, channel: Channel) -> CardProof:
            return credential.prove(channel, expected_uid, original, call.stopped)

        return self._call(work, STEP_SECONDS)

    def pin_state(self, expected_uid: str | None = None) -> Pin:
        """Tell the PIN's state; see the port."""

        def work(call: CardCall, channel: Channel) -> Pin:
            return pins.pin_state(channel, expected_uid, call.stopped)

        return self._call(work, STEP_SECONDS)

    def verify_pin(self, expected_uid: str, use: PinUse) -> Pin:
        """Verify the PIN once; see the port."""
        entry = pin_entry(expected_uid, use)

        def work(call: CardCall, channel: Channel) -> Pin:
            return pins.verify_pin(channel, entry, call.stopped)

        return self._call(work, _patience(pad=use.pad))

    def change_pin(
        self, expected_uid: str, use: PinUse, new: Secret, journal: Journal
    ) -> Pin:
        """Replace the PIN; see the port."""
        entry = pin_entry(expected_uid, use)

        def work(call: CardCall, channel: Channel) -> Pin:
            return pins.change_pin(channel, entry, new, call.step, call.stopped)

        return self._call(work, _patience(pad=use.pad), journal)

    def reset_pin(self, expected_uid: str, new: Secret | None, journal: Journal) -> Pin:
        """Set a new PIN by key; see the port."""
        on_pad = new is None
        entry = PinEntry(expected_uid, new or Secret(b""), pad=on_pad)

        def work(call: CardCall, channel: Channel) -> Pin:
            return pin_reset.reset_pin(
                channel, self._keys, entry, call.step, call.stopped
            )

        return self._call(work, _patience(pad=on_pad), journal)

    def unblock_pin(self, expected_uid: str, journal: Journal) -> Pin:
        """Unblock the PIN by key; see the port."""

        def work(call: CardCall, channel: Channel) -> Pin:
            keys = self._keys
            return pin_reset.unblock_pin(
                channel, keys, expected_uid, call.step, call.stopped
            )

        return self._call(work, STEP_SECONDS, journal)

    def _write(self, job: Job, journal: Journal) -> ChipReading:
        def work(call: CardCall, channel: Channel) -> ChipReading:
            return write_card(channel, self._keys, job, call.step, call.stopped)

        return self._call(work, STEP_SECONDS, journal)
