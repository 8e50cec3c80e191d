"""A chip that breaks, or makes its surroundings break, at one certain command."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum

from card_io.simulator.card import VirtualCard
from card_io.simulator.faults import CardPulledError, ReplyLostError

MEMORY = bytes.fromhex("6581")
_UPDATE, _VERIFY, _CHANGE = 0xDC, 0x20, 0x5E


class Break(StrEnum):
    """What happens at the chosen command."""

    REMOVED = "card removed"
    READER_OUT = "reader out"
    RESTARTED = "service restarted"
    KILLED = "program killed"
    MEMORY = "6581"
    LOST = "lost answer"
    SWAPPED = "card swapped"


class FaultyChip:
    """A virtual card as :class:`~card_io.simulator.chip.Chip`, with one fault.

    Args:
        card: the card behind it.
        at: number of the command at which the fault happens, from 1.
        after: the command is carried out first.
        act: what happens, see :class:`Break`; may raise, may return an answer.
    """

    def __init__(
        self,
        card: VirtualCard,
        at: int,
        act: Callable[[], bytes | None],
        *,
        after: bool = False,
    ) -> None:
        self.card = card
        self.sent = 0
        self.verifies = 0
        self._at = at
        self._act = act
        self._after = after
        self._go = threading.Event()
        self._go.set()

    def break_at(
        self, at: int, act: Callable[[], bytes | None], *, after: bool
    ) -> None:
        """Choose the fault; commands are counted from now on."""
        self.sent, self._at, self._act, self._after = 0, at, act, after

    def hold(self) -> None:
        """Let the next command wait for :meth:`release`."""
        self._go.clear()

    def release(self) -> None:
        """Let commands pass."""
        self._go.set()

    @property
    def atr(self) -> bytes:
        return self.card.atr

    @property
    def contactless(self) -> bool:
        return self.card.contactless

    def power_on(self) -> None:
        self.card.power_on()

    def power_off(self) -> None:
        self.card.power_off()

    def exchange(self, apdu: bytes) -> bytes:
        """Count, break at the right place, otherwise be the card."""
        self._go.wait()
        self.sent += 1
        if apdu[1] == _VERIFY and len(apdu) > 5:  # noqa: PLR2004 -- more than a header
            self.verifies += 1
        if self.sent != self._at:
            return self.card.exchange(apdu)
        answer = self.card.exchange(apdu) if self._after else b""
        return self._act() or answer or MEMORY


class SilentChip(FaultyChip):
    """A card that says 9000 to one UPDATE and does something else.

    Args:
        card: the card behind it.
        at: number of the UPDATE that fails, from 1.
        damage: makes the bytes that are stored instead; None stores nothing.
    """

    def __init__(
        self,
        card: VirtualCard,
        at: int,
        damage: Callable[[bytes], bytes] | None = None,
    ) -> None:
        super().__init__(card, 0, lambda: None)
        self._nth = at
        self._updates = 0
        self._damage = damage

    def exchange(self, apdu: bytes) -> bytes:
        """Be the card, but for one UPDATE."""
        if apdu[1] == _UPDATE:
            self._updates += 1
            if self._updates == self._nth:
                if self._damage is not None:
                    self.card.exchange(apdu[:7] + self._damage(apdu[7:]))
                return bytes.fromhex("9000")
        return self.card.exchange(apdu)


def pulled() -> bytes:
    """Take the card out."""
    raise CardPulledError


def lost() -> bytes:
    """Lose the answer on the way."""
    raise ReplyLostError


def memory_failure() -> bytes:
    """Answer 6581."""
    return MEMORY
