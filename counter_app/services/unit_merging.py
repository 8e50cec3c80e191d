"""What laptops bring back from a unit's day, and what the center adds (7.2).

Where a file is opened twice or a box was swapped, two laptops may still serve one
person: then both cases go to the center, whose first applied one stands; the
office's log keeps the other as a double and the laptop that sent it recalls the card.
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
    UnitMark,
    UnitPerson,
)
from counter_app.ports.book import StockAct
from counter_app.ports.store import UnitOfWork
from counter_app.ports.unitfiles import FileKind, UnitFile
from counter_app.services.parts import Parts
from counter_app.services.results import Session
from counter_app.services.unit_day import open_job
from counter_app.services.unit_laptops import note, opened

CENTER = "center"  # stands for a laptop whose case only the center told of


@dataclass(frozen=True, slots=True)
class Merged:
    """What came back from a laptop.

    Attributes:
        new: marks that were not known yet.
        doubles: running numbers that somebody else had handed out before.
        home: boxes that are here again.
        twice: the people behind ``doubles``, to be named on the screen.
    """

    laptop: str
    new: int
    doubles: tuple[int, ...]
    home: tuple[int, ...]
    twice: tuple[UnitPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What the center's word adds to the job.

    Attributes:
        given: running numbers handed out elsewhere, marked now.
        recalled: running numbers whose hand-out here the center refused.
    """

    given: tuple[int, ...]
    recalled: tuple[int, ...]


def merge(parts: Parts, session: Session, data: bytes, code: str) -> Merged:
    """Write a laptop's results into the office's job; the same marks count once.

    Cards that were handed out leave the office's stock as back-entered (补录); the
    case itself reaches the center from the laptop.

    Raises:
        RuleError: ``units.file_unreadable``, ``units.file_kind``,
            ``units.other_office``, ``units.no_job``, ``units.job_closed``.
    """
    file = opened(parts, data, code, FileKind.RESULTS)
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
        known = (uow.units.numbered(job_id, running) for running in doubles)
        twice = tuple(person for person in known if person is not None)
        detail = f"{file.laptop} {new} {len(doubles)}"
        note(uow, (parts, session), "unit.merge", job_id, detail)
        uow.commit()
    return Merged(file.laptop, new, tuple(doubles), home, twice)


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
        note(uow, (parts, session), "unit.settle", job_id, detail)
        uow.commit()
    return Settled(tuple(given), recalled)


def _book(uow: UnitOfWork, parts: Parts, session: Session, paper: str) -> None:
    """Put what was moved under one act: handed out elsewhere, entered here."""
    act = StockAct(
        parts.ids.new(), ActKind.BACK_ENTRY, parts.now(), session.login, paper_no=paper
    )
    uow.stock.book(act)
