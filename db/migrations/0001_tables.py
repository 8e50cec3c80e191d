"""Tables and indexes of the first version (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

TABLES = (
    """
    CREATE TABLE "audit" (
        "row_id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "at" TEXT NOT NULL,
        "actor" TEXT NOT NULL, "event" TEXT NOT NULL, "subject" TEXT NOT NULL,
        "detail" TEXT NOT NULL, "previous" TEXT NOT NULL, "digest" TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "audit_digest" ON "audit" ("digest")
    """,
    """
    CREATE TABLE "blank_card" (
        "card_uid" TEXT NOT NULL PRIMARY KEY,
        "state" INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3, 4, 10)),
        "spec_version" TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE INDEX "blank_card_state" ON "blank_card" ("state")
    """,
    """
    CREATE TABLE "card" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "card_no" TEXT NOT NULL CHECK (length(card_no) > 0), "region" TEXT NOT NULL,
        "card_uid" TEXT, "ssn" TEXT NOT NULL,
        "app_status" INTEGER NOT NULL CHECK (app_status IN (0, 1, 2, 3, 4, 9)),
        "stock_state" INTEGER NOT NULL CHECK (stock_state IN (1, 2, 3, 4, 5, 6, 7, 8,
            10, 11, 12, 13)),
        "bank" TEXT NOT NULL, "issue_date" TEXT, "expiry_date" TEXT,
        "spec_version" TEXT NOT NULL, "box_position" TEXT NOT NULL, "arrived_on" TEXT,
        "handed_out_on" TEXT, "previous_card_no" TEXT, "replaced_by" TEXT,
        "status_before_loss" INTEGER CHECK (status_before_loss IN (0, 1, 2, 3, 4, 9)),
        "loss_expires_at" TEXT, "version" INTEGER NOT NULL,
        FOREIGN KEY ("ssn") REFERENCES "holder" ("ssn") DEFERRABLE INITIALLY DEFERRED
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "card_card_no" ON "card" ("card_no")
    """,
    """
    CREATE UNIQUE INDEX "card_card_uid" ON "card" ("card_uid")
    """,
    """
    CREATE INDEX "card_ssn_issue_date" ON "card" ("ssn", "issue_date")
    """,
    """
    CREATE TABLE "case_record" (
        "id" INTEGER NOT NULL PRIMARY KEY, "case_id" TEXT NOT NULL,
        "business" TEXT NOT NULL CHECK (business IN ('hand_out', 'instant',
            'loss_temp', 'loss_formal', 'loss_lift', 'reissue_lost', 'replace')),
        "ssn" TEXT NOT NULL, "card_no" TEXT NOT NULL, "clerk" TEXT NOT NULL,
        "made_at" TEXT NOT NULL, "receipt_no" TEXT NOT NULL,
        "offline" INTEGER NOT NULL CHECK (offline IN (0, 1)),
        "channel" TEXT NOT NULL CHECK (channel IN ('pcsc', 'direct')),
        "collector" TEXT NOT NULL CHECK (json_valid(collector)),
        "submit_key" TEXT NOT NULL, "agent_id" TEXT NOT NULL,
        FOREIGN KEY ("ssn") REFERENCES "holder" ("ssn") DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY ("card_no") REFERENCES "card" ("card_no") DEFERRABLE INITIALLY
            DEFERRED
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "case_record_case_id" ON "case_record" ("case_id")
    """,
    """
    CREATE INDEX "case_record_made_at" ON "case_record" ("made_at")
    """,
    """
    CREATE UNIQUE INDEX "case_record_receipt_no" ON "case_record" ("receipt_no")
    """,
    """
    CREATE INDEX "case_record_agent_id_made_at" ON "case_record" ("agent_id",
        "made_at")
    """,
    """
    CREATE INDEX "case_record_ssn" ON "case_record" ("ssn")
    """,
    """
    CREATE INDEX "case_record_card_no" ON "case_record" ("card_no")
    """,
    """
    CREATE UNIQUE INDEX "case_one_per_form" ON "case_record" ("submit_key") WHERE
        submit_key <> ''
    """,
    """
    CREATE TABLE "holder" (
        "id" INTEGER NOT NULL PRIMARY KEY, "ssn" TEXT NOT NULL CHECK (length(ssn) > 0),
        "name" TEXT NOT NULL,
        "sex" TEXT NOT NULL CHECK (sex IN ('male', 'female', 'unknown')),
        "ethnicity" TEXT NOT NULL, "birth_date" TEXT NOT NULL,
        "birth_place" TEXT NOT NULL, "id_type" TEXT NOT NULL,
        "alive" INTEGER NOT NULL CHECK (alive IN (0, 1)), "phone" TEXT NOT NULL,
        "unit" TEXT NOT NULL, "address" TEXT NOT NULL, "bank" TEXT NOT NULL,
        "guardian_name" TEXT NOT NULL, "guardian_id" TEXT NOT NULL,
        "application_running" INTEGER NOT NULL CHECK (application_running IN (0, 1)),
        "version" INTEGER NOT NULL, "pinyin" TEXT NOT NULL, "initials" TEXT NOT NULL,
        "phone_tail" TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "holder_ssn" ON "holder" ("ssn")
    """,
    """
    CREATE INDEX "holder_name" ON "holder" ("name")
    """,
    """
    CREATE INDEX "holder_pinyin" ON "holder" ("pinyin")
    """,
    """
    CREATE INDEX "holder_initials" ON "holder" ("initials")
    """,
    """
    CREATE INDEX "holder_phone_tail" ON "holder" ("phone_tail")
    """,
    """
    CREATE TABLE "incarnation" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "incarnation" TEXT NOT NULL,
        "began_at" TEXT NOT NULL, "reason" TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "incarnation_incarnation" ON "incarnation" ("incarnation")
    """,
    """
    CREATE TABLE "intent" (
        "id" INTEGER NOT NULL PRIMARY KEY, "intent_id" TEXT NOT NULL,
        "case_id" TEXT NOT NULL,
        "kind" TEXT NOT NULL CHECK (kind IN ('hand_out', 'instant', 'loss_temp',
            'loss_formal', 'loss_lift', 'reissue_lost', 'replace')),
        "ssn" TEXT NOT NULL, "card_uid" TEXT NOT NULL, "card_no" TEXT NOT NULL,
        "command" TEXT NOT NULL CHECK (json_valid(command)), "made_at" TEXT NOT NULL,
        "clerk" TEXT NOT NULL,
        "state" TEXT NOT NULL CHECK (state IN ('open', 'done', 'doubtful',
            'abandoned', 'spoilt')),
        "last_step" TEXT NOT NULL, "note" TEXT NOT NULL,
        FOREIGN KEY ("ssn") REFERENCES "holder" ("ssn") DEFERRABLE INITIALLY DEFERRED
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "intent_intent_id" ON "intent" ("intent_id")
    """,
    """
    CREATE INDEX "intent_ssn" ON "intent" ("ssn")
    """,
    """
    CREATE INDEX "intent_unfinished" ON "intent" ("id") WHERE state IN ('open',
        'doubtful')
    """,
    """
    CREATE UNIQUE INDEX "intent_one_open_per_card_uid" ON "intent" ("card_uid") WHERE
        state IN ('open', 'doubtful')
    """,
    """
    CREATE UNIQUE INDEX "intent_one_open_per_card_no" ON "intent" ("card_no") WHERE
        state IN ('open', 'doubtful')
    """,
    """
    CREATE UNIQUE INDEX "intent_one_open_per_case_id" ON "intent" ("case_id") WHERE
        state IN ('open', 'doubtful')
    """,
    """
    CREATE TABLE "card_number" (
        "card_no" TEXT NOT NULL PRIMARY KEY,
        "taken" INTEGER NOT NULL CHECK (taken IN (0, 1))
    ) STRICT
    """,
    """
    CREATE INDEX "card_number_taken_card_no" ON "card_number" ("taken", "card_no")
    """,
    """
    CREATE TABLE "operation" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "op_id" TEXT NOT NULL,
        "case_id" TEXT NOT NULL,
        "kind" TEXT NOT NULL CHECK (kind IN ('hand_out', 'instant', 'loss_temp',
            'loss_formal', 'loss_lift', 'reissue_lost', 'replace')),
        "ssn" TEXT NOT NULL, "card_no" TEXT NOT NULL, "base_version" INTEGER NOT NULL,
        "detail" TEXT NOT NULL CHECK (json_valid(detail)), "hlc" TEXT NOT NULL,
        "made_at" TEXT NOT NULL, "clerk" TEXT NOT NULL, "receipt_no" TEXT NOT NULL,
        "incarnation" TEXT NOT NULL CHECK (length(incarnation) > 0),
        "sequence" INTEGER NOT NULL CHECK (sequence > 0),
        "effect" TEXT NOT NULL CHECK (effect IN ('pending', 'effective', 'refused',
            'reversed')),
        "refusal" TEXT, "decided_at" TEXT,
        "lane" INTEGER NOT NULL CHECK (lane IN (0, 1, 2)), "settled_at" TEXT,
        "settled_by" TEXT, "settled_note" TEXT,
        FOREIGN KEY ("case_id") REFERENCES "case_record" ("case_id") DEFERRABLE
            INITIALLY DEFERRED,
        FOREIGN KEY ("ssn") REFERENCES "holder" ("ssn") DEFERRABLE INITIALLY DEFERRED,
        CHECK ((effect = 'pending') = (decided_at IS NULL)),
        CHECK (settled_at IS NULL OR effect = 'refused')
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "operation_op_id" ON "operation" ("op_id")
    """,
    """
    CREATE UNIQUE INDEX "operation_incarnation_sequence" ON "operation"
        ("incarnation", "sequence")
    """,
    """
    CREATE UNIQUE INDEX "operation_case_id_kind" ON "operation" ("case_id", "kind")
    """,
    """
    CREATE INDEX "operation_ssn_id" ON "operation" ("ssn", "id")
    """,
    """
    CREATE INDEX "operation_to_send" ON "operation" ("lane", "id") WHERE effect =
        'pending'
    """,
    """
    CREATE INDEX "operation_refused" ON "operation" ("id") WHERE effect = 'refused'
        AND settled_at IS NULL
    """,
    """
    CREATE INDEX "operation_open_refusal" ON "operation" ("ssn", "id") WHERE effect =
        'refused' AND settled_at IS NULL
    """,
    """
    CREATE TABLE "operator" (
        "login" TEXT NOT NULL PRIMARY KEY CHECK (length(login) > 0),
        "name" TEXT NOT NULL,
        "role" TEXT NOT NULL CHECK (role IN ('clerk', 'supervisor')),
        "password_hash" TEXT NOT NULL,
        "must_change" INTEGER NOT NULL CHECK (must_change IN (0, 1)),
        "failed" INTEGER NOT NULL CHECK (failed >= 0), "locked_until" TEXT,
        "active" INTEGER NOT NULL CHECK (active IN (0, 1))
    ) STRICT
    """,
    """
    CREATE TABLE "print_job" (
        "id" INTEGER NOT NULL PRIMARY KEY, "job_id" TEXT NOT NULL,
        "receipt_no" TEXT NOT NULL,
        "state" TEXT NOT NULL CHECK (state IN ('waiting', 'printed', 'failed')),
        "tries" INTEGER NOT NULL CHECK (tries >= 0), "fault" TEXT, "made_at" TEXT,
        FOREIGN KEY ("receipt_no") REFERENCES "receipt" ("receipt_no") DEFERRABLE
            INITIALLY DEFERRED
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "print_job_job_id" ON "print_job" ("job_id")
    """,
    """
    CREATE INDEX "print_job_receipt_no" ON "print_job" ("receipt_no")
    """,
    """
    CREATE INDEX "print_job_state" ON "print_job" ("state")
    """,
    """
    CREATE TABLE "receipt" (
        "id" INTEGER NOT NULL PRIMARY KEY, "receipt_no" TEXT NOT NULL,
        "case_id" TEXT NOT NULL,
        "kind" TEXT NOT NULL CHECK (kind IN ('hand_out', 'instant', 'loss_temp',
            'loss_formal', 'loss_lift', 'reissue_lost', 'replace')),
        "made_at" TEXT NOT NULL,
        "effect" TEXT CHECK (effect IN ('pending', 'effective', 'refused',
            'reversed')),
        "content" TEXT NOT NULL, "printed_at" TEXT,
        "copies" INTEGER NOT NULL CHECK (copies >= 0), "sha256" TEXT NOT NULL,
        FOREIGN KEY ("case_id") REFERENCES "case_record" ("case_id") DEFERRABLE
            INITIALLY DEFERRED,
        CHECK ((effect IS NULL) = (content = ''))
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "receipt_receipt_no" ON "receipt" ("receipt_no")
    """,
    """
    CREATE UNIQUE INDEX "receipt_case_id" ON "receipt" ("case_id")
    """,
    """
    CREATE TABLE "setting" (
        "name" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE "tally" (
        "name" TEXT NOT NULL PRIMARY KEY, "value" INTEGER NOT NULL
    ) STRICT
    """,
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make every table."""
    for statement in TABLES:
        db.execute_sql(statement)
