"""Drafts of forms (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "draft" ("id" INTEGER NOT NULL PRIMARY KEY, "login" TEXT NOT
        NULL, "ssn" TEXT NOT NULL, "service" TEXT NOT NULL CHECK (length(service)
        > 0), "submit_key" TEXT NOT NULL, "content" TEXT NOT NULL CHECK
        (json_valid(content)), "kept_at" TEXT NOT NULL, FOREIGN KEY ("ssn")
        REFERENCES "holder" ("ssn") DEFERRABLE INITIALLY DEFERRED) STRICT
    """,
    """
    CREATE INDEX "draft_submit_key" ON "draft" ("submit_key")
    """,
    """
    CREATE INDEX "draft_kept_at" ON "draft" ("kept_at")
    """,
    """
    CREATE UNIQUE INDEX "draft_login_ssn_service" ON "draft" ("login", "ssn",
        "service")
    """,
    """
    CREATE INDEX "draft_login_kept_at" ON "draft" ("login", "kept_at")
    """,
    """
    CREATE INDEX "draft_ssn" ON "draft" ("ssn")
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the table of drafts."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
