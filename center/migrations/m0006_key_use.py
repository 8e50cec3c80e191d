"""Who had a PIN secured, and who had a card looked up: never a PIN, key or person."""

STATEMENTS = (
    """
    CREATE TABLE key_use (
      number {serial}, at BIGINT NOT NULL, workstation TEXT NOT NULL,
      act TEXT NOT NULL, card_mark TEXT NOT NULL, outcome TEXT NOT NULL
    )
    """,
    "CREATE INDEX key_use_at ON key_use (at)",
)
