"""Ways and lists of applications; drafts of people nobody knows yet.

A frozen copy: never edit it.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "application_step" ("id" INTEGER NOT NULL PRIMARY KEY, "number"
        TEXT NOT NULL, "state" TEXT NOT NULL CHECK (length(state) > 0), "at" TEXT
        NOT NULL, "note" TEXT NOT NULL) STRICT
    """,
    """
    CREATE UNIQUE INDEX "application_step_number_state" ON "application_step"
        ("number", "state")
    """,
    """
    CREATE TABLE "application_batch" ("digest" TEXT NOT NULL PRIMARY KEY, "file"
        TEXT NOT NULL, "unit" TEXT NOT NULL, "agent" TEXT NOT NULL CHECK
        (json_valid(agent)), "total" INTEGER NOT NULL CHECK (total >= 0), "done"
        INTEGER NOT NULL CHECK (done BETWEEN 0 AND total), "taken" INTEGER NOT NULL
        CHECK (taken >= 0), "bad" INTEGER NOT NULL CHECK (bad >= 0), "state" TEXT
        NOT NULL CHECK (length(state) > 0), "told_at" TEXT NOT NULL, "clerk" TEXT
        NOT NULL) STRICT
    """,
    """
    CREATE INDEX "application_batch_told_at" ON "application_batch" ("told_at")
    """,
    """
    CREATE INDEX "application_name" ON "application" ("name", "made_at")
    """,
    """
    CREATE INDEX "application_unit" ON "application" ("unit", "made_at") WHERE
        unit <> ''
    """,
    # A draft of an application is kept before the roll knows its person.
    'DROP INDEX "draft_submit_key"',
    'DROP INDEX "draft_kept_at"',
    'DROP INDEX "draft_login_ssn_service"',
    'DROP INDEX "draft_login_kept_at"',
    'DROP INDEX "draft_ssn"',
    'ALTER TABLE "draft" RENAME TO "draft_before"',
    """
    CREATE TABLE "draft" ("id" INTEGER NOT NULL PRIMARY KEY, "login" TEXT NOT
        NULL, "ssn" TEXT NOT NULL, "service" TEXT NOT NULL CHECK (length(service)
        > 0), "submit_key" TEXT NOT NULL, "content" TEXT NOT NULL CHECK
        (json_valid(content)), "kept_at" TEXT NOT NULL) STRICT
    """,
    """
    INSERT INTO "draft" ("id", "login", "ssn", "service", "submit_key", "content",
        "kept_at") SELECT "id", "login", "ssn", "service", "submit_key", "content",
        "kept_at" FROM "draft_before"
    """,
    'DROP TABLE "draft_before"',
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
    """Make the tables; let drafts stand without a person of the roll."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
