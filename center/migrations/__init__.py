"""Numbered schema steps, applied once each, in order, whole or not at all."""

from __future__ import annotations

from center.migrations import m0001_base, m0002_first_load
from center.migrations.run import current, migrate, require_current, step

STEPS = (
    step(1, "base", m0001_base.STATEMENTS),
    step(2, "first load", m0002_first_load.STATEMENTS),
)
LATEST = STEPS[-1].number

__all__ = ["LATEST", "STEPS", "current", "migrate", "require_current"]
