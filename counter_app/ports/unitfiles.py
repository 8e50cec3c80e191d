"""Sealed files between the laptops of one unit day; ``sync`` implements them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.records import Card, Holder
from counter_app.domain.units import UnitAgent, UnitBox, UnitJob, UnitMark, UnitPerson


class FileKind(StrEnum):
    """Which way a file goes."""

    BOXES = "boxes"  # out: what a laptop takes along
    RESULTS = "results"  # back: what became of each person


@dataclass(frozen=True, slots=True)
class UnitFile:
    """What goes on the stick.

    Attributes:
        laptop: whose boxes these are.
        holders, cards: of the people in the boxes, so that a laptop that never met
            the center can serve them; empty on the way back.
        marks: the laptop's log; empty on the way out.
        closed: the laptop counted its boxes and is done.
    """

    kind: FileKind
    office_code: str
    laptop: str
    job: UnitJob
    agents: tuple[UnitAgent, ...]
    boxes: tuple[UnitBox, ...]
    people: tuple[UnitPerson, ...] = ()
    holders: tuple[Holder, ...] = ()
    cards: tuple[Card, ...] = ()
    marks: tuple[UnitMark, ...] = ()
    closed: bool = False


class UnitFiles(Protocol):
    """Seals and opens files under a code that is told by word of mouth."""

    def new_code(self) -> str:
        """Return a code nobody can guess, in groups for reading aloud."""

    def seal(self, content: UnitFile, code: str) -> bytes: ...
    def open(self, data: bytes, code: str) -> UnitFile:
        """Return what was sealed.

        Raises:
            RuleError: ``units.file_unreadable``: damaged, or another code.
        """


class NoUnitFiles:
    """Where no laptops take part."""

    def new_code(self) -> str:
        """Return no code."""
        return ""

    def seal(self, content: UnitFile, code: str) -> bytes:  # noqa: ARG002 - the port's
        """Refuse: nobody could open the file."""
        raise RuleError(UnitCode.FILE_UNREADABLE)

    def open(self, data: bytes, code: str) -> UnitFile:  # noqa: ARG002 - the port's
        """Refuse: nobody sealed it."""
        raise RuleError(UnitCode.FILE_UNREADABLE)
