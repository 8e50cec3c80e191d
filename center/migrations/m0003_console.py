"""Console, published rule packs, audit anchors, escalations, throttles.

Additive: an instance of the schema before knows none of these tables and columns and
goes on serving beside newer ones (``docs/center.md``, migrations).
"""

STATEMENTS = (
    "ALTER TABLE enrol_code ADD COLUMN pin_hash TEXT",
    "ALTER TABLE enrol_code ADD COLUMN wrong_pins INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE rule_pack (
      name TEXT NOT NULL, version BIGINT NOT NULL, valid_from TEXT NOT NULL,
      sha256 TEXT NOT NULL, text TEXT NOT NULL, published_at BIGINT NOT NULL,
      PRIMARY KEY (name, version)
    )
    """,
    """
    CREATE TABLE audit_anchor (
      workstation TEXT NOT NULL REFERENCES workstation (workstation),
      incarnation TEXT NOT NULL, last_row BIGINT NOT NULL, head TEXT NOT NULL,
      at BIGINT NOT NULL, PRIMARY KEY (workstation, incarnation)
    )
    """,
    """
    CREATE TABLE escalation (
      workstation TEXT NOT NULL REFERENCES workstation (workstation),
      op_id TEXT NOT NULL, office_code TEXT NOT NULL, incarnation TEXT NOT NULL,
      sequence BIGINT NOT NULL, kind TEXT NOT NULL, ssn TEXT NOT NULL,
      card_no TEXT NOT NULL, receipt_no TEXT NOT NULL, code TEXT NOT NULL,
      note TEXT NOT NULL, raised_by TEXT NOT NULL, raised_at BIGINT NOT NULL,
      told_at BIGINT NOT NULL, reply TEXT, replied_by TEXT, replied_at BIGINT,
      PRIMARY KEY (workstation, op_id)
    )
    """,
    "CREATE INDEX escalation_open ON escalation (told_at) WHERE replied_at IS NULL",
    """
    CREATE TABLE decision (
      op_id TEXT PRIMARY KEY, choice TEXT NOT NULL, note TEXT NOT NULL,
      login TEXT NOT NULL, at BIGINT NOT NULL
    )
    """,
    """
    CREATE INDEX operation_refused ON operation (applied_at)
      WHERE outcome = 'refused'
    """,
    """
    CREATE TABLE allotment_batch (
      number {serial}, office_code TEXT NOT NULL REFERENCES office (office_code),
      made_at BIGINT NOT NULL
    )
    """,
    "ALTER TABLE blank ADD COLUMN batch BIGINT",
    "ALTER TABLE card_number ADD COLUMN batch BIGINT",
    "CREATE INDEX blank_batch ON blank (batch) WHERE batch IS NOT NULL",
    "CREATE INDEX card_number_batch ON card_number (batch) WHERE batch IS NOT NULL",
    """
    CREATE TABLE workstation_state (
      workstation TEXT PRIMARY KEY REFERENCES workstation (workstation),
      read_at BIGINT, waiting BIGINT, oldest_ms BIGINT
    )
    """,
    """
    CREATE TABLE throttle (
      bucket TEXT NOT NULL, slot BIGINT NOT NULL, count BIGINT NOT NULL,
      PRIMARY KEY (bucket, slot)
    )
    """,
    """
    CREATE TABLE console_account (
      login TEXT PRIMARY KEY, name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('viewer', 'supervisor', 'administrator')),
      password_hash TEXT NOT NULL, must_change INTEGER NOT NULL,
      failed INTEGER NOT NULL DEFAULT 0, locked_until BIGINT,
      active INTEGER NOT NULL DEFAULT 1, made_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE console_session (
      token_hash TEXT PRIMARY KEY,
      login TEXT NOT NULL REFERENCES console_account (login),
      csrf TEXT NOT NULL, made_at BIGINT NOT NULL, seen_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE console_audit (
      number BIGINT PRIMARY KEY, at BIGINT NOT NULL, login TEXT NOT NULL,
      event TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
      previous TEXT NOT NULL, digest TEXT NOT NULL
    )
    """,
)
