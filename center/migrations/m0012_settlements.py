"""Refusals that were closed at the counter."""

STATEMENTS = (
    """
    CREATE TABLE settlement (
      op_id TEXT PRIMARY KEY, workstation TEXT NOT NULL, way TEXT NOT NULL,
      settled_by TEXT NOT NULL, at BIGINT NOT NULL, told_at BIGINT NOT NULL
    )
    """,
)
