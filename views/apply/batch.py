"""A unit's list of applications: tried first, taken, stopped, gone on with; no Tk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from counter_app.domain.codes.units import UnitCode
from counter_app.domain.identity import normal_ssn
from counter_app.domain.list_heads import Column
from counter_app.domain.states import Collector
from counter_app.ports.applications import ApplicationBatch, BatchState
from counter_app.runtime import StopToken
from counter_app.services.apply_lists import (
    AppliedList,
    BadApplication,
    UnitApplications,
    order_of,
)
from counter_app.services.commands import Bearer
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Screen
from views.inquiry.progress import Count
from views.units.acting import Acting, Told, save

ENTRIES = ("file", "unit", "agent", "agent_id", "phone", "second", "second_id", "map")
_NEEDED = ("file", "unit", "agent", "agent_id", "phone")
_TWO = ("second", "second_id")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    file: str = ""
    unit: str = ""
    agent: str = ""
    agent_id: str = ""
    phone: str = ""
    second: str = ""
    second_id: str = ""
    map: str = ""
    seen: bool = False


class BatchView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def typed(self) -> Typed: ...
    def selected(self) -> ApplicationBatch | None: ...
    def in_table(self) -> bool:
        """Whether the keyboard is in the list of lists."""

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field."""


class BatchPresenter(Acting):
    """Alt+T tries, Ctrl+Enter takes, Alt+X stops; Enter goes on with a stopped one."""

    screen = Screen.APPLY_BATCH
    rail = "apply"
    leavable = True  # it goes on while the next person is served

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.batches: tuple[ApplicationBatch, ...] = ()
        self.done: AppliedList | None = None
        self.missing: tuple[str, ...] = ()
        self.count = Count()
        self.walking = False
        self.file: Path | None = None  # of the list that was read last
        self._stop = StopToken()
        self._begun = 0.0
        self.view: BatchView | None = None

    @property
    def two_agents(self) -> bool:
        """Whether the city wants two people of the unit (7.1)."""
        return self.ctx.visit.facts.pack.unit_agents > 1

    @property
    def bad(self) -> tuple[BadApplication, ...]:
        """Rows that were not taken."""
        return self.done.bad if self.done else ()

    @property
    def seconds_left(self) -> int | None:
        """About how long the walk still takes; None until that can be told."""
        done, total = self.count.now
        if not done or not self.walking:
            return None
        return round((time.monotonic() - self._begun) / done * (total - done))

    # -- keys --------------------------------------------------------------
    def shown(self) -> None:
        def done(found: tuple[ApplicationBatch, ...]) -> None:
            self.batches = found

        self.read(lambda desk: desk.applications.batches(), done)

    def commit(self) -> None:
        self._walk(dry_run=False)

    def try_out(self) -> None:
        """Tell what a list would give; nothing is stored."""
        self._walk(dry_run=True)

    def enter(self) -> None:
        batch = self.view.selected() if self.view and self.view.in_table() else None
        if batch is not None and batch.state is not BatchState.DONE:
            self._run(order_of(batch), dry_run=False)

    def stop(self) -> None:
        """Stop after the row in hand; what was taken stays taken."""
        self._stop.stop()

    def save_errors(self, book: Callable[[], bytes]) -> None:
        """Write the rejected rows beside the list, with a reason for each."""
        if not self.bad or self.file is None or self.busy:
            return
        target = str(self.file.with_name(f"{self.file.stem}-errors.xlsx"))
        kept = self.done

        def done(path: Path) -> Told:
            self.done = kept
            return Told("books.saved", {"file": str(path)})

        self.act(lambda _desk: save(target, book()), done)

    def fault_fields(self) -> tuple[str, ...]:
        return self.missing

    # -- inside ------------------------------------------------------------
    def _walk(self, *, dry_run: bool) -> None:
        if self.view is None or self.busy:
            return
        typed = self.view.typed()
        needed = (*_NEEDED, *(_TWO if self.two_agents else ()))
        self.missing = tuple(n for n in needed if not getattr(typed, n).strip())
        if not self.missing and not typed.seen:
            self.missing = ("seen",)
        try:
            told = _told(typed.map)
        except ValueError:
            self.failed(Fault(UnitCode.FORM, {"field": "map"}))
            return
        if self.missing:
            self.draw()
            self.view.focus_field(self.missing[0])
            return
        self._run(_order(typed, told), dry_run=dry_run)

    def _run(self, order: UnitApplications, *, dry_run: bool) -> None:
        if self.busy:
            return
        self._stop, self._begun = StopToken(), time.monotonic()
        stop = self._stop
        order = replace(
            order,
            progress=self.count.begin(),
            stopped=lambda: stop.stopped,
        )
        self.file, self.done, self.walking = order.list, None, True

        def done(made: AppliedList) -> Told:
            self.done, self.walking = made, False
            return _how(made, dry_run=dry_run)

        self.act(
            lambda desk: desk.applications.apply_list(order, dry_run=dry_run), done
        )

    def failed(self, fault: Fault) -> None:
        self.walking = False
        super().failed(fault)


def _how(made: AppliedList, *, dry_run: bool) -> Told:
    params = {
        "taken": made.taken,
        "new": made.taken - made.repeated,
        "repeated": made.repeated,
        "bad": len(made.bad),
        "done": made.done,
        "total": made.total,
    }
    if made.done < made.total:
        return Told("apply.batch.stopped", params)
    return Told(f"apply.batch.{'tried' if dry_run else 'taken'}", params)


def _order(typed: Typed, told: tuple[tuple[str, Column], ...]) -> UnitApplications:
    agent = Bearer(
        Collector.UNIT,
        typed.agent.strip(),
        normal_ssn(typed.agent_id),
        typed.phone.strip(),
        papers_checked=typed.seen,
        second_name=typed.second.strip(),
        second_id=normal_ssn(typed.second_id),
    )
    file = Path(typed.file.strip()).expanduser()
    return UnitApplications(file, typed.unit.strip(), agent, told)


def _told(text: str) -> tuple[tuple[str, Column], ...]:
    """Read ``HEADING=column;...``; the office remembers it.

    Raises:
        ValueError: it is no such text.
    """
    found = []
    for part in text.replace("；", ";").split(";"):
        if part.strip():
            heading, _, column = part.rpartition("=")
            if not heading.strip():
                raise ValueError(part)
            found.append((heading.strip(), Column(column.strip())))
    return tuple(found)
