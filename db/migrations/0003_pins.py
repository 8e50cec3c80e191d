"""Initial PINs, and kinds of business to come (a frozen copy: never edit it)."""

from __future__ import annotations

from typing import Any

CARD_PIN = """
    CREATE TABLE "card_pin" (
        "card_uid" TEXT NOT NULL PRIMARY KEY CHECK (length(card_uid) > 0),
        "issued_at" TEXT, "changed_at" TEXT
    ) STRICT
"""
# The listed kinds of the first version give way to "a word": a CHECK may be dropped
# in the schema itself, for it changes nothing of what is stored (sqlite.org,
# lang_altertable, "Making other kinds of table schema changes").
KINDS = {
    "case_record": "business",
    "operation": "kind",
    "intent": "kind",
    "receipt": "kind",
}


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner's signature
    """Make the table of initial PINs and open the kinds."""
    db.execute_sql(CARD_PIN)
    version = db.execute_sql("PRAGMA schema_version").fetchone()[0]
    db.execute_sql("PRAGMA writable_schema = ON")
    for table, column in KINDS.items():
        sql = _definition(db, table)
        db.execute_sql(
            "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?",
            (_opened(sql, column), table),
        )
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")


def _definition(db: Any, table: str) -> str:
    query = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return str(db.execute_sql(query, (table,)).fetchone()[0])


def _opened(sql: str, column: str) -> str:
    """Return the definition with the list of kinds replaced."""
    start = sql.index(f"CHECK ({column} IN (")
    end = sql.index("))", start) + 2
    return f"{sql[:start]}CHECK (length({column}) > 0){sql[end:]}"
