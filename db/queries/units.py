"""Reads for unit days: jobs, people, counts; each served by an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from counter_app.domain.units import JobCount, PersonState, UnitJob, UnitPerson
from db.models import UnitJobTable, UnitMarkTable, UnitPersonTable
from db.rows import listed
from db.session import Session

_COUNTS = """
    SELECT box, state, count(*) FROM unit_person WHERE job_id = ? GROUP BY box, state
"""
_SERVED = """
    SELECT count(*) FROM unit_mark
    WHERE job_id = ? AND at >= ? AND mark NOT IN ('undone', 'double')
"""
_DOUBLES = """
    SELECT count(*) FROM unit_mark WHERE job_id = ? AND mark = 'double'
"""
_LONGEST_NUMBER = 6


class SqlUnitReads:
    """Part of the reads: what concerns units."""

    _session: Session

    def unit_jobs(self, page: int, size: int = 50) -> Sequence[UnitJob]:
        tail = "ORDER BY o.day DESC, o.job_id LIMIT ? OFFSET ?"
        span = (size + 1, page * size)
        return listed(self._session, UnitJobTable, UnitJob, tail, span)

    def unit_people(
        self, job_id: str, box: int | None, page: int, size: int = 50
    ) -> Sequence[UnitPerson]:
        which = "" if box is None else " AND o.box = ?"
        tail = f"WHERE o.job_id = ?{which} ORDER BY o.running LIMIT ? OFFSET ?"
        key = (job_id,) if box is None else (job_id, box)
        return self._people(tail, (*key, size + 1, page * size))

    def unit_person(self, job_id: str, text: str) -> UnitPerson | None:
        short = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
        key: str | int = int(text) if short else text
        for column in ("running",) if short else ("ssn", "card_no"):
            tail = f"WHERE o.job_id = ? AND o.{column} = ? LIMIT 1"
            found = self._people(tail, (job_id, key))
            if found:
                return found[0]
        return None

    def unit_counts(self, job_id: str) -> Mapping[int, JobCount]:
        boxes: dict[int, dict[str, int]] = {}
        for box, state, count in self._session.plain(_COUNTS, (job_id,)):
            for where in (0, box):
                states = boxes.setdefault(where, {})
                states[state] = states.get(state, 0) + count
        return {box: _count(states) for box, states in sorted(boxes.items())}

    def unit_doubles(self, job_id: str) -> int:
        return int(self._session.plain(_DOUBLES, (job_id,))[0][0])

    def unit_served(self, job_id: str, since: datetime) -> int:
        stored = UnitMarkTable.at.db_value(since)
        return int(self._session.plain(_SERVED, (job_id, stored))[0][0])

    def _people(self, tail: str, key: Sequence[str | int]) -> Sequence[UnitPerson]:
        return listed(self._session, UnitPersonTable, UnitPerson, tail, key)


def _count(states: Mapping[str, int]) -> JobCount:
    return JobCount(
        total=sum(states.values()),
        **{state.value: states.get(state.value, 0) for state in PersonState},
    )
