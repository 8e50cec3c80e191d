"""Photos, applications and exchange campaigns (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "photo" ("id" INTEGER NOT NULL PRIMARY KEY, "digest" TEXT NOT NULL
        CHECK (length(digest) = 64), "source" TEXT NOT NULL, "ssn" TEXT NOT NULL,
        "fault" TEXT NOT NULL, "jpeg" BLOB, "made_at" TEXT NOT NULL, "clerk" TEXT NOT
        NULL, "uploaded_at" TEXT, "purged_at" TEXT, CHECK (jpeg IS NULL = (fault <>
        '' OR purged_at IS NOT NULL)), CHECK (purged_at IS NULL OR uploaded_at IS NOT
        NULL)) STRICT
    """,
    """
    CREATE UNIQUE INDEX "photo_digest" ON "photo" ("digest")
    """,
    """
    CREATE INDEX "photo_ssn_id" ON "photo" ("ssn", "id")
    """,
    """
    CREATE INDEX "photo_to_upload" ON "photo" ("id") WHERE uploaded_at IS NULL AND
        jpeg IS NOT NULL
    """,
    """
    CREATE INDEX "photo_to_purge" ON "photo" ("uploaded_at") WHERE uploaded_at IS NOT
        NULL AND purged_at IS NULL
    """,
    """
    CREATE TABLE "application" ("number" TEXT NOT NULL PRIMARY KEY, "ssn" TEXT NOT
        NULL, "name" TEXT NOT NULL, "bank" TEXT NOT NULL, "state" TEXT NOT NULL CHECK
        (length(state) > 0), "made_at" TEXT NOT NULL, "told_at" TEXT, "promised_on"
        TEXT, "card_no" TEXT NOT NULL, "note" TEXT NOT NULL, "unit" TEXT NOT NULL,
        "case_id" TEXT) STRICT
    """,
    """
    CREATE INDEX "application_ssn" ON "application" ("ssn")
    """,
    """
    CREATE INDEX "application_made_at" ON "application" ("made_at")
    """,
    """
    CREATE INDEX "application_state_made_at" ON "application" ("state", "made_at")
    """,
    """
    CREATE TABLE "campaign" ("campaign_id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT
        NULL CHECK (length(name) > 0), "unit" TEXT NOT NULL, "first" TEXT NOT NULL,
        "until" TEXT NOT NULL, "made_at" TEXT NOT NULL, "clerk" TEXT NOT NULL, CHECK
        (until >= first)) STRICT
    """,
    """
    CREATE INDEX "campaign_made_at" ON "campaign" ("made_at")
    """,
    """
    CREATE TABLE "campaign_person" ("id" INTEGER NOT NULL PRIMARY KEY, "campaign_id"
        TEXT NOT NULL, "ssn" TEXT NOT NULL, "card_no" TEXT NOT NULL, "reminders"
        INTEGER NOT NULL CHECK (reminders >= 0), "reminded_at" TEXT, FOREIGN KEY
        ("campaign_id") REFERENCES "campaign" ("campaign_id") DEFERRABLE INITIALLY
        DEFERRED, FOREIGN KEY ("card_no") REFERENCES "card" ("card_no") DEFERRABLE
        INITIALLY DEFERRED) STRICT
    """,
    """
    CREATE UNIQUE INDEX "campaign_person_campaign_id_card_no" ON "campaign_person"
        ("campaign_id", "card_no")
    """,
    """
    CREATE INDEX "campaign_person_card_no" ON "campaign_person" ("card_no")
    """,
    """
    CREATE INDEX "card_expires" ON "card" ("expiry_date") WHERE expiry_date IS NOT
        NULL AND replaced_by IS NULL
    """,
)
_CASE = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'case_record'"
_PUT = "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = 'case_record'"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the tables; a case may be about no card yet (a first application).

    A NOT NULL may be dropped in the schema itself, for it changes nothing of what is
    stored (sqlite.org, lang_altertable, "Making other kinds of schema changes").
    """
    for statement in STATEMENTS:
        db.execute_sql(statement)
    sql = str(db.execute_sql(_CASE).fetchone()[0])
    version = db.execute_sql("PRAGMA schema_version").fetchone()[0]
    db.execute_sql("PRAGMA writable_schema = ON")
    opened = sql.replace('"card_no" TEXT NOT NULL,', '"card_no" TEXT,')
    db.execute_sql(_PUT, (opened,))
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
