"""The center's first schema; ``{serial}`` differs between makes.

Times are milliseconds since 1970 UTC, days are ISO text. ``feed_seq`` is the place of
a row's newest version in its office's change feed: no separate log is kept.
"""

STATEMENTS = (
    "CREATE TABLE center_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """
    CREATE TABLE office (
      office_code TEXT PRIMARY KEY CHECK (length(office_code) = 8),
      name TEXT NOT NULL, region TEXT NOT NULL, pack TEXT NOT NULL,
      feed_head BIGINT NOT NULL DEFAULT 0, made_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE enrol_code (
      code_hash TEXT PRIMARY KEY,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, workstation TEXT
    )
    """,
    """
    CREATE TABLE workstation (
      workstation TEXT PRIMARY KEY,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      terminal TEXT NOT NULL, public_key TEXT NOT NULL, name TEXT NOT NULL,
      enrolled_at BIGINT NOT NULL, revoked_at BIGINT, last_seen BIGINT,
      skew_ms BIGINT, UNIQUE (office_code, terminal)
    )
    """,
    """
    CREATE TABLE incarnation (
      workstation TEXT NOT NULL REFERENCES workstation (workstation),
      incarnation TEXT NOT NULL, mark BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (workstation, incarnation)
    )
    """,
    """
    CREATE TABLE nonce (
      workstation TEXT NOT NULL, nonce TEXT NOT NULL, seen_at BIGINT NOT NULL,
      PRIMARY KEY (workstation, nonce)
    )
    """,
    "CREATE INDEX nonce_seen ON nonce (seen_at)",
    """
    CREATE TABLE holder (
      ssn TEXT PRIMARY KEY,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      name TEXT NOT NULL, sex TEXT NOT NULL, ethnicity TEXT NOT NULL,
      birth_date TEXT NOT NULL, birth_place TEXT NOT NULL, id_type TEXT NOT NULL,
      alive INTEGER NOT NULL CHECK (alive IN (0, 1)), phone TEXT NOT NULL,
      unit TEXT NOT NULL, address TEXT NOT NULL, bank TEXT NOT NULL,
      guardian_name TEXT NOT NULL, guardian_id TEXT NOT NULL,
      application_running INTEGER NOT NULL CHECK (application_running IN (0, 1)),
      version BIGINT NOT NULL, feed_seq BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX holder_feed ON holder (office_code, feed_seq)",
    """
    CREATE TABLE card (
      card_no TEXT PRIMARY KEY,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      region TEXT NOT NULL, card_uid TEXT, ssn TEXT NOT NULL,
      app_status INTEGER NOT NULL CHECK (app_status IN (0, 1, 2, 3, 4, 9)),
      stock_state INTEGER NOT NULL, bank TEXT NOT NULL,
      issue_date TEXT, expiry_date TEXT, spec_version TEXT NOT NULL,
      box_position TEXT NOT NULL, arrived_on TEXT, handed_out_on TEXT,
      previous_card_no TEXT, replaced_by TEXT, status_before_loss INTEGER,
      loss_expires_at BIGINT, version BIGINT NOT NULL, feed_seq BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX card_feed ON card (office_code, feed_seq)",
    "CREATE UNIQUE INDEX card_chip ON card (card_uid) WHERE card_uid IS NOT NULL",
    "CREATE INDEX card_holder ON card (ssn)",
    "CREATE INDEX card_loss_end ON card (loss_expires_at) WHERE app_status = 4",
    """
    CREATE TABLE card_event (
      number {serial}, card_no TEXT NOT NULL, version BIGINT NOT NULL,
      event TEXT NOT NULL, at BIGINT NOT NULL, workstation TEXT, op_id TEXT
    )
    """,
    "CREATE INDEX card_event_of ON card_event (card_no, version)",
    """
    CREATE TABLE operation (
      workstation TEXT NOT NULL REFERENCES workstation (workstation),
      incarnation TEXT NOT NULL, sequence BIGINT NOT NULL,
      op_id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, office_code TEXT NOT NULL,
      kind TEXT NOT NULL, ssn TEXT NOT NULL, card_no TEXT NOT NULL,
      base_version BIGINT NOT NULL, detail TEXT NOT NULL, hlc TEXT NOT NULL,
      made_at BIGINT NOT NULL, receipt_no TEXT NOT NULL, clerk TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'already', 'refused')),
      code TEXT, cards TEXT NOT NULL, applied_at BIGINT NOT NULL,
      PRIMARY KEY (workstation, incarnation, sequence)
    )
    """,
    "CREATE INDEX operation_applied ON operation (applied_at)",
    """
    CREATE TABLE alarm (
      number {serial}, at BIGINT NOT NULL, kind TEXT NOT NULL,
      workstation TEXT, detail TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE blank (
      card_uid TEXT PRIMARY KEY,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      spec_version TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0,
      feed_seq BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX blank_feed ON blank (office_code, feed_seq)",
    """
    CREATE TABLE card_number (
      card_no TEXT PRIMARY KEY,
      office_code TEXT NOT NULL REFERENCES office (office_code),
      workstation TEXT, used INTEGER NOT NULL DEFAULT 0, feed_seq BIGINT
    )
    """,
    "CREATE UNIQUE INDEX card_number_feed ON card_number (workstation, feed_seq)",
    """
    CREATE INDEX card_number_free ON card_number (office_code, card_no)
      WHERE workstation IS NULL AND used = 0
    """,
    """
    CREATE TABLE departed (
      office_code TEXT NOT NULL, feed_seq BIGINT NOT NULL,
      what TEXT NOT NULL, row_key TEXT NOT NULL,
      PRIMARY KEY (office_code, feed_seq)
    )
    """,
)
