"""Findings about photos, and the nights of each folder (a frozen copy: never edit)."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "photo_finding" ("id" INTEGER NOT NULL PRIMARY KEY, "folder" TEXT NOT
        NULL, "file" TEXT NOT NULL, "fault" TEXT NOT NULL CHECK (length(fault) > 0),
        "seen_at" TEXT NOT NULL, "people" TEXT NOT NULL, "digest" TEXT NOT NULL,
        "left_at" TEXT, "left_by" TEXT NOT NULL, CHECK (left_at IS NULL = (left_by =
        ''))) STRICT
    """,
    """
    CREATE UNIQUE INDEX "photo_finding_folder_file" ON "photo_finding" ("folder",
        "file")
    """,
    """
    CREATE INDEX "photo_finding_open" ON "photo_finding" ("fault", "id") WHERE left_at
        IS NULL
    """,
    """
    CREATE TABLE "photo_night" ("folder" TEXT NOT NULL PRIMARY KEY, "total" INTEGER NOT
        NULL, "done" INTEGER NOT NULL, "taken" INTEGER NOT NULL, "known" INTEGER NOT
        NULL, "begun_at" TEXT NOT NULL, "clerk" TEXT NOT NULL, "ended_at" TEXT, CHECK
        (done BETWEEN 0 AND total)) STRICT
    """,
    """
    CREATE INDEX "photo_night_begun_at" ON "photo_night" ("begun_at")
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the tables."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
