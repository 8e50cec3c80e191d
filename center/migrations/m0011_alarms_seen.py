"""Who looked into an alarm, when, and what was found."""

STATEMENTS = (
    "ALTER TABLE alarm ADD COLUMN closed_at BIGINT",
    "ALTER TABLE alarm ADD COLUMN closed_by TEXT",
    "ALTER TABLE alarm ADD COLUMN note TEXT",
)
