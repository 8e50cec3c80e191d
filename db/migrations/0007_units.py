"""Unit jobs, their people and the log on site (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "unit_agent" ("id" INTEGER NOT NULL PRIMARY KEY, "job_id" TEXT NOT
        NULL, "name" TEXT NOT NULL CHECK (length(name) > 0), "id_no" TEXT NOT NULL
        CHECK (length(id_no) > 0), "phone" TEXT NOT NULL, FOREIGN KEY ("job_id")
        REFERENCES "unit_job" ("job_id") DEFERRABLE INITIALLY DEFERRED) STRICT
    """,
    """
    CREATE INDEX "unit_agent_job_id" ON "unit_agent" ("job_id")
    """,
    """
    CREATE TABLE "unit_box" ("id" INTEGER NOT NULL PRIMARY KEY, "job_id" TEXT NOT
        NULL, "box" INTEGER NOT NULL CHECK (box > 0), "label" TEXT NOT NULL CHECK
        (length(label) > 0), "packed_at" TEXT, "packer" TEXT NOT NULL, "second" TEXT
        NOT NULL, "laptop" TEXT NOT NULL, "counted" INTEGER CHECK (counted >= 0),
        "reason" TEXT NOT NULL, FOREIGN KEY ("job_id") REFERENCES "unit_job"
        ("job_id") DEFERRABLE INITIALLY DEFERRED, CHECK ((packed_at IS NULL) =
        (packer = '')), CHECK (second = '' OR second <> packer)) STRICT
    """,
    """
    CREATE UNIQUE INDEX "unit_box_label" ON "unit_box" ("label")
    """,
    """
    CREATE UNIQUE INDEX "unit_box_job_id_box" ON "unit_box" ("job_id", "box")
    """,
    """
    CREATE TABLE "unit_job" ("job_id" TEXT NOT NULL PRIMARY KEY, "unit" TEXT NOT
        NULL CHECK (length(unit) > 0), "day" TEXT NOT NULL, "place" TEXT NOT NULL,
        "order_by" TEXT NOT NULL CHECK (order_by IN ('strokes', 'pinyin',
        'number')), "box_size" INTEGER NOT NULL CHECK (box_size > 0), "state" TEXT
        NOT NULL CHECK (state IN ('packed', 'on_site', 'closed')), "made_at" TEXT
        NOT NULL, "clerk" TEXT NOT NULL, "digest" TEXT NOT NULL) STRICT
    """,
    """
    CREATE INDEX "unit_job_day" ON "unit_job" ("day")
    """,
    """
    CREATE UNIQUE INDEX "unit_job_digest" ON "unit_job" ("digest")
    """,
    """
    CREATE TABLE "unit_mark" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "mark_id" TEXT NOT NULL, "job_id" TEXT NOT NULL, "running" INTEGER NOT NULL,
        "mark" TEXT NOT NULL CHECK (mark IN ('handed', 'absent', 'wrong_card',
        'refused', 'undone', 'double')), "at" TEXT NOT NULL, "clerk" TEXT NOT NULL,
        "note" TEXT NOT NULL, "case_id" TEXT, "laptop" TEXT NOT NULL, FOREIGN KEY
        ("job_id") REFERENCES "unit_job" ("job_id") DEFERRABLE INITIALLY DEFERRED,
        CHECK ((mark IN ('handed', 'double')) = (case_id IS NOT NULL))) STRICT
    """,
    """
    CREATE UNIQUE INDEX "unit_mark_mark_id" ON "unit_mark" ("mark_id")
    """,
    """
    CREATE INDEX "unit_mark_job_id_running" ON "unit_mark" ("job_id", "running")
    """,
    """
    CREATE INDEX "unit_mark_job_id_at" ON "unit_mark" ("job_id", "at")
    """,
    """
    CREATE TABLE "unit_person" ("id" INTEGER NOT NULL PRIMARY KEY, "job_id" TEXT NOT
        NULL, "running" INTEGER NOT NULL CHECK (running > 0), "ssn" TEXT NOT NULL,
        "name" TEXT NOT NULL, "card_no" TEXT NOT NULL, "workshop" TEXT NOT NULL,
        "department" TEXT NOT NULL, "team" TEXT NOT NULL, "box" INTEGER NOT NULL
        CHECK (box > 0), "slot" INTEGER NOT NULL CHECK (slot > 0), "state" TEXT NOT
        NULL CHECK (state IN ('waiting', 'handed', 'absent', 'wrong_card',
        'refused', 'returned')), "closed" INTEGER NOT NULL DEFAULT 0 CHECK (closed
        IN (0, 1)), FOREIGN KEY ("job_id") REFERENCES "unit_job" ("job_id")
        DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY ("ssn") REFERENCES "holder"
        ("ssn") DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY ("card_no") REFERENCES
        "card" ("card_no") DEFERRABLE INITIALLY DEFERRED) STRICT
    """,
    """
    CREATE UNIQUE INDEX "unit_person_job_id_running" ON "unit_person" ("job_id",
        "running")
    """,
    """
    CREATE UNIQUE INDEX "unit_person_job_id_ssn" ON "unit_person" ("job_id", "ssn")
    """,
    """
    CREATE UNIQUE INDEX "unit_person_job_id_box_slot" ON "unit_person" ("job_id",
        "box", "slot")
    """,
    """
    CREATE INDEX "unit_person_ssn" ON "unit_person" ("ssn")
    """,
    """
    CREATE INDEX "unit_person_card_no" ON "unit_person" ("card_no")
    """,
    """
    CREATE UNIQUE INDEX "unit_person_one_box" ON "unit_person" ("card_no") WHERE
        closed = 0 AND state <> 'handed'
    """,
    """
    CREATE TRIGGER unit_mark_frozen BEFORE UPDATE ON unit_mark
    BEGIN SELECT RAISE(ABORT, 'unit_mark is append-only'); END
    """,
    """
    CREATE TRIGGER unit_mark_kept BEFORE DELETE ON unit_mark
    BEGIN SELECT RAISE(ABORT, 'unit_mark is append-only'); END
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the tables; marks are never changed."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
