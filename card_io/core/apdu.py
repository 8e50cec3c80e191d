"""Commands and answers of ISO 7816-4 in their short form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

from card_io.core.pad import PinPad

MAX_SHORT = 256
SW_OK = 0x9000


@dataclass(frozen=True, slots=True)
class Command:
    """One command APDU.

    Attributes:
        le: bytes expected, 256 for "as many as there are"; None for none.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)  # may be a PIN
    le: int | None = None

    @property
    def header(self) -> bytes:
        """Return CLA INS P1 P2."""
        return bytes((self.cla, self.ins, self.p1, self.p2))

    def with_le(self, le: int) -> Command:
        """Return the same command that asks for ``le`` bytes."""
        return replace(self, le=le)

    def encode(self, *, t0: bool) -> bytes:
        """Return the bytes for the wire.

        Under T=0 a command with data carries no Le: the card announces its answer
        with 61xx and the reader fetches it (ISO 7816-3, 12.2.1.3).
        """
        raw = self.header
        if self.data:
            raw += bytes((len(self.data),)) + self.data
        if self.le is None or (self.data and t0):
            return raw
        return raw + bytes((self.le % MAX_SHORT,))


@dataclass(frozen=True, slots=True)
class Answer:
    """Data and status word of one answer."""

    data: bytes
    sw: int

    @property
    def ok(self) -> bool:
        """Tell whether the status word is 9000."""
        return self.sw == SW_OK

    @classmethod
    def parse(cls, raw: bytes) -> Answer:
        """Split the last two bytes off as status word."""
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))


class Channel(Protocol):
    """An open, powered card in a reader; every adapter offers this much."""

    atr: bytes
    contactless: bool

    @property
    def pad(self) -> PinPad | None:
        """The PIN pad of the reader, None when it has none."""

    def exchange(self, apdu: bytes) -> bytes:
        """Send one APDU and return data and status word.

        Raises:
            CardError: ``card.removed``, ``card.comm``, ``card.no_service`` ...
        """

    def close(self) -> None:
        """Power the card down and give the reader back; never raises."""


class Sender(Protocol):
    """Anything that takes a command and gives its answer."""

    def send(self, command: Command) -> Answer:
        """Return the answer to ``command``."""
