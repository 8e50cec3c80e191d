"""What the lock page shows."""

from __future__ import annotations

from dataclasses import dataclass

from views.flow.fault import Fault


@dataclass(frozen=True, slots=True)
class LockState:
    """One picture of the page."""

    busy: bool = False
    fault: Fault | None = None
