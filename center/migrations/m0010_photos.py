"""Card photos; SQLite keeps bytes as they are under any name of a type."""

STATEMENTS = (
    """
    CREATE TABLE photo (
      digest TEXT PRIMARY KEY, ssn TEXT NOT NULL,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      workstation TEXT NOT NULL, taken_at BIGINT NOT NULL, by_clerk TEXT NOT NULL,
      at BIGINT NOT NULL, jpeg BYTEA NOT NULL
    )
    """,
    "CREATE INDEX photo_person ON photo (ssn, taken_at)",
    "CREATE INDEX photo_office ON photo (office_code, at)",
)
