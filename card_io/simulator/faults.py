"""Faults a virtual card can be told to have (card.md 13.10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong."""

    PULLED = "pulled"  # taken out before the command is carried out
    LOST_REPLY = "lost_reply"  # carried out, the answer never arrives; card stays
    PULLED_AFTER = "pulled_after"  # carried out, and out before the answer
    STATUS = "status"  # not carried out, answers ``sw``
    STATUS_AFTER = "status_after"  # carried out, yet answers ``sw``
    SLOW = "slow"  # answers after ``seconds``
    READER_GONE = "reader_gone"  # the reader is unplugged before the command
    SWAPPED = "swapped"  # another card lies there before the command


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, at the n-th command since power-up or arming.

    Attributes:
        at: 1 for the next command, 2 for the one after it, and so on.
        ins: count only commands with this instruction byte, None for every one.
        sw: status word of the two ``STATUS`` kinds.
        seconds: delay of ``SLOW``.
    """

    kind: FaultKind
    at: int = 1
    ins: int | None = None
    sw: int = 0x6F00
    seconds: float = 0.0

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read ``KIND@N``, ``KIND@N:SW`` (hex) or ``slow@N:SECONDS``.

        Raises:
            ValueError: it is none of these.
        """
        name, _, place = text.partition("@")
        at, _, more = place.partition(":")
        kind, number = FaultKind(name), int(at)
        if number < 1:
            raise ValueError(text)
        if kind is FaultKind.SLOW:
            return cls(kind, number, seconds=float(more or 6))
        return cls(kind, number, sw=int(more or "6F00", 16))


class ReaderGoneError(Exception):
    """The reader was unplugged."""


class CardSwappedError(Exception):
    """Another card lies on the reader now; ``other`` is it."""

    def __init__(self, other: object) -> None:
        super().__init__()
        self.other = other


class CardPulledError(Exception):
    """The virtual card was taken out in mid-command."""


class ReplyLostError(Exception):
    """The command was carried out, its answer was lost on the way."""


class PadUnpluggedError(Exception):
    """The reader went away while its pad waited for the holder."""


class FaultScript:
    """Armed faults; each happens once."""

    def __init__(self) -> None:
        self._armed: list[tuple[Fault, int]] = []

    def arm(self, fault: Fault) -> None:
        """Add a fault; counting starts with the next command."""
        self._armed.append((fault, fault.at))

    def clear(self) -> None:
        """Forget all faults."""
        self._armed.clear()

    def next(self, ins: int) -> Fault | None:
        """Count one command and return the fault that is due."""
        self._armed = [
            (fault, left - (fault.ins is None or fault.ins == ins))
            for fault, left in self._armed
        ]
        for entry in self._armed:
            if entry[1] <= 0:
                self._armed.remove(entry)
                return entry[0]
        return None
