"""Several laptops on one unit day: each takes boxes, the office merges (7.2).

A box is with one laptop only, so nobody inside it is served twice. What comes
back is merged in ``unit_merging``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.stock import CARDS_HERE
from counter_app.domain.units import (
    UnitBox,
    UnitPerson,
)
from counter_app.ports.store import UnitOfWork
from counter_app.ports.unitfiles import FileKind, UnitFile
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_day import job_of, open_job


@dataclass(frozen=True, slots=True)
class SealedBoxes:
    """A file for the stick and the code that opens it, told by word of mouth."""

    data: bytes
    code: str
    people: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a laptop took over.

    Attributes:
        boxes: that are here now.
        known: boxes that were here before; nothing was done to them.
    """

    job_id: str
    boxes: tuple[int, ...]
    known: tuple[int, ...]
    people: int


def give_boxes(
    parts: Parts, session: Session, job_id: str, boxes: Sequence[int], laptop: str
) -> SealedBoxes:
    """Give boxes to a laptop: seal them into a file; nobody is served here from them.

    Giving the same boxes to the same laptop again makes the file again.

    Raises:
        RuleError: ``units.*``.
    """
    name = laptop.strip()
    if not name:
        raise RuleError(UnitCode.LAPTOP_NAME)
    with parts.store.unit_of_work() as uow:
        job = open_job(uow, job_id)
        chosen = [_box_for(uow, job_id, box, name) for box in sorted(set(boxes))]
        people = [p for box in chosen for p in uow.units.of_box(job_id, box.box)]
        cards = uow.cards.those(person.card_no for person in people)
        holders = [uow.holders.get(person.ssn) for person in people]
        for box in chosen:
            uow.units.put_box(replace(box, laptop=name))
        content = UnitFile(
            kind=FileKind.BOXES,
            office_code=parts.office.office_code,
            laptop=name,
            job=job,
            agents=tuple(uow.units.agents(job_id)),
            boxes=tuple(chosen),
            people=tuple(people),
            holders=tuple(holder for holder in holders if holder is not None),
            cards=tuple(cards[person.card_no] for person in people),
        )
        note(uow, (parts, session), "unit.give", job_id, f"{name} {_list(chosen)}")
        code = parts.unit_files.new_code()
        data = parts.unit_files.seal(content, code)
        uow.commit()
    return SealedBoxes(data, code, len(people))


def _box_for(uow: UnitOfWork, job_id: str, number: int, laptop: str) -> UnitBox:
    box = uow.units.box(job_id, number)
    if box is None:
        raise RuleError(UnitCode.NO_BOX, box=number)
    if box.laptop not in ("", laptop):
        raise RuleError(UnitCode.BOX_AWAY, box=number, laptop=box.laptop)
    return box


def take_back(parts: Parts, session: Session, job_id: str, box: int) -> UnitBox:
    """Take a box back whose laptop is broken or lost; what it did comes by the center.

    Raises:
        RuleError: ``units.no_box``, ``units.job_closed``.
    """
    with parts.store.unit_of_work() as uow:
        open_job(uow, job_id)
        found = uow.units.box(job_id, box)
        if found is None:
            raise RuleError(UnitCode.NO_BOX, box=box)
        here = replace(found, laptop="")
        uow.units.put_box(here)
        note(uow, (parts, session), "unit.back", job_id, f"{found.laptop} {box}")
        uow.commit()
    return here


def take_boxes(parts: Parts, session: Session, data: bytes, code: str) -> Taken:
    """Take over boxes on a laptop; the same file again changes nothing.

    Raises:
        RuleError: ``units.file_unreadable``, ``units.file_kind``,
            ``units.other_office``, ``units.job_closed``.
    """
    file = opened(parts, data, code, FileKind.BOXES)
    with parts.store.unit_of_work() as uow:
        if uow.units.get(file.job.job_id) is None:
            uow.units.add(file.job, file.agents)
        open_job(uow, file.job.job_id)
        known = {box.box for box in uow.units.boxes(file.job.job_id)}
        fresh = [box for box in file.boxes if box.box not in known]
        numbers = {box.box for box in fresh}
        people = [person for person in file.people if person.box in numbers]
        _learn(uow, file, people)
        uow.units.add_people(people)
        for box in fresh:
            uow.units.put_box(box)
        detail = f"{file.laptop} {_list(fresh)}"
        note(uow, (parts, session), "unit.take", file.job.job_id, detail)
        uow.commit()
    again = tuple(box.box for box in file.boxes if box.box in known)
    return Taken(file.job.job_id, tuple(sorted(numbers)), again, len(people))


def _learn(uow: UnitOfWork, file: UnitFile, people: Sequence[UnitPerson]) -> None:
    """Keep holders and cards the laptop does not know; newer ones here stay.

    A card the laptop knows takes the place and state of its box.
    """
    wanted = {person.ssn for person in people}
    fresh = [h for h in file.holders if h.ssn in wanted]
    uow.holders.put_many([h for h in fresh if uow.holders.get(h.ssn) is None])
    sent = {card.card_no: card for card in file.cards}
    known = uow.cards.those(person.card_no for person in people)
    for person in people:
        card = sent.get(person.card_no)
        here = known.get(person.card_no)
        if card is None:
            continue
        if here is not None:
            stands = here.stock_state in CARDS_HERE
            state = card.stock_state if stands else here.stock_state
            card = replace(here, stock_state=state, box_position=card.box_position)
        uow.cards.put(card)


def results(parts: Parts, session: Session, job_id: str, laptop: str) -> SealedBoxes:
    """Seal what became of each person, for the office; may be done again and again.

    Raises:
        RuleError: ``units.no_job``, ``units.laptop_name``.
    """
    name = laptop.strip()
    if not name:
        raise RuleError(UnitCode.LAPTOP_NAME)
    with parts.store.unit_of_work() as uow:
        job = job_of(uow, job_id)
        marks = [m for m in uow.units.marks(job_id) if not m.laptop]
        content = UnitFile(
            kind=FileKind.RESULTS,
            office_code=parts.office.office_code,
            laptop=name,
            job=job,
            agents=(),
            boxes=tuple(uow.units.boxes(job_id)),
            marks=tuple(marks),
            closed=job.state.value == "closed",
        )
        note(uow, (parts, session), "unit.results", job_id, f"{name} {len(marks)}")
        code = parts.unit_files.new_code()
        data = parts.unit_files.seal(content, code)
        uow.commit()
    return SealedBoxes(data, code, len({mark.running for mark in marks}))


def opened(parts: Parts, data: bytes, code: str, kind: FileKind) -> UnitFile:
    """Open a file of this office and of the wanted kind.

    Raises:
        RuleError: ``units.file_unreadable``, ``units.file_kind``,
            ``units.other_office``.
    """
    file = parts.unit_files.open(data, code)
    if file.kind is not kind:
        raise RuleError(UnitCode.FILE_KIND)
    if file.office_code != parts.office.office_code:
        raise RuleError(UnitCode.OTHER_OFFICE, office=file.office_code)
    return file


def _list(boxes: Sequence[UnitBox]) -> str:
    return ",".join(str(box.box) for box in boxes)


def note(
    uow: UnitOfWork, by: tuple[Parts, Session], event: str, job: str, said: str
) -> None:
    """Write the audit row of an act of the job."""
    parts, session = by
    uow.audit.append(
        at=parts.now(), actor=session.login, event=event, subject=job, detail=said
    )
