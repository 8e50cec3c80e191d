"""Bring a database to this program's version by the numbered migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.faults import faults_coded

MIGRATIONS = Path(__file__).with_name("migrations")


def bring_up_to_date(database: Any) -> tuple[str, ...]:
    """Run what is missing, each step in its own transaction; return their names.

    Raises:
        StoreError: ``store.newer`` when the file knows steps this program does not.
    """
    with faults_coded():
        runner = Runner(database, str(MIGRATIONS))
        steps = runner.status()
        if any(step.path is None for step in steps):
            raise StoreError(StoreCode.NEWER)
        if all(step.applied for step in steps):
            return ()
        return tuple(runner.up())
