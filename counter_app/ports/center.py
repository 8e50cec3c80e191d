"""The center as the services and the window see it; ``sync`` implements it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LineState:
    """What is known about the line to the center.

    Attributes:
        enrolled: this workstation has keys and an address.
        online: the last exchange succeeded and the line is not held.
        fault: code of ``codes.center`` of the last failure.
        skew_s: center's clock minus ours at the last contact, seconds.
        next_try: when the next exchange is due.
    """

    enrolled: bool
    online: bool
    last_contact: datetime | None = None
    fault: str | None = None
    skew_s: float | None = None
    next_try: datetime | None = None


class Line(Protocol):
    """The running sync: wake it, ask it, wait for one operation's outcome."""

    def state(self) -> LineState: ...
    def wake(self) -> None:
        """Start an exchange now (commit 2 calls this)."""

    def wait_decided(self, op_ids: tuple[str, ...], timeout_s: float) -> bool:
        """Wait until all are decided; False at once while offline, or on time-out."""

    def watch(self, on_change: Callable[[LineState], None]) -> None: ...
    def hold(self, held: bool) -> None:  # noqa: FBT001 - a switch, not a mode
        """Cut the line on purpose (practice office) or give it back."""

    def close(self) -> None: ...
