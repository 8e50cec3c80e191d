"""Bring a database to this program's version by the numbered migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from db.faults import faults_coded

MIGRATIONS = Path(__file__).with_name("migrations")
_HISTORY = "schema_migration"  # the runner's own table


def bring_up_to_date(database: Any) -> tuple[str, ...]:
    """Run what is missing, each step in its own transaction; return their names.

    Raises:
        StoreError: ``store.newer`` when the file knows steps this program does not.
    """
    with faults_coded():
        if _done(database) == {path.stem for path in MIGRATIONS.glob("[0-9]*.py")}:
            return ()  # as at nearly every start: what migrates need not be loaded
        from playhouse.migrations import Runner  # noqa: PLC0415

        runner = Runner(database, str(MIGRATIONS))
        steps = runner.status()
        if any(step.path is None for step in steps):
            raise StoreError(StoreCode.NEWER)
        if all(step.applied for step in steps):
            return ()
        return tuple(runner.up())


def _done(database: Any) -> set[str]:
    """Return the steps the file has seen; none where no history is kept yet."""
    known = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    if not database.execute_sql(known, (_HISTORY,)).fetchone():
        return set()
    found = database.execute_sql(
        f"SELECT name FROM {_HISTORY} WHERE applied IS NOT NULL"  # noqa: S608
    )
    return {name for (name,) in found.fetchall()}
