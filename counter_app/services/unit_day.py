"""A unit's day on site: find the place, hand over, mark, close (business.md 7.2).

The laptop may be offline the whole day. A hand-over is the same case as at the
window, filed in the same transaction as the mark of the job; it has no paper of its
own, because the person signs the unit's sheet. The chip is not read: the person's
identity paper is checked against the list, and the printed face by the person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from counter_app.domain import lawful
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.units import UnitCode
from counter_app.domain.errors import RuleError
from counter_app.domain.identity import normal_ssn
from counter_app.domain.records import Card
from counter_app.domain.states import Collector, Kind, StockState
from counter_app.domain.stock import ActKind
from counter_app.domain.units import (
    MARKS,
    JobCount,
    JobState,
    Mark,
    PersonState,
    UnitAgent,
    UnitBox,
    UnitJob,
    UnitMark,
    UnitPerson,
)
from counter_app.ports.book import StockAct
from counter_app.ports.store import Reading, UnitOfWork
from counter_app.services.bearers import check_bearer
from counter_app.services.commands import Bearer, FaceChecks
from counter_app.services.filing import Filed, already_filed, file_case
from counter_app.services.hand_out import given_away, hand_out_case
from counter_app.services.looking import card_of, situation
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_PACE = timedelta(minutes=10)
_CAN_BE_LOGGED = frozenset(
    {Mark.ABSENT, Mark.WRONG_CARD, Mark.REFUSED, Mark.UNDONE},
)


@dataclass(frozen=True, slots=True)
class HandOver:
    """One key on site: this person has the card now.

    Attributes:
        submit_key: one per person shown; the key twice is one case (G31).
    """

    job_id: str
    running: int
    submit_key: str
    bearer: Bearer
    face: FaceChecks


@dataclass(frozen=True, slots=True)
class Progress:
    """The counter on the wall.

    Attributes:
        boxes: counts of every box; 0 is the whole job.
        per_minute: people served in the last ten minutes, by minute.
        doubles: cards that two laptops say they handed out.
        laid: the boxes themselves.
    """

    job: UnitJob
    boxes: dict[int, JobCount]
    per_minute: float
    doubles: int = 0
    laid: tuple[UnitBox, ...] = ()


def jobs(parts: Parts, page: int, size: int = 50) -> tuple[tuple[UnitJob, ...], bool]:
    """Return a page of jobs, newest day first, and whether there are more."""
    with parts.store.queries() as reads:
        rows = reads.unit_jobs(page, size)
    return tuple(rows[:size]), len(rows) > size


def people(
    parts: Parts, job_id: str, box: int | None, page: int, size: int = 50
) -> tuple[tuple[UnitPerson, ...], bool]:
    """Return a page of a job's or a box's people by running number."""
    with parts.store.queries() as reads:
        rows = reads.unit_people(job_id, box, page, size)
    return tuple(rows[:size]), len(rows) > size


def agents(parts: Parts, job_id: str) -> tuple[UnitAgent, ...]:
    """Return who signs for the unit."""
    with parts.store.reading() as read:
        return tuple(read.units.agents(job_id))


def unit_bearer(parts: Parts, job_id: str) -> Bearer:
    """Return the unit's agents as those who take a card for somebody who is away.

    Their letter and papers were checked when the job began (7.1).

    Raises:
        RuleError: ``units.no_job``, ``units.agents_missing``.
    """
    with parts.store.reading() as read:
        job = job_of(read, job_id)
        signing = read.units.agents(job_id)
    if not signing:
        raise RuleError(UnitCode.AGENTS_MISSING, needed=max(parts.pack.unit_agents, 1))
    first, second = signing[0], signing[1] if len(signing) > 1 else None
    return Bearer(
        kind=Collector.UNIT_AGENT,
        name=first.name,
        id_no=first.id_no,
        phone=first.phone,
        papers_checked=True,
        unit=job.unit,
        second_name=second.name if second else "",
        second_id=second.id_no if second else "",
    )


def find(parts: Parts, job_id: str, text: str) -> UnitPerson:
    """Return a person by id number, card number or running number.

    Raises:
        RuleError: ``units.not_on_list``.
    """
    with parts.store.queries() as reads:
        found = reads.unit_person(job_id, normal_ssn(text))
    if found is None:
        raise RuleError(UnitCode.NOT_ON_LIST)
    return found


def progress(parts: Parts, job_id: str) -> Progress:
    """Return the live counter of a job.

    Raises:
        RuleError: ``units.no_job``.
    """
    now = parts.now()
    with parts.store.reading() as read:
        job = job_of(read, job_id)
        laid = tuple(read.units.boxes(job_id))
    with parts.store.queries() as reads:
        boxes = dict(reads.unit_counts(job_id))
        served = reads.unit_served(job_id, now - _PACE)
        doubles = reads.unit_doubles(job_id)
    pace = served / (_PACE.total_seconds() / 60)
    return Progress(job, boxes, pace, doubles, laid)


def hand_over(parts: Parts, session: Session, command: HandOver) -> Filed:
    """Give the card: case, operation, audit, stock and mark in one transaction.

    Raises:
        RuleError: ``units.*`` (``units.box_away``: a laptop has it), any rule of R-10
            to R-20, ``rule.checks_incomplete``.
    """
    with parts.store.unit_of_work() as uow:
        job = open_job(uow, command.job_id)
        person = _person(uow, job, command.running)
        before = already_filed(uow, command.submit_key, person.ssn)
        if before is not None:
            return before
        state = _after(person, Mark.HANDED)
        at = situation(uow, parts, person.ssn)
        card = card_of(at, person.card_no)
        lawful.check_hand_out(at, card)
        check_bearer(command.bearer, at, Kind.HAND_OUT)
        if not command.face.complete:
            raise RuleError(RuleCode.CHECKS_INCOMPLETE)
        draft = hand_out_case(parts, card, command.bearer, command.submit_key)
        draft = replace(draft, printed=False)
        filed = file_case(uow, parts, session, draft, parts.ids.new())
        uow.cards.put(given_away(parts, card))
        line = _line(parts, session, person, Mark.HANDED)
        _log(uow, replace(line, case_id=filed.case.case_id), state)
        uow.commit()
    return filed


def mark(
    parts: Parts, session: Session, person: UnitPerson, what: Mark, note: str = ""
) -> UnitPerson:
    """Mark absent, wrong card or refused, or take such a mark back.

    A wrong card becomes a 问题卡 in the same transaction, and waits again when the
    mark is taken back.

    Raises:
        RuleError: ``units.not_possible``, ``units.job_closed``.
    """
    if what not in _CAN_BE_LOGGED:
        raise RuleError(UnitCode.NOT_POSSIBLE, state=person.state, mark=what)
    with parts.store.unit_of_work() as uow:
        job = open_job(uow, person.job_id)
        now = _person(uow, job, person.running)
        state = _after(now, what)
        problem = PersonState.WRONG_CARD in (now.state, state)
        card = uow.cards.get(now.card_no) if problem else None
        if card is not None:
            _problem(uow, parts, session, card, what)
        line = _line(parts, session, now, what)
        _log(uow, replace(line, note=note), state)
        uow.audit.append(
            at=parts.now(),
            actor=session.login,
            event=f"unit.{what.value}",
            subject=now.job_id,
            detail=str(now.running),
        )
        uow.commit()
    return replace(now, state=state)


def _problem(
    uow: UnitOfWork, parts: Parts, session: Session, card: Card, what: Mark
) -> None:
    """A wrong card is a 问题卡 until the mark is taken back (8)."""
    back = what is Mark.UNDONE
    stock = StockState.WAITING if back else StockState.PROBLEM
    uow.cards.put(replace(card, stock_state=stock))
    kind = ActKind.SOLVED if back else ActKind.PROBLEM
    act = StockAct(
        parts.ids.new(), kind, parts.now(), session.login, reason=f"unit.{what.value}"
    )
    uow.stock.book(act)


def job_of(uow: Reading, job_id: str) -> UnitJob:
    """Return a job.

    Raises:
        RuleError: ``units.no_job``.
    """
    job = uow.units.get(job_id)
    if job is None:
        raise RuleError(UnitCode.NO_JOB)
    return job


def open_job(uow: UnitOfWork, job_id: str) -> UnitJob:
    """Return a job that is not closed.

    Raises:
        RuleError: ``units.no_job``, ``units.job_closed``.
    """
    job = job_of(uow, job_id)
    if job.state is JobState.CLOSED:
        raise RuleError(UnitCode.JOB_CLOSED)
    return job


def _person(uow: UnitOfWork, job: UnitJob, running: int) -> UnitPerson:
    person = uow.units.numbered(job.job_id, running)
    if person is None:
        raise RuleError(UnitCode.NOT_ON_LIST)
    box = uow.units.box(job.job_id, person.box)
    if box is not None and box.laptop:
        raise RuleError(UnitCode.BOX_AWAY, box=box.box, laptop=box.laptop)
    return person


def _after(person: UnitPerson, what: Mark) -> PersonState:
    state = MARKS.get((person.state, what))
    if state is None:
        raise RuleError(UnitCode.NOT_POSSIBLE, state=person.state, mark=what)
    return state


def _line(parts: Parts, session: Session, person: UnitPerson, what: Mark) -> UnitMark:
    return UnitMark(
        mark_id=parts.ids.new(),
        job_id=person.job_id,
        running=person.running,
        mark=what,
        at=parts.now(),
        clerk=session.login,
    )


def _log(uow: UnitOfWork, line: UnitMark, state: PersonState) -> None:
    uow.units.mark(line, state)
    uow.units.set_state(line.job_id, JobState.ON_SITE)
