"""The desk's lists, one key apart; Enter goes to the person or to the remedy; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from counter_app.ports.desklists import ListName, ListRow
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.desklists import ListExport
from counter_app.services.keeping import KeptForm
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.lists.model import ListModel
from views.todo.presenter import TodoPresenter
from views.units.acting import save

T = TypeVar("T")
NAMES = tuple(ListName)


class Board(Protocol):
    """What a page of one list shows it with."""

    def selected(self) -> ListRow | None: ...
    def focus_rows(self) -> None: ...
    def in_filter(self) -> bool: ...
    def sheet(self) -> tuple[Sequence[str], Callable[[ListRow], Sequence[str]]]:
        """Return headings, and what turns a row into cells, for a file."""


class ListsView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def board(self) -> Board: ...


class ListsPresenter(Presenter):
    """Keeps one list at a time; the counts of all stand on the tabs.

    Attributes:
        counts: rows of each list, where known.
        saved: the file that was written last.
        folder: where files go, given by the view.
    """

    screen = Screen.LISTS
    leavable = True

    def __init__(self, ctx: Context, name: ListName = ListName.DOUBTFUL) -> None:
        self._ctx = ctx
        self.model = ListModel(ctx.backstage, name, self._changed)
        self.counts: Mapping[ListName, int] = {}
        self.saved = ""
        self.fault: Fault | None = None
        self.folder: Path | None = None
        self.view: ListsView | None = None

    @property
    def supervisor(self) -> bool:
        """Only a supervisor takes a list out of the program."""
        return self._ctx.visit.supervisor

    def shown(self) -> None:
        self.model.load()
        self._count()

    def news(self) -> None:
        self.shown()

    def choose(self, number: int) -> None:
        """Alt+1 is today's page, Alt+2 ... the other lists."""
        if not 1 <= number <= len(NAMES):
            return
        name = NAMES[number - 1]
        if name is ListName.TODAY:
            self._ctx.nav.go(Screen.TODAY)
        elif name is not self.model.name:
            self.saved, self.fault = "", None
            self.model.show(name)

    def enter(self) -> None:
        board = self.view.board() if self.view else None
        if board is None:
            return
        row = board.selected()
        if board.in_filter():
            board.focus_rows()
            self._ctx.nav.changed()
        elif row is not None:
            self._open(row)

    def turn(self, pages: int) -> None:
        self.model.turn(pages)

    def receipt(self) -> str | None:
        row = self.view.board().selected() if self.view else None
        return (row.text("receipt_no") or None) if row else None

    def export(self, form: str) -> None:
        """Write the list as it is sorted and filtered into a file, masked (R-50)."""
        if self.view is None or self.folder is None or self.busy:
            return
        headings, line = self.view.board().sheet()
        command = ListExport(self.model.query, form, headings, line)
        folder, name = self.folder, self.model.name

        def write(desk: Desk) -> Path:
            made = desk.lists.export(command)
            return save(str(folder / f"{name}-{desk.books.today()}.{form}"), made)

        self._run(Lane.LONG, write, self._exported)

    def error_code(self) -> str | None:
        fault = self.fault or self.model.fault
        return fault.code if fault else None

    # -- inside ------------------------------------------------------------
    def _open(self, row: ListRow) -> None:
        name = self.model.name
        if name is ListName.DRAFTS:
            self._resume(row)
        elif name in (ListName.DOUBTFUL, ListName.REFUSED):
            page = TodoPresenter(self._ctx)
            page.point_at(row.key)
            self._ctx.nav.push(page)
        else:
            self._ctx.nav.open_holder(row.ssn)

    def _resume(self, row: ListRow) -> None:
        login, service = row.text("login"), row.text("service")
        session = self._ctx.visit.session
        mine = session is not None and session.login == login

        def done(kept: KeptForm) -> None:
            self._ctx.nav.resume(kept, mine=mine)

        self._run(
            Lane.WORK, lambda desk: desk.drafts.take(login, row.ssn, service), done
        )

    def _run(
        self, lane: Lane, job: Callable[[Desk], T], done: Callable[[T], None]
    ) -> None:
        self.saved, self.fault = "", None

        def answered(value: T) -> None:
            self._working = False
            self._changed()
            done(value)

        self._working = True
        self._changed()
        self._ctx.backstage.run(lane, job, answered, self._failed)

    _working = False

    def _exported(self, path: Path) -> None:
        self.saved = str(path)
        self._changed()

    def _failed(self, fault: Fault) -> None:
        self._working = False
        self.fault = fault
        self._changed()
        self.shown()  # it may have been done elsewhere

    def _count(self) -> None:
        self._ctx.backstage.run(
            Lane.READ, lambda desk: desk.lists.counts(), self._counted, lambda _: None
        )

    def _counted(self, counts: Mapping[ListName, int]) -> None:
        self.counts = counts
        self._changed()

    def _changed(self) -> None:
        self.busy = self.model.busy or self._working
        if self.view:
            self.view.render()
        self._ctx.nav.changed()
