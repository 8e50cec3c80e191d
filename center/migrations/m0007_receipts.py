"""Keys of the workstations' receipt seals, so that the center can prove a paper."""

STATEMENTS = (
    """
    CREATE TABLE receipt_key (
      workstation TEXT NOT NULL REFERENCES workstation (workstation),
      seal_key TEXT NOT NULL CHECK (length(seal_key) = 64), told_at BIGINT NOT NULL,
      PRIMARY KEY (workstation, seal_key)
    )
    """,
    "CREATE INDEX operation_receipt ON operation (receipt_no)",
)
