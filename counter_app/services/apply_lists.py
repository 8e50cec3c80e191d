"""申领 of a unit: its list row by row, stopped and gone on with at any row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from counter_app.domain.applications import Applicant
from counter_app.domain.codes.apply import ApplyCode
from counter_app.domain.errors import RuleError
from counter_app.domain.list_heads import Column, columns_of, unknown_headings
from counter_app.domain.states import Collector
from counter_app.ports.applications import ApplicationBatch, BatchState
from counter_app.ports.lists import Sheet
from counter_app.services import heads
from counter_app.services.applying import ApplyNew, apply_new, try_new
from counter_app.services.bearers import as_json
from counter_app.services.commands import Bearer
from counter_app.services.parts import Parts
from counter_app.services.results import Session

_ALL_SEEN = frozenset({"authorisation", "agent_id", "list"})
_KEY = 24  # characters of a list's digest that name its forms
_EVERY = 50  # rows between two notes of how far a list is
_SEXES = {"男": "male", "女": "female", "male": "male", "female": "female"}


def _nobody_stops() -> bool:
    return False


def _nobody_listens(_done: int, _total: int) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class UnitApplications:
    """A unit's list of people who want a first card.

    Attributes:
        agent: who brings the list, with the unit's authorisation.
        told: headings of this list and what they mean; remembered.
        progress: hears rows looked at, of all rows.
        stopped: asked before every row; what was taken stays.
    """

    list: Path
    unit: str
    agent: Bearer
    told: tuple[tuple[str, Column], ...] = ()
    progress: Callable[[int, int], None] = field(default=_nobody_listens, compare=False)
    stopped: Callable[[], bool] = field(default=_nobody_stops, compare=False)


@dataclass(frozen=True, slots=True)
class BadApplication:
    """A row that was not taken, as it was sent."""

    line: int
    error: RuleError
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppliedList:
    """What a list gave.

    Attributes:
        taken: people who may apply (dry run), or whose applications were taken.
        repeated: of these, taken before with the same list.
        unknown: headings whose meaning nobody told; their columns were left aside.
        done: rows looked at, of ``total``; fewer where somebody stopped it.
    """

    taken: int
    repeated: int
    bad: tuple[BadApplication, ...]
    headings: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    done: int = 0
    total: int = 0


def apply_list(
    parts: Parts, session: Session, order: UnitApplications, *, dry_run: bool
) -> AppliedList:
    """Take a unit's applications; the same list again takes nobody twice.

    A dry run tells the same of every row and stores nothing. A list that was stopped
    or cut off goes on when it is given again.

    Raises:
        RuleError: ``lists.*``, ``apply.no_column``.
    """
    sheet = parts.read_sheet(order.list)
    with parts.store.unit_of_work() as uow:
        learned = heads.learned(uow, sheet.headings, order.told)
        columns = columns_of(sheet.headings, learned)
        for column in (Column.NAME, Column.SSN, Column.BANK):
            if column not in columns:
                raise RuleError(ApplyCode.NO_COLUMN, column=column.value)
        if not dry_run:
            heads.remember(uow, learned)
            uow.commit()
    run = _Run(parts, session, order, sheet, columns)
    done = run.through(dry_run=dry_run)
    return replace(done, unknown=unknown_headings(sheet.headings, learned))


class _Run:
    """One walk through a list."""

    def __init__(
        self,
        parts: Parts,
        session: Session,
        order: UnitApplications,
        sheet: Sheet,
        columns: dict[Column, int],
    ) -> None:
        self._parts, self._session = parts, session
        self._order, self._sheet, self._columns = order, sheet, columns
        self._seen: set[str] = set()
        self._bad: list[BadApplication] = []
        self._taken = self._repeated = self._done = 0

    def through(self, *, dry_run: bool) -> AppliedList:
        """Walk; note how far it is, so that nobody forgets a list that was cut off."""
        total = len(self._sheet.rows)
        if not dry_run:
            self._note(BatchState.RUNNING)
        for line, cells in self._rows():
            self._row(line, cells, dry_run=dry_run)
            self._done += 1
            self._order.progress(self._done, total)
            if not dry_run and self._done % _EVERY == 0:
                self._note(BatchState.RUNNING)
        if not dry_run:
            whole = self._done == total
            self._note(BatchState.DONE if whole else BatchState.STOPPED)
        return AppliedList(
            self._taken,
            self._repeated,
            tuple(self._bad),
            self._sheet.headings,
            done=self._done,
            total=total,
        )

    def _rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for row in zip(self._sheet.lines, self._sheet.rows, strict=True):
            if self._order.stopped():
                return
            yield row

    def _row(self, line: int, cells: tuple[str, ...], *, dry_run: bool) -> None:
        try:
            command = _of_row(self._order, self._sheet, cells, self._columns)
            self._once(command.person.paper_no)
            if dry_run:
                again = try_new(self._parts, command)
            else:
                again = apply_new(self._parts, self._session, command).repeated
        except RuleError as refusal:
            self._bad.append(BadApplication(line, refusal, cells))
        else:
            self._taken += 1
            self._repeated += again

    def _once(self, number: str) -> None:
        if number in self._seen:
            raise RuleError(ApplyCode.NUMBER, fault="twice")
        self._seen.add(number)

    def _note(self, state: BatchState) -> None:
        batch = ApplicationBatch(
            digest=self._sheet.digest,
            file=str(self._order.list),
            unit=self._order.unit,
            agent=as_json(replace(self._order.agent, kind=Collector.UNIT)),
            total=len(self._sheet.rows),
            done=self._done,
            taken=self._taken,
            bad=len(self._bad),
            state=state,
            told_at=self._parts.now(),
            clerk=self._session.login,
        )
        with self._parts.store.unit_of_work() as uow:
            uow.applications.put_batch(batch)
            uow.commit()


def order_of(batch: ApplicationBatch) -> UnitApplications:
    """Return the order that goes on with a list."""
    said = {name: str(value or "") for name, value in batch.agent.items()}
    agent = Bearer(
        Collector.UNIT,
        said.get("collector_name", ""),
        said.get("collector_id", ""),
        said.get("collector_phone", ""),
        papers_checked=True,
        second_name=said.get("second_name", ""),
        second_id=said.get("second_id", ""),
    )
    return UnitApplications(Path(batch.file), batch.unit, agent)


def _of_row(
    order: UnitApplications,
    sheet: Sheet,
    cells: tuple[str, ...],
    columns: dict[Column, int],
) -> ApplyNew:
    def cell(column: Column) -> str:
        place = columns.get(column)
        return "" if place is None else cells[place]

    number = cell(Column.SSN).upper()
    person = Applicant(
        name=cell(Column.NAME),
        id_type=cell(Column.PAPER) or "A",
        paper_no=cell(Column.PAPER_NO) or number,
        ssn=number,
        sex=_SEXES.get(cell(Column.SEX).casefold(), ""),
        ethnicity=cell(Column.ETHNICITY) or "01",
        birth_date=_day(cell(Column.BIRTH_DATE)),
        phone=cell(Column.PHONE),
        address=cell(Column.ADDRESS),
        unit=order.unit,
        bank=cell(Column.BANK),
    )
    agent = replace(order.agent, kind=Collector.UNIT, unit=order.unit)
    return ApplyNew(
        submit_key=f"{sheet.digest[:_KEY]}-{number}",
        person=person,
        bearer=agent,
        seen=_ALL_SEEN if agent.papers_checked else frozenset(),
        unit_list=order.unit,
    )


def _day(text: str) -> date | None:
    plain = text.replace("/", "-").replace(".", "-")
    try:
        return date.fromisoformat(plain) if plain else None
    except ValueError as exc:
        raise RuleError(ApplyCode.BIRTH_DATE) from exc
