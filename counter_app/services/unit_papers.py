"""Papers of a unit's job: labels, pick lists, signature sheets, records (7.2, 9.1).

The unit's people sign by name, so names stand in full on these papers; numbers are
masked by the forms themselves. Every paper made is audited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from counter_app.domain.records import Card, CardNo
from counter_app.domain.units import (
    JobCount,
    Mark,
    PersonState,
    UnitAgent,
    UnitBox,
    UnitJob,
    UnitPerson,
    box_label,
)
from counter_app.ports.store import UnitOfWork
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_day import job_of

Facts = dict[str, object]


class UnitPaper(StrEnum):
    """What can be printed of a job."""

    LABELS = "labels"
    PICKLIST = "picklist"
    SHEET = "sheet"
    RECORD = "record"
    WRONG = "wrong"


_FORMS = {
    UnitPaper.LABELS: "unit_labels",
    UnitPaper.PICKLIST: "unit_picklist",
    UnitPaper.SHEET: "unit_signatures",
    UnitPaper.RECORD: "unit_handover",
    UnitPaper.WRONG: "wrong_data",
}


@dataclass(frozen=True, slots=True)
class _Job:
    """A job as its papers need it."""

    job: UnitJob
    boxes: tuple[UnitBox, ...]
    people: dict[int, tuple[UnitPerson, ...]]
    cards: dict[CardNo, Card]
    agents: tuple[UnitAgent, ...]
    counts: dict[int, JobCount]
    notes: dict[int, str]

    @property
    def number(self) -> str:
        """What names the job on paper."""
        return box_label(self.job.job_id, 0)[:-3]


def make(
    parts: Parts,
    session: Session,
    job_id: str,
    what: UnitPaper,
    boxes: Sequence[int] = (),
) -> bytes:
    """Return a paper of the job as PDF, of some boxes or of all.

    Raises:
        RuleError: ``units.no_job``.
        PrintError: ``printing.*``.
    """
    with parts.store.queries() as reads:
        counts = dict(reads.unit_counts(job_id))
    with parts.store.unit_of_work() as uow:
        found = _job(uow, job_id, frozenset(boxes), counts)
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event="unit.paper",
            subject=job_id,
            detail=f"{what.value} {len(found.boxes)}",
        )
        uow.commit()
    head = _head(parts, session, _FORMS[what])
    contents = [{**head, **facts} for facts in _MAKERS[what](parts, found)]
    return parts.press.form(_FORMS[what], *contents)


def _job(
    uow: UnitOfWork, job_id: str, wanted: frozenset[int], counts: dict[int, JobCount]
) -> _Job:
    job = job_of(uow, job_id)
    every = uow.units.boxes(job_id)
    boxes = tuple(box for box in every if not wanted or box.box in wanted)
    people = {box.box: tuple(uow.units.of_box(job_id, box.box)) for box in boxes}
    numbers = (person.card_no for some in people.values() for person in some)
    notes = {
        mark.running: mark.note
        for mark in uow.units.marks(job_id)
        if mark.mark is Mark.WRONG_CARD
    }
    agents = tuple(uow.units.agents(job_id))
    cards = uow.cards.those(numbers)
    return _Job(job, boxes, people, cards, agents, counts, notes)


def _labels(parts: Parts, found: _Job) -> Iterable[Facts]:  # noqa: ARG001 - as every maker
    rows = []
    for box in found.boxes:
        people = found.people[box.box]
        groups = list(dict.fromkeys(" / ".join(_group(p)) for p in people))
        rows.append(
            {
                "box": box.label,
                "unit": found.job.unit,
                "day": found.job.day.isoformat(),
                "ordered": len(people),
                "span": f"{people[0].running}-{people[-1].running}" if people else "",
                "groups": "；".join(one for one in groups if one),
                "box_no": f"{box.box} / {len(found.counts) - 1}",
            }
        )
    return ({"rows": rows},)


def _group(person: UnitPerson) -> list[str]:
    levels = (person.workshop, person.department, person.team)
    return [level for level in levels if level]


def _picklist(parts: Parts, found: _Job) -> Iterable[Facts]:  # noqa: ARG001 - as every maker
    for box in found.boxes:
        rows = []
        for person in found.people[box.box]:
            card = found.cards.get(person.card_no)
            rows.append(
                {
                    **_line(box, person),
                    "lies_in": card.box_position if card else "",
                    "card_no": person.card_no,
                }
            )
        yield {"values": _values(found, box.label), "rows": rows}


def _sheets(parts: Parts, found: _Job) -> Iterable[Facts]:  # noqa: ARG001 - as every maker
    for box in found.boxes:
        rows = [_line(box, person) for person in found.people[box.box]]
        yield {"values": _values(found, box.label), "rows": rows}


def _record(parts: Parts, found: _Job) -> Iterable[Facts]:
    rows = []
    for box in found.boxes:
        count = found.counts.get(box.box, JobCount(0))
        rows.append(
            {
                "box": box.label,
                "ordered": count.total,
                "handed": count.handed,
                "returned": count.in_box,
                "remark": box.reason,
            }
        )
    number = f"{found.number}{found.job.day:%Y%m%d}"
    yield {
        "number": number,
        "mac": parts.receipt_mac(number),
        "values": _values(found, found.number),
        "rows": rows,
    }


def _wrong(parts: Parts, found: _Job) -> Iterable[Facts]:  # noqa: ARG001 - as every maker
    rows = []
    for box in found.boxes:
        for person in found.people[box.box]:
            if person.state is PersonState.WRONG_CARD:
                note = found.notes.get(person.running, "")
                line = _line(box, person)
                rows.append({**line, "card_no": person.card_no, "data_wrong": note})
    return ({"rows": rows},)


_MAKERS: dict[UnitPaper, Callable[[Parts, _Job], Iterable[Facts]]] = {
    UnitPaper.LABELS: _labels,
    UnitPaper.PICKLIST: _picklist,
    UnitPaper.SHEET: _sheets,
    UnitPaper.RECORD: _record,
    UnitPaper.WRONG: _wrong,
}


def _line(box: UnitBox, person: UnitPerson) -> Facts:
    return {
        "running_no": person.running,
        "person": person.name,
        "person_ssn": person.ssn,
        "card_tail": person.card_no,
        "box_slot": f"{box.box:02d}-{person.slot:03d}",
    }


def _values(found: _Job, batch: str) -> Facts:
    names = "、".join(agent.name for agent in found.agents)
    return {
        "unit": f"{found.job.unit}（{names}）" if names else found.job.unit,
        "batch": batch,
        "day": found.job.day.isoformat(),
        "collect_place": found.job.place,
    }


def _head(parts: Parts, session: Session, form: str) -> Facts:
    office = parts.office
    return {
        "title": parts.pack.titles.get(form, ""),
        "office_name": office.office_name,
        "terminal": office.terminal,
        "time_zone": office.time_zone,
        "maker": session.name,
        "made_at": parts.now().isoformat(),
        "practice": office.practice,
        "language": parts.language,
    }
