"""One check less for each operation recorded.

A batch holds its workstation's row locked, and workstations are never deleted: asking
for the row again with each operation found nothing in any run and cost a look-up and
a lock a row. SQLite cannot drop a constraint; there it stays.
"""

from center.migrations.run import PostgresOnly

STATEMENTS = (
    PostgresOnly("ALTER TABLE operation DROP CONSTRAINT operation_workstation_fkey"),
)
