"""Every method of unit jobs and their reads, called once."""

from __future__ import annotations

from datetime import date
from typing import Any

from counter_app.domain.list_order import ListOrder
from counter_app.domain.units import (
    JobState,
    Mark,
    PersonState,
    UnitAgent,
    UnitBox,
    UnitJob,
    UnitMark,
    UnitPerson,
)
from tests.contract.store import making
from tests.contract.store.making import START

JOB = UnitJob(
    "job-1", "工厂", date(2026, 11, 25), "食堂", ListOrder.STROKES, 100,
    JobState.PACKED, START, "li", "digest",
)  # fmt: skip


def use_units(work: Any) -> None:
    """Call every method of the jobs."""
    person = UnitPerson(
        JOB.job_id, 1, making.ssn(), "张三", making.card_no(), "", "", "", 1, 1
    )
    work.units.add(JOB, [UnitAgent("周", "999901197001010018", "139")])
    work.units.add_people([person])
    work.units.put_box(UnitBox(JOB.job_id, 1, "UABCDEF-01"))
    work.units.put_box(UnitBox(JOB.job_id, 1, "UABCDEF-01", counted=1))
    work.units.get(JOB.job_id)
    work.units.of_list("digest")
    work.units.agents(JOB.job_id)
    work.units.boxes(JOB.job_id)
    work.units.box(JOB.job_id, 1)
    work.units.of_box(JOB.job_id, 1)
    work.units.look_up([making.ssn(), making.ssn(1)])
    work.units.person(JOB.job_id, making.ssn())
    work.units.numbered(JOB.job_id, 1)
    work.units.mark(
        UnitMark("m-1", JOB.job_id, 1, Mark.ABSENT, START, "li"), PersonState.ABSENT
    )
    work.units.marks(JOB.job_id)
    work.units.has_mark("m-1")
    work.units.handed_by(JOB.job_id, 1)
    work.units.given_elsewhere(JOB.job_id)
    work.units.recalled(JOB.job_id)
    work.units.return_rest(JOB.job_id)
    work.units.set_state(JOB.job_id, JobState.CLOSED)


def use_unit_reads(queries: Any) -> None:
    """Call every read."""
    queries.unit_jobs(0)
    queries.unit_people(JOB.job_id, None, 0)
    queries.unit_people(JOB.job_id, 1, 3)
    for text in ("1", making.ssn(), making.card_no()):
        queries.unit_person(JOB.job_id, text)
    queries.unit_counts(JOB.job_id)
    queries.unit_doubles(JOB.job_id)
    queries.unit_served(JOB.job_id, START)
