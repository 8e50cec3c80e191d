"""Each step on the way of an application's card; what is known so far comes along."""

STATEMENTS = (
    """
    CREATE TABLE application_step (
      number TEXT NOT NULL REFERENCES application (number),
      state TEXT NOT NULL, at BIGINT NOT NULL, note TEXT NOT NULL,
      PRIMARY KEY (number, state)
    )
    """,
    """
    INSERT INTO application_step (number, state, at, note)
    SELECT number, 'applied', made_at, '' FROM application
    """,
    """
    INSERT INTO application_step (number, state, at, note)
    SELECT number, state, told_at, note FROM application WHERE state <> 'applied'
    """,
)
