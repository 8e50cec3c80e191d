"""Doubtful card writes and refused acts: what a person must settle; no Tk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from counter_app.domain.states import Effect
from counter_app.ports.store import TodayRow
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.results import Doubt
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen

_WAIT_CARD_S = 3.0
_PAGES = 20  # today's refusals are looked for on this many pages


@dataclass(frozen=True, slots=True)
class TodoState:
    """One picture of the page."""

    doubts: tuple[Doubt, ...] = ()
    refused: tuple[TodayRow, ...] = ()
    loaded: bool = False
    busy: bool = False
    fault: Fault | None = None
    settled: int | None = None  # how many writes the last try resolved
    field_fault: str | None = None


class TodoView(Protocol):
    """The page's face."""

    def render(self, state: TodoState) -> None: ...
    def selected_doubt(self) -> Doubt | None: ...
    def selected_refused(self) -> TodayRow | None: ...
    def note(self) -> str:
        """Return the supervisor's reason."""


class TodoPresenter(Presenter):
    """Enter resolves with the card on the reader, or opens the refused person."""

    screen = Screen.SETTLE

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = TodoState()
        self.view: TodoView | None = None

    @property
    def may_give_up(self) -> bool:
        """Only a supervisor closes a doubtful write without the card."""
        return self._ctx.visit.supervisor

    def shown(self) -> None:
        self._ctx.backstage.run(Lane.READ, _load, self._loaded, self._failed)

    def enter(self) -> None:
        refused = self.view.selected_refused() if self.view else None
        if refused is not None:
            self._ctx.nav.open_holder(refused.ssn)
        elif self.state.doubts:
            self.resolve()

    def resolve(self) -> None:
        """Compare the card on the reader with the plan and finish or give back."""
        if self._start():
            self._ctx.backstage.run(
                Lane.WORK,
                lambda desk: desk.recover(wait_s=_WAIT_CARD_S),
                self._resolved,
                self._failed,
            )

    def give_up(self) -> None:
        """Close the chosen write: the blank is spoilt or gone (supervisor)."""
        doubt = self.view.selected_doubt() if self.view else None
        note = self.view.note().strip() if self.view else ""
        if doubt is None or not self.may_give_up:
            return
        if not note:
            self._show(replace(self.state, field_fault="view.fault.note"))
            return
        if self._start():
            self._ctx.backstage.run(
                Lane.WORK,
                lambda desk: desk.give_up_write(doubt.intent_id, note),
                lambda _: self._settled(1),
                self._failed,
            )

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def fault_fields(self) -> tuple[str, ...]:
        return ("note",) if self.state.field_fault else ()

    def _start(self) -> bool:
        if self.busy:
            return False
        self.busy = True
        clean = replace(
            self.state, busy=True, fault=None, settled=None, field_fault=None
        )
        self._show(clean)
        return True

    def _loaded(self, found: TodoState) -> None:
        self._show(
            replace(
                self.state,
                doubts=found.doubts,
                refused=found.refused,
                loaded=True,
                busy=self.busy,
            )
        )

    def _resolved(self, left: tuple[Doubt, ...]) -> None:
        self._settled(max(0, len(self.state.doubts) - len(left)))

    def _settled(self, count: int) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, settled=count))
        self._ctx.nav.poll()
        self.shown()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, fault=fault))

    def _show(self, state: TodoState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()


def _load(desk: Desk) -> TodoState:
    refused: list[TodayRow] = []
    for number in range(_PAGES):
        page = desk.today(number)
        refused += [row for row in page.rows if row.effect is Effect.REFUSED]
        if not page.more:
            break
    return TodoState(desk.doubts(), tuple(refused))
