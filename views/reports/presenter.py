"""Reports of a day or a period, lists and forms for paper; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from counter_app.domain.codes.closing import CloseFault
from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.codes.system import SystemCode
from counter_app.domain.errors import SystemFaultError
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.list_facts import ListKind
from counter_app.services.listing import Export
from views.approve.presenter import REFUSED, Typed, approval_of, faults_of
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.source import Source
from views.preview import first_page
from views.reports.tabs import go_to

T = TypeVar("T")
_PICTURE = 1000  # pixels; the view makes it smaller
_FORMS = 10


@dataclass(frozen=True, slots=True)
class Said:
    """What the last act brought: a message id and its values."""

    msgid: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportsState:
    """One picture of the page."""

    first: str = ""
    last: str = ""
    busy: bool = False
    fault: Fault | None = None
    picture: bytes | None = None
    asking: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)
    said: Said | None = None


class ReportsView(Protocol):
    """The page's face."""

    def render(self, state: ReportsState) -> None: ...
    def span(self) -> tuple[str, str]:
        """Return both days as typed."""

    def list_kind(self) -> ListKind: ...
    def approval(self) -> Typed:
        """Return what the second operator typed."""


class ReportsPresenter(Presenter):
    """Enter shows the report, Ctrl+P prints it; files go into one folder."""

    screen = Screen.REPORTS
    rail = "books"

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.folder: Path | None = None  # given by the view
        today = date.today()  # noqa: DTZ011 - a proposal; the office's clock decides
        self._today = today.isoformat()
        self.state = ReportsState(self._today, self._today)
        self.view: ReportsView | None = None

    @property
    def supervisor(self) -> bool:
        """Reports show what colleagues did: supervisors only."""
        return self.ctx.visit.supervisor

    def shown(self) -> None:
        self.ctx.backstage.run(
            Lane.READ, lambda desk: desk.books.today(), self._dated, self._failed
        )

    def choose(self, number: int) -> None:
        go_to(self.ctx.nav, number)

    def enter(self) -> None:
        span = self._span()
        if span is not None:
            self._run(lambda desk: _picture(desk, *span), self._pictured)

    def paper(self) -> None:
        span = self._span()
        if span is not None:
            self._run(
                lambda desk: desk.books.print_report(*span),
                lambda _: self._say("books.printed"),
            )

    def whole_paper(self) -> Source | None:
        """Ctrl+O: all pages of the report, larger, to print and to save."""
        span = self._span()
        if span is None:
            return None
        first, last = span

        def again(desk: Desk) -> None:
            desk.books.print_report(first, last)

        def fetch(desk: Desk) -> tuple[bytes, None]:
            return desk.books.report(first, last, "pdf").content, None

        return Source(f"report-{first}_{last}", fetch, again, "books.printed")

    def save(self, form: str) -> None:
        """Write the report as a file."""
        span, folder = self._span(), self.folder
        if span is not None and folder is not None:
            self._run(lambda desk: _saved(desk, span, form, folder), self._stored)

    def export(self, form: str) -> None:
        """Write the chosen list as a file, masked."""
        if self.view is not None:
            self._export(Export(self.view.list_kind(), form))

    def ask_plain(self) -> None:
        """Open or close the fields of the second operator (R-50)."""
        if self.busy or not self.supervisor:
            self._failed(Fault(RuleCode.NOT_ALLOWED))
            return
        self._show(replace(self.state, asking=not self.state.asking, faults={}))

    def export_plain(self) -> None:
        """Write the chosen list with names and numbers in full, once approved."""
        view = self.view
        if view is None or self.busy or not self.state.asking:
            return
        typed, session = view.approval(), self.ctx.visit.session
        faults = faults_of(typed, session.login if session else "")
        self._show(replace(self.state, faults=faults))
        if not faults:
            kind = view.list_kind()
            self._export(Export(kind, "xlsx", plain=True, approval=approval_of(typed)))

    def dismiss(self) -> bool:
        if not self.state.asking:
            return False
        self._show(replace(self.state, asking=False, faults={}))
        return True

    def _export(self, command: Export) -> None:
        folder = self.folder
        if folder is not None:
            self._run(lambda desk: _exported(desk, command, folder), self._stored)

    def forms(self) -> None:
        """Make numbered empty forms for a power cut."""
        folder = self.folder
        if folder is not None:
            self._run(lambda desk: _forms(desk, folder), self._stored)

    def period(self, name: str) -> None:
        """Set both days: today, this week, this month."""
        today = date.fromisoformat(self._today)
        first = {
            "week": today - timedelta(days=today.weekday()),
            "month": today.replace(day=1),
        }.get(name, today)
        self._show(replace(self.state, first=first.isoformat(), last=today.isoformat()))

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    # -- inside ------------------------------------------------------------
    def _dated(self, today: date) -> None:
        self._today = today.isoformat()
        if not self.state.picture:
            self.period("today")

    def _span(self) -> tuple[date, date] | None:
        if self.view is None or self.busy:
            return None
        if not self.supervisor:
            self._failed(Fault(RuleCode.NOT_ALLOWED))
            return None
        typed = self.view.span()
        self.state = replace(self.state, first=typed[0], last=typed[1])
        try:
            first, last = (date.fromisoformat(text.strip()) for text in typed)
        except ValueError:
            self._failed(Fault(CloseFault.PERIOD))
            return None
        return first, last

    def _run(self, job: Callable[[Desk], T], done: Callable[[T], None]) -> None:
        if self.busy:
            return
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, said=None))
        self.ctx.backstage.run(Lane.LONG, job, done, self._failed)

    def _pictured(self, picture: bytes | None) -> None:
        self.busy = False
        said = None if picture else Said("books.no_picture")
        self._show(replace(self.state, busy=False, picture=picture, said=said))

    def _stored(self, path: Path) -> None:
        self.state = replace(self.state, asking=False)
        self._say("books.saved", file=str(path))

    def _say(self, msgid: str, **params: object) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, said=Said(msgid, params)))

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        where = REFUSED.get(fault.code) if self.state.asking else None
        faults = {where: f"error.{fault.code}.cause"} if where else {}
        self._show(
            replace(self.state, busy=False, fault=fault, said=None, faults=faults)
        )

    def _show(self, state: ReportsState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self.ctx.nav.changed()


def _picture(desk: Desk, first: date, last: date) -> bytes | None:
    return first_page(desk.books.report(first, last, "pdf").content, _PICTURE)


def _saved(desk: Desk, span: tuple[date, date], form: str, folder: Path) -> Path:
    made = desk.books.report(*span, form)
    return _write(folder / made.name, made.content)


def _exported(desk: Desk, command: Export, folder: Path) -> Path:
    made = desk.books.export(command)
    name = f"{command.kind}{'-plain' if command.plain else ''}"
    return _write(folder / f"{name}-{desk.books.today()}.{command.form}", made)


def _forms(desk: Desk, folder: Path) -> Path:
    return _write(
        folder / f"forms-{desk.books.today()}.pdf", desk.books.blank_forms(_FORMS)
    )


def _write(path: Path, content: bytes) -> Path:
    """Write a file that only this account reads.

    Raises:
        SystemFaultError: ``system.file_unwritable``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
    except OSError as exc:
        raise SystemFaultError(
            SystemCode.FILE_UNWRITABLE, file=path.name, reason=type(exc).__name__
        ) from exc
    return path
