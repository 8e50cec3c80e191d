"""The list of unit jobs, and what comes in: lists, batches, boxes, results; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.list_heads import Column
from counter_app.domain.list_order import ListOrder
from counter_app.domain.unit_boxes import BOX_SIZE
from counter_app.domain.unit_list import BadRow
from counter_app.domain.units import UnitAgent, UnitJob, UnitPerson
from counter_app.services.desk import Desk
from counter_app.services.unit_batch import Placed
from counter_app.services.unit_import import Imported, UnitOrder
from counter_app.services.unit_laptops import Taken
from counter_app.services.unit_merging import Merged
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import turned
from views.flow.screens import Screen
from views.units.acting import Acting, Told, load, save
from views.units.job import JobPresenter

_AGENT_PARTS = 3


class Bring(StrEnum):
    """What the form brings in."""

    LIST = "list"
    BATCH = "batch"
    TAKE = "take"
    MERGE = "merge"


#: Fields of the form by what is brought in.
FIELDS = {
    Bring.LIST: ("file", "unit", "day", "place", "box_size", "agents", "map"),
    Bring.BATCH: ("file", "map"),
    Bring.TAKE: ("file", "code"),
    Bring.MERGE: ("file", "code"),
}
ALL_FIELDS = (*FIELDS[Bring.LIST], "code")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; the file's code is told by word of mouth."""

    bring: Bring = Bring.LIST
    by: ListOrder = ListOrder.STROKES
    file: str = ""
    unit: str = ""
    day: str = ""
    place: str = ""
    box_size: str = ""
    agents: str = ""
    map: str = ""
    code: str = ""


class JobsView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def typed(self) -> Typed: ...
    def selected(self) -> UnitJob | None: ...
    def in_table(self) -> bool:
        """Whether the keyboard is in the list of jobs."""


class JobsPresenter(Acting):
    """Ctrl+Enter brings in, Alt+T tries a list, Enter opens the chosen job."""

    screen = Screen.UNITS

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.jobs: tuple[UnitJob, ...] = ()
        self.page, self.more = 0, False
        self.bad: tuple[BadRow, ...] = ()
        self.unknown: tuple[str, ...] = ()
        self.headings: tuple[str, ...] = ()
        self.twice: tuple[UnitPerson, ...] = ()  # served by two laptops
        self.view: JobsView | None = None

    def shown(self) -> None:
        self._load(self.page)

    def turn(self, pages: int) -> None:
        page = turned(self, pages)
        if page is not None:
            self._load(page)

    def enter(self) -> None:
        job = self.view.selected() if self.view and self.view.in_table() else None
        if job is not None and not self.busy:
            self.open(job.job_id)

    def open(self, job_id: str) -> None:
        """Open a job's page."""
        self.ctx.nav.push(JobPresenter(self.ctx, job_id))

    def commit(self) -> None:
        if self.view is None or self.busy:
            return
        typed = self.view.typed()
        self.twice = ()
        if typed.bring in (Bring.LIST, Bring.BATCH):
            self._bring(typed, dry_run=False)
        elif typed.bring is Bring.TAKE:
            self.act(lambda desk: desk.units.take(load(typed.file), typed.code), _taken)
        else:
            self.act(
                lambda desk: desk.units.merge(load(typed.file), typed.code),
                self._merged,
            )

    def try_out(self) -> None:
        """Tell what a list would give; nothing is stored."""
        if self.view is not None and not self.busy:
            typed = self.view.typed()
            if typed.bring in (Bring.LIST, Bring.BATCH):
                self._bring(typed, dry_run=True)

    def save_errors(self, book: Callable[[], bytes]) -> None:
        """Write the rejected rows beside the list, with a reason for each."""
        if self.view is None or not self.bad:
            return
        listed = Path(self.view.typed().file.strip())
        target = str(listed.with_name(f"{listed.stem}-errors.xlsx"))
        bad, headings = self.bad, self.headings

        def done(path: Path) -> Told:
            self.bad, self.headings = bad, headings
            return Told("books.saved", {"file": str(path)})

        self.act(lambda _desk: save(target, book()), done)

    # -- inside ------------------------------------------------------------
    def _bring(self, typed: Typed, *, dry_run: bool) -> None:
        self.bad, self.unknown = (), ()
        try:
            told = _told(typed.map)
            order = _order(typed, told) if typed.bring is Bring.LIST else None
        except ValueError as exc:
            self.failed(Fault(UnitCode.FORM, {"field": str(exc)}))
            return
        if order is None:
            file = Path(typed.file.strip())
            self.act(
                lambda desk: desk.units.place_batch(file, told, dry_run=dry_run),
                self._placed,
            )
            return

        def run(desk: Desk) -> Imported:
            units = desk.units
            return units.look_through(order) if dry_run else units.make_job(order)

        self.act(run, self._imported)

    def _imported(self, made: Imported) -> Told:
        self.bad, self.unknown = made.bad, made.unknown
        self.headings = made.headings
        boxes = max((place.box for place in made.packed), default=0)
        name = "tried" if made.job is None else "made"
        params = {"taken": len(made.packed), "boxes": boxes, "bad": len(made.bad)}
        return Told(
            "units.told.repeated" if made.repeated else f"units.told.{name}", params
        )

    def _merged(self, made: Merged) -> Told:
        self.twice = made.twice
        params = {"laptop": made.laptop, "new": made.new, "doubles": len(made.doubles)}
        return Told("units.told.merged", params)

    def _placed(self, made: Placed) -> Told:
        self.bad, self.headings = made.bad, made.headings
        params = {"placed": made.placed, "same": made.same, "bad": len(made.bad)}
        return Told("cli.handout.placed", params)

    def _load(self, page: int) -> None:
        def done(found: tuple[tuple[UnitJob, ...], bool]) -> None:
            self.jobs, self.more = found
            self.page = page

        self.read(lambda desk: desk.units.jobs(page), done)


def _taken(made: Taken) -> Told:
    params = {"boxes": len(made.boxes), "people": made.people, "known": len(made.known)}
    return Told("units.told.taken", params)


def _order(typed: Typed, told: tuple[tuple[str, Column], ...]) -> UnitOrder:
    if not typed.unit.strip():
        raise ValueError("unit")
    try:
        day = date.fromisoformat(typed.day.strip())
    except ValueError:
        raise ValueError("day") from None
    size = typed.box_size.strip() or str(BOX_SIZE)
    if not (size.isascii() and size.isdigit() and int(size)):
        raise ValueError("box_size")
    return UnitOrder(
        list=Path(typed.file.strip()),
        unit=typed.unit.strip(),
        day=day,
        place=typed.place.strip(),
        by=typed.by,
        box_size=int(size),
        agents=_agents(typed.agents),
        told=told,
    )


def _agents(text: str) -> tuple[UnitAgent, ...]:
    found = []
    for part in text.replace("；", ";").split(";"):
        if not part.strip():
            continue
        said = [word.strip() for word in part.replace("，", ",").split(",")]
        if len(said) != _AGENT_PARTS or not all(said):
            raise ValueError("agents")
        found.append(UnitAgent(*said))
    return tuple(found)


def _told(text: str) -> tuple[tuple[str, Column], ...]:
    found = []
    for part in text.replace("；", ";").split(";"):
        if part.strip():
            heading, _, column = part.rpartition("=")
            if not heading.strip() or column.strip() not in set(Column):
                raise ValueError("map")
            found.append((heading.strip(), Column(column.strip())))
    return tuple(found)
