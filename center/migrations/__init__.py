"""Numbered schema steps, applied once each, in order, whole or not at all."""

from __future__ import annotations

from center.migrations import (
    m0001_base,
    m0002_first_load,
    m0003_console,
    m0005_ledger,
    m0006_key_use,
    m0007_receipts,
    m0008_applications,
    m0009_application_steps,
    m0010_photos,
    m0011_alarms_seen,
    m0012_settlements,
)
from center.migrations.run import current, migrate, require_current, step

STEPS = (
    step(1, "base", m0001_base.STATEMENTS),
    step(2, "first load", m0002_first_load.STATEMENTS),
    step(3, "console", m0003_console.STATEMENTS),
    step(5, "ledger", m0005_ledger.STATEMENTS),
    step(6, "key use", m0006_key_use.STATEMENTS),
    step(7, "receipts", m0007_receipts.STATEMENTS),
    step(8, "applications", m0008_applications.STATEMENTS),
    step(9, "application steps", m0009_application_steps.STATEMENTS),
    step(10, "photos", m0010_photos.STATEMENTS),
    step(11, "alarms seen", m0011_alarms_seen.STATEMENTS),
    step(12, "settlements", m0012_settlements.STATEMENTS),
)
LATEST = STEPS[-1].number

__all__ = ["LATEST", "STEPS", "current", "migrate", "require_current"]
