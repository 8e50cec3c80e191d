"""Tell a counter what the city decided on its refused acts."""

from __future__ import annotations

from center.database import Tx
from center.rows import from_ms
from center.world import Sender
from sync.wire.decisions import Decision, DecisionQuery, Decisions, Verdict


def told(tx: Tx, sender: Sender, query: DecisionQuery) -> Decisions:
    """Return the decisions on acts of this workstation; others' are not told."""
    among, value = tx.among("o.op_id", list(query.op_ids))
    rows = tx.rows(
        "SELECT d.op_id, d.choice, d.note, coalesce(a.name, d.login), d.at "  # noqa: S608 - our own names
        "FROM operation o JOIN decision d ON d.op_id = o.op_id "
        "LEFT JOIN console_account a ON a.login = d.login "
        f"WHERE o.workstation = ? AND {among} ORDER BY d.at, d.op_id",
        (sender.workstation, value),
    )
    return Decisions(
        tuple(
            Decision(
                op_id=row[0],
                verdict=Verdict(row[1]),
                note=row[2],
                by=row[3],
                at=from_ms(row[4]),
            )
            for row in rows
        )
    )
