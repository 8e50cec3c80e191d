"""Several laptops on one unit day: each takes boxes, the office merges (7.2).

A box is with one laptop only, so nobody inside it is served twice. Where a file is
opened twice or a box was swapped, two laptops may still serve one person: then both
cases go to the center, whose first applied one stands; the office's log keeps the
other as a double and the laptop that sent it recalls the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.states import StockState
from counter_app.domain.stock import CARDS_HERE, ActKind
from counter_app.domain.units import (
    GIVEN,
    MARKS,
    Mark,
    PersonState,
    UnitBox,
    UnitMark,
    UnitPerson,
)
from counter_app.ports.book import StockAct
from counter_app.ports.store import UnitOfWork
from counter_app.ports.unitfiles import FileKind, UnitFile
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_day import job_of, open_job

CENTER = "center"  # stands for a laptop whose case only the center told of


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


@dataclass(frozen=True, slots=True)
class Merged:
    """What came back from a laptop.

    Attributes:
        new: marks that were not known yet.
        doubles: running numbers that somebody else had handed out before.
        home: boxes that are here again.
    """

    laptop: str
    new: int
    doubles: tuple[int, ...]
    home: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What the center's word adds to the job.

    Attributes:
        given: running numbers handed out elsewhere, marked now.
        recalled: running numbers whose hand-out here the center refused.
    """

    given: tuple[int, ...]
    recalled: tuple[int, ...]


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
        _note(uow, (parts, session), "unit.give", job_id, f"{name} {_list(chosen)}")
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
        _note(uow, (parts, session), "unit.back", job_id, f"{found.laptop} {box}")
        uow.commit()
    return here


def take_boxes(parts: Parts, session: Session, data: bytes, code: str) -> Taken:
    """Take over boxes on a laptop; the same file again changes nothing.

    Raises:
        RuleError: ``units.file_unreadable``, ``units.file_kind``,
            ``units.other_office``, ``units.job_closed``.
    """
    file = _opened(parts, data, code, FileKind.BOXES)
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
        _note(uow, (parts, session), "unit.take", file.job.job_id, detail)
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
        _note(uow, (parts, session), "unit.results", job_id, f"{name} {len(marks)}")
        code = parts.unit_files.new_code()
        data = parts.unit_files.seal(content, code)
        uow.commit()
    return SealedBoxes(data, code, len({mark.running for mark in marks}))


def merge(parts: Parts, session: Session, data: bytes, code: str) -> Merged:
    """Write a laptop's results into the office's job; the same marks count once.

    Cards that were handed out leave the office's stock as back-entered (补录); the
    case itself reaches the center from the laptop.

    Raises:
        RuleError: ``units.file_unreadable``, ``units.file_kind``,
            ``units.other_office``, ``units.no_job``, ``units.job_closed``.
    """
    file = _opened(parts, data, code, FileKind.RESULTS)
    job_id, new, doubles = file.job.job_id, 0, list[int]()
    with parts.store.unit_of_work() as uow:
        open_job(uow, job_id)
        for mark in file.marks:
            if uow.units.has_mark(mark.mark_id):
                continue
            new += 1
            line = _take_over(uow, replace(mark, laptop=file.laptop))
            if line.mark is Mark.DOUBLE:
                doubles.append(line.running)
        _book(uow, parts, session, file.laptop)
        home = tuple(_came_home(uow, file)) if file.closed else ()
        detail = f"{file.laptop} {new} {len(doubles)}"
        _note(uow, (parts, session), "unit.merge", job_id, detail)
        uow.commit()
    return Merged(file.laptop, new, tuple(doubles), home)


def _take_over(uow: UnitOfWork, mark: UnitMark) -> UnitMark:
    """Write one mark of a laptop; a second hand-over is kept as a double."""
    person = uow.units.numbered(mark.job_id, mark.running)
    if person is None:
        raise RuleError(UnitCode.NOT_ON_LIST)
    state = MARKS.get((person.state, mark.mark))
    if mark.mark in GIVEN and (state is None or mark.mark is Mark.DOUBLE):
        before = uow.units.handed_by(mark.job_id, mark.running)
        given = before not in (None, CENTER)  # the center's word is of this same act
        mark = replace(mark, mark=Mark.DOUBLE if given else Mark.HANDED)
        state = PersonState.HANDED
    uow.units.mark(mark, state or person.state)
    if state is not None:
        _move_card(uow, person, mark, state)
    return mark


def _move_card(
    uow: UnitOfWork, person: UnitPerson, mark: UnitMark, state: PersonState
) -> None:
    card = uow.cards.get(person.card_no)
    if card is None or card.stock_state not in CARDS_HERE:
        return
    if state is PersonState.HANDED:
        day = card.handed_out_on or mark.at.date()
        away = replace(card, stock_state=StockState.BACK_ENTERED, handed_out_on=day)
        uow.cards.put(away)
    elif state is PersonState.WRONG_CARD:
        uow.cards.put(replace(card, stock_state=StockState.PROBLEM))
    elif person.state is PersonState.WRONG_CARD:
        uow.cards.put(replace(card, stock_state=StockState.WAITING))


def _came_home(uow: UnitOfWork, file: UnitFile) -> Sequence[int]:
    home = []
    for box in file.boxes:
        here = uow.units.box(box.job_id, box.box)
        if here is not None and here.laptop == file.laptop:
            back = replace(here, laptop="", counted=box.counted, reason=box.reason)
            uow.units.put_box(back)
            home.append(box.box)
    return home


def settle(parts: Parts, session: Session, job_id: str) -> Settled:
    """Lay the job beside the center's word that came down the feed.

    A person whose card the center knows as handed out elsewhere is marked so; a
    hand-out of this laptop that the center refused is named: the card is recalled.

    Raises:
        RuleError: ``units.no_job``, ``units.job_closed``.
    """
    given = []
    with parts.store.unit_of_work() as uow:
        open_job(uow, job_id)
        for person in uow.units.given_elsewhere(job_id):
            mark = UnitMark(
                mark_id=f"{CENTER}-{job_id}-{person.running}",
                job_id=job_id,
                running=person.running,
                mark=Mark.HANDED,
                at=parts.now(),
                clerk=session.login,
                case_id=CENTER,
                laptop=CENTER,
            )
            if not uow.units.has_mark(mark.mark_id):
                uow.units.mark(mark, PersonState.HANDED)
                _move_card(uow, person, mark, PersonState.HANDED)
                given.append(person.running)
        _book(uow, parts, session, CENTER)
        recalled = tuple(uow.units.recalled(job_id))
        detail = f"{len(given)} {len(recalled)}"
        _note(uow, (parts, session), "unit.settle", job_id, detail)
        uow.commit()
    return Settled(tuple(given), recalled)


def _book(uow: UnitOfWork, parts: Parts, session: Session, paper: str) -> None:
    """Put what was moved under one act: handed out elsewhere, entered here."""
    act = StockAct(
        parts.ids.new(), ActKind.BACK_ENTRY, parts.now(), session.login, paper_no=paper
    )
    uow.stock.book(act)


def _opened(parts: Parts, data: bytes, code: str, kind: FileKind) -> UnitFile:
    file = parts.unit_files.open(data, code)
    if file.kind is not kind:
        raise RuleError(UnitCode.FILE_KIND)
    if file.office_code != parts.office.office_code:
        raise RuleError(UnitCode.OTHER_OFFICE, office=file.office_code)
    return file


def _list(boxes: Sequence[UnitBox]) -> str:
    return ",".join(str(box.box) for box in boxes)


def _note(
    uow: UnitOfWork, by: tuple[Parts, Session], event: str, job: str, said: str
) -> None:
    parts, session = by
    uow.audit.append(
        at=parts.now(), actor=session.login, event=event, subject=job, detail=said
    )
