"""Word index, append-only guards and tallies (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

# Each character is a word, so that a name part of one character is found.
WORDS = """
    CREATE VIRTUAL TABLE holder_words USING fts5(
        name, unit, readings,
        content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
    )
"""

FROZEN = {
    "audit": "row_id, at, actor, event, subject, detail, previous, digest",
    "incarnation": "id, incarnation, began_at, reason",
    "case_record": (
        "id, case_id, business, ssn, card_no, clerk, made_at, receipt_no, offline,"
        " channel, collector, submit_key, agent_id"
    ),
    "operation": (
        "id, op_id, case_id, kind, ssn, card_no, base_version, detail, hlc, made_at,"
        " clerk, receipt_no, incarnation, sequence"
    ),
    "receipt": "id, receipt_no, case_id, kind, made_at",
}

DECIDED_ONCE = """
    CREATE TRIGGER operation_decided_once
    BEFORE UPDATE OF effect, refusal, decided_at ON operation
    WHEN OLD.effect <> 'pending'
    BEGIN SELECT RAISE(ABORT, 'operation is append-only'); END
"""
SETTLED_ONCE = """
    CREATE TRIGGER operation_settled_once
    BEFORE UPDATE OF settled_at, settled_by, settled_note ON operation
    WHEN OLD.settled_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'operation is append-only'); END
"""
PRINTED_ONCE = """
    CREATE TRIGGER receipt_printed_once
    BEFORE UPDATE OF effect, content, printed_at, sha256 ON receipt
    WHEN OLD.content <> ''
    BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END
"""
COPIES_GROW = """
    CREATE TRIGGER receipt_copies_grow
    BEFORE UPDATE OF copies ON receipt
    WHEN NEW.copies < OLD.copies
    BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END
"""
INTENT_ENDED = """
    CREATE TRIGGER intent_ended_once
    BEFORE UPDATE OF state ON intent
    WHEN OLD.state NOT IN ('open', 'doubtful')
    BEGIN SELECT RAISE(ABORT, 'intent is append-only'); END
"""
INTENT_KEPT = """
    CREATE TRIGGER intent_kept BEFORE DELETE ON intent
    BEGIN SELECT RAISE(ABORT, 'intent is append-only'); END
"""

_ADD = """
    INSERT INTO tally (name, value) VALUES ({name}, {step})
    ON CONFLICT (name) DO UPDATE SET value = value + {step};
"""
_STOCK = "'stock:' || {row}.stock_state"


def _tally(name: str, table: str, when: str, *steps: tuple[str, int]) -> str:
    body = "".join(_ADD.format(name=what, step=step) for what, step in steps)
    return f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {body} END"


TALLIES = (
    _tally("holder_tally_in", "holder", "INSERT", ("'holder'", 1)),
    _tally("holder_tally_out", "holder", "DELETE", ("'holder'", -1)),
    _tally("card_tally_in", "card", "INSERT", (_STOCK.format(row="NEW"), 1)),
    _tally("card_tally_out", "card", "DELETE", (_STOCK.format(row="OLD"), -1)),
    _tally(
        "card_tally_move",
        "card",
        "UPDATE OF stock_state",
        (_STOCK.format(row="OLD"), -1),
        (_STOCK.format(row="NEW"), 1),
    ),
)


def _guards(table: str, columns: str) -> tuple[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return (
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {columns} ON {table} {refuse}",
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}",
    )


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the word index and every trigger."""
    db.execute_sql(WORDS)
    for table, columns in FROZEN.items():
        for statement in _guards(table, columns):
            db.execute_sql(statement)
    for statement in (
        DECIDED_ONCE,
        SETTLED_ONCE,
        PRINTED_ONCE,
        COPIES_GROW,
        INTENT_ENDED,
        INTENT_KEPT,
        *TALLIES,
    ):
        db.execute_sql(statement)
