"""Applications for a first card, each with its place in its office's feed."""

STATEMENTS = (
    """
    CREATE TABLE application (
      number TEXT PRIMARY KEY,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      ssn TEXT NOT NULL, name TEXT NOT NULL, bank TEXT NOT NULL, unit TEXT NOT NULL,
      state TEXT NOT NULL, made_at BIGINT NOT NULL, told_at BIGINT NOT NULL,
      promised_on TEXT, card_no TEXT NOT NULL, note TEXT NOT NULL,
      feed_seq BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX application_feed ON application (office_code, feed_seq)",
    "CREATE INDEX application_ssn ON application (ssn)",
)
