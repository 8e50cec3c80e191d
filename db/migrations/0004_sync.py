"""Reviews, departures, parcels (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "departed" ("ssn" TEXT NOT NULL PRIMARY KEY, "departed_at"
        TEXT NOT NULL, FOREIGN KEY ("ssn") REFERENCES "holder" ("ssn")
        DEFERRABLE INITIALLY DEFERRED) STRICT
    """,
    """
    CREATE INDEX "operation_decided" ON "operation" ("decided_at") WHERE
        decided_at IS NOT NULL
    """,
    """
    CREATE TABLE "parcel" ("digest" TEXT NOT NULL PRIMARY KEY, "content" TEXT
        NOT NULL, "taken_at" TEXT NOT NULL, "sent_at" TEXT, "outcome" TEXT)
        STRICT
    """,
    """
    CREATE INDEX "parcel_waiting" ON "parcel" ("taken_at") WHERE sent_at IS
        NULL
    """,
    """
    CREATE TABLE "review" ("op_id" TEXT NOT NULL PRIMARY KEY, "way" TEXT NOT
        NULL CHECK (way IN ('withdraw', 'resend', 'escalate', 'recall')),
        "note" TEXT NOT NULL CHECK (note <> ''), "chosen_by" TEXT NOT NULL,
        "chosen_at" TEXT NOT NULL, "told_at" TEXT, "reply" TEXT, "reply_by"
        TEXT, "replied_at" TEXT, FOREIGN KEY ("op_id") REFERENCES "operation"
        ("op_id") DEFERRABLE INITIALLY DEFERRED, CHECK ((reply IS NULL) =
        (replied_at IS NULL))) STRICT
    """,
    """
    CREATE INDEX "review_unanswered" ON "review" ("chosen_at") WHERE way =
        'escalate' AND reply IS NULL
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the tables that sync keeps beside the outbox."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
