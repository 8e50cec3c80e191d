"""The first load reads an office's holders by their numbers."""

STATEMENTS = ("CREATE INDEX holder_office ON holder (office_code, ssn)",)
