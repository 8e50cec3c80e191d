"""Two indexes fewer for each case to write (a frozen copy: never edit)."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    # A digest covers its row's number, so no two rows share one, and nobody looks for
    # one; as a random key it cost each audit row a page of its own.
    "DROP INDEX audit_digest",
    # Most holders come themselves: their cases are in no list of agents.
    "DROP INDEX case_record_agent_id_made_at",
    """
    CREATE INDEX "case_of_agent" ON "case_record" ("agent_id", "made_at")
    WHERE agent_id <> ''
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Drop one index; keep the other for the cases of agents alone."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
