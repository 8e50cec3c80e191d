"""After a backup was put back: say so to every counter.

What the center had answered since the backup is gone here, and only the counters know
it. A new epoch makes every cursor foreign, so that each counter asks about all acts it
was ever told of, sends those that are missing, and reads its slice anew. A new secret
ends every challenge: the nonces that were spent since the backup are forgotten too.
"""

from __future__ import annotations

import secrets
import time
from typing import LiteralString

from psycopg import errors

from center.console import journal
from center.database import Tx
from center.facts import EPOCH, SECRET
from center.province import Line


def declare(tx: Tx, now_ms: int) -> dict[str, object]:
    """Give this database a new epoch; run it before any instance serves.

    Log-ins that were ended since the backup would live again: all of them end.
    """
    tx.exclusive("counter-center-facts")
    new = {EPOCH: secrets.token_hex(6), SECRET: secrets.token_hex(32)}
    tx.many(
        "UPDATE center_fact SET value = ? WHERE name = ?",
        [(value, name) for name, value in new.items()],
    )
    tx.run("DELETE FROM console_session")
    journal.write(tx, journal.Entry("", "database.restored", new[EPOCH]), now_ms)
    asked = tx.row("SELECT count(*) FROM workstation WHERE revoked_at IS NULL") or (0,)
    return {"epoch": new[EPOCH], "workstations": asked[0]}


def forget_followers(city: Line) -> list[str]:
    """Drop the slots of provinces, once this database was put back from a backup.

    A province that went on from the place it knows would pass over what the city
    writes until its log is as long again, and call itself complete.
    """
    found = [str(row[0]) for row in city.execute(_FOLLOWED)]
    for slot in found:
        for _ in range(_DROPS):
            city.execute(_END_SENDER, (slot,))
            try:
                city.execute("SELECT pg_drop_replication_slot(%s)", (slot,))
            except errors.ObjectInUse:
                time.sleep(_DROP_PAUSE_S)
                continue
            break
    return found


_FOLLOWED: LiteralString = (
    "SELECT slot_name FROM pg_replication_slots WHERE starts_with(slot_name, 'city_') "
    "AND slot_type = 'logical' AND database = current_database() ORDER BY 1"
)
_END_SENDER: LiteralString = (
    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots "
    "WHERE slot_name = %s AND active"
)
_DROPS, _DROP_PAUSE_S = 50, 0.1
