"""Stock book, closed days, reversals, paper numbers (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

TABLES = (
    """
    CREATE TABLE "blank_card_kept" (
        "card_uid" TEXT NOT NULL PRIMARY KEY,
        "state" INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3, 4, 10)),
        "spec_version" TEXT NOT NULL, "keeper" TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    INSERT INTO blank_card_kept (card_uid, state, spec_version)
    SELECT card_uid, state, spec_version FROM blank_card
    """,
    """
    DROP TABLE blank_card
    """,
    """
    ALTER TABLE blank_card_kept RENAME TO blank_card
    """,
    """
    CREATE INDEX "blank_card_state" ON "blank_card" ("state")
    """,
    """
    CREATE INDEX "blank_card_keeper_state" ON "blank_card" ("keeper", "state")
    """,
    """
    CREATE INDEX "intent_made_at" ON "intent" ("made_at")
    """,
    """
    CREATE INDEX "intent_case_id" ON "intent" ("case_id")
    """,
    """
    CREATE INDEX "card_here" ON "card" ("box_position", "card_no") WHERE stock_state
        IN (1, 2, 3, 4, 5, 8, 12)
    """,
    """
    CREATE INDEX "card_lost" ON "card" ("card_no") WHERE app_status IN (2, 4)
    """,
    """
    CREATE INDEX "card_loss_ends" ON "card" ("loss_expires_at") WHERE loss_expires_at
        IS NOT NULL
    """,
    """
    CREATE TABLE "stock_act" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "act_id" TEXT NOT NULL,
        "kind" TEXT NOT NULL CHECK (length(kind) > 0), "at" TEXT NOT NULL,
        "actor" TEXT NOT NULL CHECK (length(actor) > 0), "second" TEXT NOT NULL,
        "paper_no" TEXT NOT NULL, "reason" TEXT NOT NULL, "receipt_no" TEXT NOT NULL,
        CHECK (second = '' OR second <> actor),
        CHECK (kind NOT IN ('blank_draw', 'blank_lost', 'blank_return', 'destroy',
            'receive', 'return', 'void') OR second <> '')
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "stock_act_act_id" ON "stock_act" ("act_id")
    """,
    """
    CREATE INDEX "stock_act_at" ON "stock_act" ("at")
    """,
    """
    CREATE TABLE "stock_move" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "act" INTEGER, "at" TEXT,
        "item" TEXT NOT NULL CHECK (item IN ('card', 'blank')),
        "number" TEXT NOT NULL, "before" INTEGER, "after" INTEGER NOT NULL,
        "place_before" TEXT NOT NULL, "place_after" TEXT NOT NULL,
        FOREIGN KEY ("act") REFERENCES "stock_act" ("id") DEFERRABLE INITIALLY
            DEFERRED,
        CHECK ((act IS NULL) = (at IS NULL))
    ) STRICT
    """,
    """
    CREATE INDEX "stock_move_at" ON "stock_move" ("at")
    """,
    """
    CREATE INDEX "stock_move_number_id" ON "stock_move" ("number", "id")
    """,
    """
    CREATE INDEX "stock_move_unbooked" ON "stock_move" ("act") WHERE act IS NULL
    """,
    """
    CREATE TABLE "stock_count" (
        "id" INTEGER NOT NULL PRIMARY KEY, "count_id" TEXT NOT NULL,
        "at" TEXT NOT NULL,
        "account" TEXT NOT NULL CHECK (account IN ('finished', 'blanks', 'scrap')),
        "box" TEXT NOT NULL, "book" INTEGER NOT NULL CHECK (book >= 0),
        "counted" INTEGER NOT NULL CHECK (counted >= 0), "reason" TEXT NOT NULL,
        "actor" TEXT NOT NULL, "second" TEXT NOT NULL,
        CHECK (second <> '' AND second <> actor),
        CHECK (book = counted OR reason <> '')
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "stock_count_count_id" ON "stock_count" ("count_id")
    """,
    """
    CREATE INDEX "stock_count_at" ON "stock_count" ("at")
    """,
    """
    CREATE TABLE "blank_box" (
        "box" TEXT NOT NULL PRIMARY KEY CHECK (length(box) > 0),
        "prefix" TEXT NOT NULL, "first" INTEGER NOT NULL CHECK (first >= 0),
        "last" INTEGER NOT NULL, "at" TEXT NOT NULL, "actor" TEXT NOT NULL,
        "second" TEXT NOT NULL, "paper_no" TEXT NOT NULL, CHECK (last >= first),
        CHECK (second <> '' AND second <> actor)
    ) STRICT
    """,
    """
    CREATE TABLE "closed_day" (
        "day" TEXT NOT NULL PRIMARY KEY, "ends_at" TEXT NOT NULL,
        "closed_at" TEXT NOT NULL, "closed_by" TEXT NOT NULL,
        "content" TEXT NOT NULL CHECK (json_valid(content)),
        "sha256" TEXT NOT NULL CHECK (length(sha256) = 64),
        "audit_row" INTEGER NOT NULL, CHECK (ends_at <= closed_at)
    ) STRICT
    """,
    """
    CREATE TABLE "reversal" (
        "case_id" TEXT NOT NULL PRIMARY KEY, "by_case_id" TEXT NOT NULL,
        "at" TEXT NOT NULL, "actor" TEXT NOT NULL, "second" TEXT NOT NULL,
        "reason" TEXT NOT NULL CHECK (length(reason) > 0),
        FOREIGN KEY ("case_id") REFERENCES "case_record" ("case_id") DEFERRABLE
            INITIALLY DEFERRED,
        FOREIGN KEY ("by_case_id") REFERENCES "case_record" ("case_id") DEFERRABLE
            INITIALLY DEFERRED,
        CHECK (second <> actor)
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "reversal_by_case_id" ON "reversal" ("by_case_id")
    """,
    """
    CREATE TABLE "paper_case" (
        "paper_no" TEXT NOT NULL PRIMARY KEY CHECK (length(paper_no) > 0),
        "case_id" TEXT NOT NULL, "entered_by" TEXT NOT NULL,
        "entered_at" TEXT NOT NULL,
        FOREIGN KEY ("case_id") REFERENCES "case_record" ("case_id") DEFERRABLE
            INITIALLY DEFERRED
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX "paper_case_case_id" ON "paper_case" ("case_id")
    """,
)

_HERE = "(1, 2, 3, 4, 5, 8, 12)"  # at the office, voided cards included
_BLANK = "(0, 10)"  # in stock, reserved ones included
_INTO = (
    "INSERT INTO stock_move (item, number, before, after, place_before, place_after)"
)

# Every change of the stock is a move: no program and no hand can leave one out.
MOVES = (
    f"""
    CREATE TRIGGER card_arrives AFTER INSERT ON card WHEN NEW.stock_state IN {_HERE}
    BEGIN {_INTO} VALUES ('card', NEW.card_no, NULL, NEW.stock_state, '',
        NEW.box_position); END
    """,  # noqa: S608 - our own text
    f"""
    CREATE TRIGGER card_moves AFTER UPDATE OF stock_state, box_position ON card
    WHEN (OLD.stock_state IN {_HERE} OR NEW.stock_state IN {_HERE})
        AND (OLD.stock_state <> NEW.stock_state
             OR OLD.box_position <> NEW.box_position)
    BEGIN {_INTO} VALUES ('card', NEW.card_no, OLD.stock_state, NEW.stock_state,
        OLD.box_position, NEW.box_position); END
    """,
    """
    CREATE TRIGGER card_stays_destroyed BEFORE UPDATE OF stock_state ON card
    WHEN OLD.stock_state = 13 AND NEW.stock_state <> 13
    BEGIN SELECT RAISE(ABORT, 'card is append-only'); END
    """,
    f"""
    CREATE TRIGGER blank_arrives AFTER INSERT ON blank_card
    BEGIN {_INTO} VALUES ('blank', NEW.card_uid, NULL, NEW.state, '', NEW.keeper); END
    """,  # noqa: S608 - our own text
    f"""
    CREATE TRIGGER blank_moves AFTER UPDATE OF state, keeper ON blank_card
    WHEN OLD.keeper <> NEW.keeper
        OR (OLD.state <> NEW.state
            AND NOT (OLD.state IN {_BLANK} AND NEW.state IN {_BLANK}))
    BEGIN {_INTO} VALUES ('blank', NEW.card_uid, OLD.state, NEW.state, OLD.keeper,
        NEW.keeper); END
    """,
    """
    CREATE TRIGGER blank_boxes_apart BEFORE INSERT ON blank_box
    WHEN EXISTS (SELECT 1 FROM blank_box AS b WHERE b.prefix = NEW.prefix
        AND b.first <= NEW.last AND b.last >= NEW.first)
    BEGIN SELECT RAISE(ABORT, 'blank_box is append-only'); END
    """,
    """
    CREATE TRIGGER tally_never_negative BEFORE UPDATE ON tally WHEN NEW.value < 0
    BEGIN SELECT RAISE(ABORT, 'tally is append-only'); END
    """,
    """
    CREATE TRIGGER stock_move_booked_once BEFORE UPDATE ON stock_move
    WHEN OLD.act IS NOT NULL OR OLD.item <> NEW.item OR OLD.number <> NEW.number
        OR OLD.before IS NOT NEW.before OR OLD.after <> NEW.after
        OR OLD.place_before <> NEW.place_before OR OLD.place_after <> NEW.place_after
    BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END
    """,
)
_KEPT = ("stock_move", "stock_act", "stock_count", "closed_day", "reversal",
         "paper_case", "blank_box")  # fmt: skip
_FROZEN = _KEPT[1:]

# The book begins with what is here now.
_ACT = """
    INSERT INTO stock_act (act_id, kind, at, actor, second, paper_no, reason,
        receipt_no)
    SELECT 'opening', 'opening', strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'), 'system',
        '', '', '', ''
    WHERE EXISTS (SELECT 1 FROM card) OR EXISTS (SELECT 1 FROM blank_card)
"""
_CARDS = f"""
    {_INTO[:-1]}, act, at)
    SELECT 'card', card_no, NULL, stock_state, '', box_position, a.id, a.at
    FROM card JOIN stock_act AS a ON a.act_id = 'opening'
    WHERE stock_state IN {_HERE}
"""  # noqa: S608 - our own text
_BLANKS = f"""
    {_INTO[:-1]}, act, at)
    SELECT 'blank', card_uid, NULL, state, '', '', a.id, a.at
    FROM blank_card JOIN stock_act AS a ON a.act_id = 'opening'
    WHERE state IN {_BLANK}
"""  # noqa: S608 - our own text


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the tables, the triggers and the opening of the book."""
    for statement in (*TABLES, _ACT, _CARDS, _BLANKS, *MOVES):
        db.execute_sql(statement)
    for table in _KEPT:
        db.execute_sql(_guard(table, "kept", "DELETE"))
    for table in _FROZEN:
        db.execute_sql(_guard(table, "frozen", "UPDATE"))


def _guard(table: str, name: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
