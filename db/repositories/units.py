"""Unit jobs, their people and the log on site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import StockState
from counter_app.domain.units import (
    JobState,
    PersonState,
    UnitAgent,
    UnitBox,
    UnitJob,
    UnitMark,
    UnitPerson,
)
from counter_app.ports.units import InRoll
from db.models import (
    UnitAgentTable,
    UnitBoxTable,
    UnitJobTable,
    UnitMarkTable,
    UnitPersonTable,
)
from db.models.base import table_name
from db.rows import listed, names, one, packer, values
from db.session import Session, insertion

_AT_ONCE = 500
_ON_THE_SHELF = (StockState.TO_CABINET, StockState.IN_CABINET, StockState.WAITING)
_LOOK_UP = """
    SELECT h.ssn, h.name, k.card_no, p.job_id FROM holder AS h
    LEFT JOIN card AS k ON k.ssn = h.ssn AND k.stock_state IN ({states})
    LEFT JOIN unit_person AS p ON p.card_no = k.card_no
        AND p.closed = 0 AND p.state <> 'handed'
    WHERE h.ssn IN ({marks}) ORDER BY h.ssn, k.issue_date, k.id
"""
_RETURN = """
    UPDATE unit_person SET closed = 1,
        state = CASE state WHEN 'waiting' THEN 'returned' ELSE state END
    WHERE job_id = ? AND closed = 0 AND state <> 'handed' RETURNING running
"""
_ELSEWHERE = """
    WHERE o.job_id = ? AND o.state NOT IN ('handed', 'returned') AND EXISTS (
        SELECT 1 FROM card AS k
        WHERE k.card_no = o.card_no AND k.handed_out_on IS NOT NULL)
    ORDER BY o.running
"""
_HANDED = """
    SELECT laptop FROM unit_mark WHERE job_id = ? AND running = ? AND mark = 'handed'
    ORDER BY id DESC LIMIT 1
"""
_RECALLED = """
    SELECT DISTINCT m.running FROM unit_mark AS m
    JOIN operation AS o ON o.case_id = m.case_id
    WHERE m.job_id = ? AND m.laptop = '' AND m.mark = 'handed'
        AND o.effect = 'refused' ORDER BY m.running
"""


class SqlUnitJobs:
    """Jobs inside a unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, job: UnitJob, agents: Iterable[UnitAgent]) -> None:
        self._session.add(UnitJobTable, values(job))
        for agent in agents:
            row = {"job_id": job.job_id} | values(agent)
            self._session.add(UnitAgentTable, row)

    def add_people(self, people: Iterable[UnitPerson]) -> None:
        statement = insertion(table_name(UnitPersonTable), names(UnitPerson))
        pack = packer(UnitPersonTable, UnitPerson)
        self._session.many(statement, (pack(person) for person in people))

    def put_box(self, box: UnitBox) -> None:
        table, row = UnitBoxTable, values(box)
        if self.box(box.job_id, box.box) is None:
            self._session.add(table, row)
            return
        here = (table.job_id == box.job_id) & (table.box == box.box)
        self._session.run(table.update(row).where(here))

    def boxes(self, job_id: str) -> Sequence[UnitBox]:
        return self._boxes("ORDER BY o.box", job_id)

    def box(self, job_id: str, box: int) -> UnitBox | None:
        rows = self._boxes("AND o.box = ?", job_id, box)
        return rows[0] if rows else None

    def _boxes(self, tail: str, *key: str | int) -> Sequence[UnitBox]:
        tail = f"WHERE o.job_id = ? {tail}"
        return listed(self._session, UnitBoxTable, UnitBox, tail, key)

    def of_box(self, job_id: str, box: int) -> Sequence[UnitPerson]:
        tail = "WHERE o.job_id = ? AND o.box = ? ORDER BY o.slot"
        return self._people(tail, (job_id, box))

    def marks(self, job_id: str) -> Sequence[UnitMark]:
        tail = "WHERE o.job_id = ? ORDER BY o.id"
        return listed(self._session, UnitMarkTable, UnitMark, tail, (job_id,))

    def has_mark(self, mark_id: str) -> bool:
        return one(self._session, UnitMarkTable, UnitMark, mark_id=mark_id) is not None

    def handed_by(self, job_id: str, running: int) -> str | None:
        found = self._session.plain(_HANDED, (job_id, running))
        return str(found[0][0]) if found else None

    def given_elsewhere(self, job_id: str) -> Sequence[UnitPerson]:
        return self._people(_ELSEWHERE, (job_id,))

    def recalled(self, job_id: str) -> Sequence[int]:
        return [int(row[0]) for row in self._session.plain(_RECALLED, (job_id,))]

    def get(self, job_id: str) -> UnitJob | None:
        return one(self._session, UnitJobTable, UnitJob, job_id=job_id)

    def of_list(self, digest: str) -> UnitJob | None:
        return one(self._session, UnitJobTable, UnitJob, digest=digest)

    def agents(self, job_id: str) -> Sequence[UnitAgent]:
        tail = "WHERE o.job_id = ? ORDER BY o.id"
        return listed(self._session, UnitAgentTable, UnitAgent, tail, (job_id,))

    def look_up(self, ssns: Sequence[Ssn]) -> Mapping[Ssn, InRoll]:
        found: dict[Ssn, InRoll] = {}
        for start in range(0, len(ssns), _AT_ONCE):
            some = ssns[start : start + _AT_ONCE]
            states = ", ".join(str(state.value) for state in _ON_THE_SHELF)
            marks = ", ".join("?" for _ in some)
            sql = _LOOK_UP.format(states=states, marks=marks)
            for ssn, name, card_no, job_id in self._session.plain(sql, some):
                card = CardNo(card_no) if card_no else None
                found[Ssn(ssn)] = InRoll(name, card, job_id)
        return found

    def person(self, job_id: str, ssn: Ssn) -> UnitPerson | None:
        return self._person("o.ssn = ?", job_id, ssn)

    def numbered(self, job_id: str, running: int) -> UnitPerson | None:
        return self._person("o.running = ?", job_id, running)

    def _person(self, which: str, job_id: str, key: str | int) -> UnitPerson | None:
        rows = self._people(f"WHERE o.job_id = ? AND {which}", (job_id, key))
        return rows[0] if rows else None

    def _people(self, tail: str, key: Sequence[str | int]) -> Sequence[UnitPerson]:
        return listed(self._session, UnitPersonTable, UnitPerson, tail, key)

    def mark(self, mark: UnitMark, state: PersonState) -> None:
        self._session.add(UnitMarkTable, values(mark))
        table = UnitPersonTable
        self._session.run(
            table.update(state=state).where(
                (table.job_id == mark.job_id) & (table.running == mark.running)
            )
        )

    def set_state(self, job_id: str, state: JobState) -> None:
        table = UnitJobTable
        self._session.run(table.update(state=state).where(table.job_id == job_id))

    def return_rest(self, job_id: str) -> int:
        return len(self._session.plain(_RETURN, (job_id,)))
