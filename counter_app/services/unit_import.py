"""Make a unit's job from its list: a dry run first, then the same for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from counter_app.domain.codes.lists import ListCode
from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.list_heads import Column, columns_of, unknown_headings
from counter_app.domain.list_order import ListOrder
from counter_app.domain.records import Ssn
from counter_app.domain.unit_boxes import BOX_SIZE, Packed, pack
from counter_app.domain.unit_list import BadRow, ListRow, RowFault, read_rows
from counter_app.domain.units import (
    JobState,
    UnitAgent,
    UnitBox,
    UnitJob,
    UnitPerson,
    box_label,
)
from counter_app.ports.lists import Sheet
from counter_app.ports.store import Reading
from counter_app.ports.units import InRoll
from counter_app.services import heads
from counter_app.services.parts import Parts
from counter_app.services.results import Session


@dataclass(frozen=True, slots=True)
class UnitOrder:
    """What the clerk enters for a job.

    Attributes:
        list: the unit's file.
        day: the day on site.
        agents: who signs for the unit; as many as the rule pack asks for.
        told: what headings of this list mean; kept for lists to come.
    """

    list: Path
    unit: str
    day: date
    place: str
    by: ListOrder = ListOrder.STROKES
    box_size: int = BOX_SIZE
    agents: tuple[UnitAgent, ...] = ()
    told: tuple[tuple[str, Column], ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list gives.

    Attributes:
        job: None after a dry run.
        packed: people with their places.
        bad: rows that were not taken.
        headings: of the list, for the error workbook.
        unknown: headings whose meaning nobody told; their columns were left aside.
        repeated: the same list made this job before; nothing was done.
    """

    job: UnitJob | None
    packed: tuple[Packed, ...]
    bad: tuple[BadRow, ...]
    headings: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    repeated: bool = False


def look_through(parts: Parts, order: UnitOrder) -> Imported:
    """Tell what the list would give; stores nothing.

    Raises:
        RuleError: ``lists.*``.
    """
    sheet = parts.read_sheet(order.list)
    with parts.store.reading() as read:
        learned = heads.learned(read, sheet.headings, order.told)
        people, bad = _believed(read, sheet, learned)
    packed = pack(people, order.by, order.box_size)
    unknown = unknown_headings(sheet.headings, learned)
    return Imported(None, tuple(packed), bad, sheet.headings, unknown)


def make_job(parts: Parts, session: Session, order: UnitOrder) -> Imported:
    """Store the job; the same list again returns the job it made.

    Raises:
        RuleError: ``lists.*``, ``units.nobody_left``, ``units.agents_missing``.
    """
    sheet = parts.read_sheet(order.list)
    if len(order.agents) < parts.pack.unit_agents:
        raise RuleError(UnitCode.AGENTS_MISSING, needed=parts.pack.unit_agents)
    with parts.store.unit_of_work() as uow:
        known = uow.units.of_list(sheet.digest)
        if known is not None:
            return Imported(known, (), (), sheet.headings, repeated=True)
        learned = heads.learned(uow, sheet.headings, order.told)
        people, bad = _believed(uow, sheet, learned)
        if not people:
            raise RuleError(UnitCode.NOBODY_LEFT)
        packed = pack(people, order.by, order.box_size)
        job = _job(parts, session, order, sheet)
        uow.units.add(job, order.agents)
        uow.units.add_people(_people(job, packed))
        for box in range(1, packed[-1].box + 1):
            uow.units.put_box(UnitBox(job.job_id, box, box_label(job.job_id, box)))
        heads.remember(uow, learned)
        uow.audit.append(
            at=job.made_at,
            actor=session.login,
            event="unit.job",
            subject=job.job_id,
            detail=f"{len(packed)} {len(bad)}",
        )
        uow.commit()
    unknown = unknown_headings(sheet.headings, learned)
    return Imported(job, tuple(packed), bad, sheet.headings, unknown)


def _job(parts: Parts, session: Session, order: UnitOrder, sheet: Sheet) -> UnitJob:
    return UnitJob(
        job_id=parts.ids.new(),
        unit=order.unit,
        day=order.day,
        place=order.place,
        order_by=order.by,
        box_size=order.box_size,
        state=JobState.PACKED,
        made_at=parts.now(),
        clerk=session.login,
        digest=sheet.digest,
    )


def _people(job: UnitJob, packed: Iterable[Packed]) -> Iterable[UnitPerson]:
    for place in packed:
        row = place.row
        yield UnitPerson(
            job_id=job.job_id,
            running=place.running,
            ssn=Ssn(row.ssn),
            name=row.name,
            card_no=row.card_no,
            workshop=row.workshop,
            department=row.department,
            team=row.team,
            box=place.box,
            slot=place.slot,
        )


def _believed(
    uow: Reading, sheet: Sheet, learned: heads.Learned
) -> tuple[list[ListRow], tuple[BadRow, ...]]:
    """Rows whose person and card are known here, and all the others."""
    columns = columns_of(sheet.headings, learned)
    heads.demand(columns, sheet.headings, _NEEDED)
    rows, bad = read_rows(sheet.rows, sheet.lines, columns)
    cells = dict(zip(sheet.lines, sheet.rows, strict=True))
    known = uow.units.look_up([Ssn(row.ssn) for row in rows])
    good: list[ListRow] = []
    for row in rows:
        found = known.get(Ssn(row.ssn))
        fault = _fault(row, found)
        if fault is not None or found is None or found.card_no is None:
            reason = fault or RowFault.NO_CARD
            bad.append(BadRow(row.line, reason, cells[row.line]))
        else:
            good.append(row.with_card(found.card_no))
    return good, tuple(sorted(bad, key=lambda one: one.line))


_NEEDED = {Column.NAME: ListCode.NO_NAME_COLUMN, Column.SSN: ListCode.NO_NUMBER_COLUMN}


def _fault(row: ListRow, found: InRoll | None) -> RowFault | None:
    if found is None:
        return RowFault.NO_HOLDER
    if found.name != row.name:
        return RowFault.NAME_DIFFERS
    if found.card_no is None or (row.card_no and row.card_no != found.card_no):
        return RowFault.NO_CARD
    return RowFault.IN_OTHER_JOB if found.job_id is not None else None
