"""A decided act may wait again where the center lost it (a frozen copy: never edit)."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    "DROP TRIGGER operation_decided_once",
    """
    CREATE TRIGGER operation_decided_once
    BEFORE UPDATE OF effect, refusal, decided_at ON operation
    WHEN OLD.effect <> 'pending' AND NOT (OLD.effect = 'effective' AND
        NEW.effect = 'pending' AND NEW.decided_at IS NULL AND NEW.refusal IS NULL)
    BEGIN SELECT RAISE(ABORT, 'operation is append-only'); END
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Let an effective act become pending, and nothing else of a decided one."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
