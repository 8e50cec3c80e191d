"""Today's cases, paged from the store; no Tk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from counter_app.ports.desklists import ListName, ListRow
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.results import CaseResult, Paper
from counter_app.services.reversing import ReverseCase
from views.approve.presenter import REFUSED, Typed, approval_of, faults_of
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.lists.model import ListModel

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TodayState:
    """One picture of the page."""

    busy: bool = False
    fault: Fault | None = None
    reprinted: Paper | None = None
    asking: bool = False  # for the second operator of a reversal
    approval: Mapping[str, str] = field(default_factory=dict)  # faults by field
    reversed_by: str = ""  # number of the opposite receipt
    bound: bool = False  # a paper's number was entered


class TodayView(Protocol):
    """The page's face."""

    def render(self, state: TodayState) -> None: ...
    def selected(self) -> ListRow | None: ...
    def in_filter(self) -> bool: ...
    def focus_rows(self) -> None: ...
    def approval(self) -> Typed: ...
    def paper_no(self) -> str: ...
    def after_done(self) -> None:
        """Empty the fields of what was done."""


class TodayPresenter(Presenter):
    """Enter opens the holder, Ctrl+P prints the receipt again."""

    screen = Screen.TODAY

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = TodayState()
        self.view: TodayView | None = None
        self.model = ListModel(
            ctx.backstage, ListName.TODAY, lambda: self._show(self.state)
        )

    def shown(self) -> None:
        self.model.load()

    def news(self) -> None:
        self.model.load()

    def enter(self) -> None:
        row = self.view.selected() if self.view else None
        if self.view and self.view.in_filter():
            self.view.focus_rows()
            self._ctx.nav.changed()
        elif row is not None:
            self._ctx.nav.open_holder(row.ssn)

    def turn(self, pages: int) -> None:
        self.model.turn(pages)

    def receipt(self) -> str | None:
        row = self.view.selected() if self.view else None
        return row.text("receipt_no") if row else None

    def paper(self) -> None:
        row = self.view.selected() if self.view else None
        if row is None or self.busy:
            return
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None, reprinted=None))
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.reprint(row.text("receipt_no")),
            self._printed,
            self._failed,
        )

    def dismiss(self) -> bool:
        if self.state.asking and not self.busy:
            self._show(replace(self.state, asking=False, approval={}))
            return True
        return False

    # -- reversal and paper numbers ---------------------------------
    def ask_reverse(self) -> None:
        """Alt+V: ask for the second operator."""
        if self.view and self.view.selected() and not self.busy:
            clean = replace(self._clean(), asking=True, approval={})
            self._show(clean)

    def reverse(self) -> None:
        """Take the chosen case back, approved by a second operator (R-50)."""
        row = self.view.selected() if self.view else None
        session = self._ctx.visit.session
        if row is None or session is None or self.busy or not self.state.asking:
            return
        typed = self.view.approval() if self.view else Typed("", "", "")
        faults = faults_of(typed, session.login)
        if faults:
            self._show(replace(self.state, approval=faults))
            return
        command = ReverseCase(row.key, approval_of(typed))
        self._run(lambda desk: desk.books.reverse(command), self._reversed)

    def bind_paper(self) -> None:
        """Say from which paper form the chosen case was entered."""
        row = self.view.selected() if self.view else None
        number = self.view.paper_no() if self.view else ""
        if row is not None and not self.busy:
            case_id = row.key
            self._run(
                lambda desk: desk.books.bind_paper(case_id, number),
                lambda _: self._bound(),
            )

    def error_code(self) -> str | None:
        fault = self.state.fault or self.model.fault
        return fault.code if fault else None

    def _clean(self) -> TodayState:
        return replace(
            self.state, fault=None, reprinted=None, reversed_by="", bound=False
        )

    def _run(self, job: Callable[[Desk], T], done: Callable[[T], None]) -> None:
        self.busy = True
        self._show(replace(self._clean(), busy=True))
        self._ctx.backstage.run(Lane.WORK, job, done, self._not_done)

    def _reversed(self, result: CaseResult) -> None:
        self.busy = False
        if self.view:
            self.view.after_done()
        done = replace(self.state, busy=False, asking=False, approval={})
        self._show(replace(done, reversed_by=result.receipt_no))
        self.model.load()

    def _bound(self) -> None:
        self.busy = False
        if self.view:
            self.view.after_done()
        self._show(replace(self.state, busy=False, bound=True))

    def _not_done(self, fault: Fault) -> None:
        """Show a refusal, and which field of the approval it is about."""
        if self.view:
            self.view.after_done()
        self._failed(fault)
        field_ = REFUSED.get(fault.code)
        if field_ and self.state.asking:
            msgid = f"error.{fault.code}.cause"
            self._show(replace(self.state, approval={field_: msgid}))

    def _printed(self, paper: Paper) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, reprinted=paper))
        self.model.load()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault))

    def _show(self, state: TodayState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()
