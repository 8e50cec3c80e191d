"""What the kiosk shows: one step at a time, persons only masked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from views.flow.fault import Fault


class Step(StrEnum):
    """Where the holder is."""

    IDLE = "idle"  # nobody: lay your card down
    READING = "reading"
    UNREADABLE = "unreadable"
    MENU = "menu"
    FACTS = "facts"
    PIN = "pin"
    DONE = "done"
    FAILED = "failed"
    TAKE = "take"  # the time is over: take your card
    STAFF = "staff"  # only a staff password leads out


@dataclass(frozen=True, slots=True)
class KioskState:
    """One picture of the page.

    Attributes:
        field: which PIN is typed now, one of :data:`FIELDS`.
        msgid: why the PIN typed is not taken, in words of the kiosk.
    """

    step: Step = Step.IDLE
    field: str = "old"
    busy: bool = False
    fault: Fault | None = None
    msgid: str = ""


FIELDS = ("old", "new", "again")
