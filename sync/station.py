"""What both loops share: the client, the clocks, and whether the line is open."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from counter_app.domain.codes.center import CenterCode
from counter_app.domain.errors import CenterError
from counter_app.ports.clock import Clock
from sync import engine
from sync.client import CenterClient
from sync.transport import LineFault


@dataclass(slots=True)
class Station:
    """One workstation on the line.

    Attributes:
        workstation: its name at the center; empty before enrolment.
        held: cut on purpose.
        anchored: the audit chain was compared with the center's anchors since the
            program began; a file put back remembers only what it was told then.
        monotonic: seconds that never jump; waits are measured with it, so a wrong
            wall clock delays nothing (G11).
    """

    clock: Clock
    workstation: str = ""
    connection: CenterClient | None = None
    held: bool = False
    anchored: bool = False
    monotonic: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = field(default=random.random)

    @property
    def open(self) -> bool:
        """Whether exchanges may be made."""
        return self.connection is not None and not self.held

    def after(self, failures: int, longest: float = engine.LONGEST_DELAY_S) -> float:
        """Return when to try again after ``failures`` in a row."""
        return self.monotonic() + engine.delay(failures, self.chance(), longest)

    def after_fault(self, failures: int, fault: LineFault) -> float:
        """Return when to try again after faults in a row, this one the last.

        The center itself is spared when it says that it is busy; a proxy or portal
        that says so may be gone in a moment (G8).
        """
        busy = fault.of_center and fault.code == CenterCode.BUSY
        longest = engine.LONGEST_BUSY_S if busy else engine.LONGEST_DELAY_S
        return self.after(failures, longest)

    @property
    def client(self) -> CenterClient:
        """The client.

        Raises:
            CenterError: ``center.not_enrolled``.
        """
        if self.connection is None:
            raise CenterError(CenterCode.NOT_ENROLLED)
        return self.connection
