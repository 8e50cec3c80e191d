"""What the overview shows: offices and workstations, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from center.database import Row, Tx

_MS = timedelta(milliseconds=1)
QUIET_MS = timedelta(hours=1) // _MS
SILENT_MS = timedelta(days=1) // _MS
SKEWED_MS = timedelta(minutes=2) // _MS
_ROWS = """
    SELECT o.office_code, o.name, o.region, o.pack, w.workstation, w.terminal, w.name,
      w.enrolled_at, w.revoked_at, w.last_seen, w.skew_ms, s.read_at, s.waiting,
      s.oldest_ms
    FROM office o LEFT JOIN workstation w ON w.office_code = o.office_code
    LEFT JOIN workstation_state s ON s.workstation = w.workstation
    ORDER BY o.office_code, w.terminal
"""
_MISSING = """
    SELECT o.workstation, sum(o.last - i.mark - o.beyond) FROM incarnation i
    JOIN (
      SELECT p.workstation, p.incarnation, max(p.sequence) AS last,
        count(*) AS beyond
      FROM operation p JOIN incarnation j
        ON j.workstation = p.workstation AND j.incarnation = p.incarnation
      WHERE p.sequence > j.mark GROUP BY p.workstation, p.incarnation
    ) o ON o.workstation = i.workstation AND o.incarnation = i.incarnation
    GROUP BY o.workstation
"""


@dataclass(frozen=True, slots=True)
class Station:
    """One workstation as it stands; times in milliseconds since 1970."""

    workstation: str
    terminal: str
    name: str
    enrolled_at: int
    revoked_at: int | None
    last_seen: int | None
    skew_ms: int | None
    read_at: int | None
    waiting: int | None
    oldest_ms: int | None
    missing: int = 0

    @property
    def is_skewed(self) -> bool:
        """Tell whether its clock is off by more than two minutes."""
        return abs(self.skew_ms or 0) > SKEWED_MS

    def contact(self, now_ms: int) -> str:
        """Say how long ago it was heard: good, quiet, silent, never, revoked."""
        if self.revoked_at is not None:
            return "revoked"
        if self.last_seen is None:
            return "never"
        age = now_ms - self.last_seen
        if age > SILENT_MS:
            return "silent"
        return "quiet" if age > QUIET_MS else "good"


@dataclass(frozen=True, slots=True)
class Office:
    """One office with its workstations."""

    code: str
    name: str
    region: str
    pack: str
    stations: tuple[Station, ...]

    @property
    def last_seen(self) -> int | None:
        """When any of its workstations was heard last."""
        return max((s.last_seen for s in self.stations if s.last_seen), default=None)


def offices(tx: Tx) -> list[Office]:
    """Return every office with its workstations."""
    missing = {str(row[0]): int(row[1] or 0) for row in tx.rows(_MISSING)}
    made: dict[str, tuple[Row, list[Station]]] = {}
    for row in tx.rows(_ROWS):
        stations = made.setdefault(str(row[0]), (row[:4], []))[1]
        if row[4] is not None:
            stations.append(Station(*(*row[4:14], missing.get(str(row[4]), 0))))
    return [
        Office(code, name, region, pack, tuple(stations))
        for (code, name, region, pack), stations in made.values()
    ]


def to_do(tx: Tx) -> dict[str, int]:
    """Return how much waits for a person."""
    questions = {
        "refused": "SELECT count(*) FROM operation o WHERE o.outcome = 'refused' "
        "AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.op_id = o.op_id) "
        "AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.op_id = o.op_id)",
        "escalated": "SELECT count(*) FROM escalation WHERE replied_at IS NULL",
        "alarms": "SELECT count(*) FROM alarm WHERE closed_at IS NULL",
    }
    return {name: int((tx.row(sql) or (0,))[0]) for name, sql in questions.items()}
