"""How long the line waits after a fault, by who said what."""

from __future__ import annotations

import pytest

from counter_app.domain.codes.center import CenterCode
from sync import engine
from sync.station import Station
from sync.transport import LineFault
from tests.labs.centers import Clock


@pytest.mark.parametrize(
    ("of_center", "code", "longest"),
    [
        (True, CenterCode.BUSY, engine.LONGEST_BUSY_S),
        (False, CenterCode.BUSY, engine.LONGEST_DELAY_S),
        (True, CenterCode.DATABASE_AWAY, engine.LONGEST_DELAY_S),
        (False, CenterCode.INTERRUPTED, engine.LONGEST_DELAY_S),
    ],
)
def test_only_a_busy_center_is_spared(
    of_center: bool, code: CenterCode, longest: float
) -> None:
    """A proxy that says 503 may be gone in a moment: five seconds at most (G8)."""
    station = Station(Clock(), monotonic=lambda: 100.0, chance=lambda: 1.0)
    fault = LineFault(code, of_center=of_center)
    assert station.after_fault(99, fault) == 100.0 + longest
