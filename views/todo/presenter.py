"""Doubtful card writes and refused acts: what a person must settle; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol

from counter_app.domain.codes.rule import RuleCode
from counter_app.domain.records import Ssn
from counter_app.domain.review import Way, settles
from counter_app.domain.states import Kind
from counter_app.ports.desklists import PAGE_SIZE
from counter_app.ports.drafts import DraftRow
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.keeping import KeptForm
from counter_app.services.results import Doubt, RefusedRow
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.paged import turned
from views.flow.screens import Presenter, Screen
from views.pin.prove import prove

_WAIT_CARD_S = 3.0
WAYS = (Way.RESEND, Way.ESCALATE, Way.RECALL)  # beside settling, in key order


_PROVED = frozenset({Kind.PIN_CHANGE, Kind.PIN_RESET})


class Cursor(Enum):
    """Where the keyboard is on the page."""

    REFUSED = auto()
    DRAFTS = auto()
    NOTE = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class TodoState:
    """One picture of the page; ``page`` and ``more`` belong to the refusals."""

    doubts: tuple[Doubt, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    drafts: tuple[DraftRow, ...] = ()
    page: int = 0
    more: bool = False
    loaded: bool = False
    busy: bool = False
    fault: Fault | None = None
    settled: int | None = None  # how many writes or refusals the last try closed
    missing: str | None = None  # name of the reason that must be given


class TodoView(Protocol):
    """The page's face."""

    def render(self, state: TodoState) -> None: ...
    def cursor(self) -> Cursor: ...
    def selected_doubt(self) -> Doubt | None: ...
    def selected_refused(self) -> RefusedRow | None: ...
    def selected_draft(self) -> DraftRow | None: ...
    def note(self) -> str:
        """Return why a write is given up."""

    def refusal_note(self) -> str:
        """Return how a refusal was dealt with."""

    def point_at(self, key: str) -> None:
        """Put the cursor on this write or refusal."""

    def forget_notes(self) -> None:
        """Empty both: what they were written for is settled."""


class TodoPresenter(Presenter):
    """Enter resolves with the card on the reader, or opens the refused person."""

    screen = Screen.SETTLE

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.state = TodoState()
        self.view: TodoView | None = None
        self._wanted = ""  # a write or a refusal the cursor shall stand on

    @property
    def supervisor(self) -> bool:
        """Only a supervisor gives a write up or settles a refusal."""
        return self._ctx.visit.supervisor

    def shown(self) -> None:
        if self._wanted:
            self._load_wanted(self._wanted)
        else:
            self.load(self.state.page)

    def news(self) -> None:
        self.load(self.state.page)

    def load(self, page: int) -> None:
        """Fetch the doubtful writes and one page of the refusals."""
        self._ctx.backstage.run(
            Lane.READ, lambda desk: _load(desk, page), self._loaded, self._failed
        )

    def point_at(self, key: str) -> None:
        """Let the cursor stand on this write or refusal once it is here."""
        self._wanted = key

    def enter(self) -> None:
        cursor = self.view.cursor() if self.view else Cursor.ELSEWHERE
        if cursor is Cursor.NOTE:
            return
        if cursor is Cursor.DRAFTS:
            self.resume()
        elif cursor is Cursor.REFUSED or not self.state.doubts:
            self.open_refused()
        else:
            self.resolve()

    def turn(self, pages: int) -> None:
        page = turned(self.state, pages)
        if page is not None:
            self.load(page)

    def open_refused(self) -> None:
        """Go to the person whose act was refused."""
        row = self.view.selected_refused() if self.view else None
        if row is not None and not self.busy:
            self._ctx.nav.open_holder(row.ssn)

    def resume(self) -> None:
        """Go on with the chosen form where it was left (G34)."""
        row = self.view.selected_draft() if self.view else None
        if row is None or not self._start():
            return
        session = self._ctx.visit.session
        mine = session is not None and session.login == row.login
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.drafts.take(row.login, row.ssn, row.service),
            lambda kept: self._taken(kept, mine=mine),
            self._not_closed,
        )

    def forget(self) -> None:
        """Throw the chosen form away."""
        row = self.view.selected_draft() if self.view else None
        if row is not None and self._start():
            self._ctx.backstage.run(
                Lane.WORK,
                lambda desk: desk.drafts.forget(row.login, row.ssn, row.service),
                lambda _: self._forgotten(row),
                self._not_closed,
            )

    def resolve(self) -> None:
        """Compare the card on the reader with the plan and finish or give back.

        A PIN cannot be compared: the holder proves which one the card has.
        """
        doubt = self.view.selected_doubt() if self.view else None
        if doubt is not None and doubt.kind in _PROVED and not self.busy:
            prove(self._ctx, doubt)
            return
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
        if doubt is not None and not self.supervisor and not self.busy:
            self._failed(Fault(RuleCode.NOT_ALLOWED))
        elif doubt is not None:
            self._close(
                "note", note, lambda desk: desk.give_up_write(doubt.intent_id, note)
            )

    def settle(self) -> None:
        """Close the chosen refusal: the person was told, a way was found."""
        self.take(Way.WITHDRAW)

    def choose(self, number: int) -> None:
        """Alt+1 corrects and files anew, Alt+2 hands up, Alt+3: the card is back."""
        if 0 < number <= len(WAYS):
            self.take(WAYS[number - 1])

    def take(self, way: Way) -> None:
        """Go one of the lawful ways with the chosen refusal."""
        row = self.view.selected_refused() if self.view else None
        note = self.view.refusal_note().strip() if self.view else ""
        if row is None or not self.may(row, way, asked=True):
            return
        self._close(
            "refusal_note",
            note,
            lambda desk: desk.settle_refusal(row.op_id, note, way),
            self._refiling(row.ssn) if way is Way.RESEND else None,
        )

    def may(self, row: RefusedRow, way: Way, *, asked: bool = False) -> bool:
        """Tell whether this way is open; ``asked``: say why where it is not."""
        if self.busy:
            return False
        fault = None
        if settles(way) and not self.supervisor:
            fault = Fault(RuleCode.NOT_ALLOWED)
        elif row.ways and way not in row.ways:
            fault = Fault(RuleCode.NOT_LAWFUL)
        if fault is not None and asked:
            self._failed(fault)
        return fault is None

    def _refiling(self, ssn: Ssn) -> Callable[[], None]:
        return lambda: self._ctx.nav.open_holder(ssn)

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def fault_fields(self) -> tuple[str, ...]:
        return (self.state.missing,) if self.state.missing else ()

    # -- inside ------------------------------------------------------------
    def _close(
        self,
        field: str,
        note: str,
        job: Callable[[Desk], None],
        then: Callable[[], None] | None = None,
    ) -> None:
        """Do an act with its reason, or ask for the reason."""
        if self.busy:
            return
        if not note:
            self._show(replace(self.state, missing=field, fault=None, settled=None))
        elif self._start():
            self._ctx.backstage.run(
                Lane.WORK, job, lambda _: self._closed(then), self._not_closed
            )

    def _start(self) -> bool:
        if self.busy:
            return False
        self.busy = True
        clean = replace(self.state, busy=True, fault=None, settled=None, missing=None)
        self._show(clean)
        return True

    def _taken(self, kept: KeptForm, *, mine: bool) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False))
        self._ctx.nav.resume(kept, mine=mine)

    def _forgotten(self, row: DraftRow) -> None:
        self.busy = False
        self._ctx.nav.forget_draft(row.ssn, row.service)
        self._show(replace(self.state, busy=False))
        self.shown()

    def _load_wanted(self, key: str) -> None:
        """Fetch the page of refusals on which the wanted one stands."""
        self._ctx.backstage.run(
            Lane.READ,
            lambda desk: _load(desk, desk.lists.place_of_refusal(key, PAGE_SIZE)),
            self._loaded,
            self._failed,
        )

    def _loaded(self, found: TodoState) -> None:
        if found.page and not found.refused:
            self.load(found.page - 1)
            return
        self._show(
            replace(
                self.state,
                doubts=found.doubts,
                refused=found.refused,
                drafts=found.drafts,
                page=found.page,
                more=found.more,
                loaded=True,
                busy=self.busy,
            )
        )
        if self._wanted and self.view:
            self.view.point_at(self._wanted)
            self._wanted = ""

    def _resolved(self, left: tuple[Doubt, ...]) -> None:
        self._settled(max(0, len(self.state.doubts) - len(left)))

    def _closed(self, then: Callable[[], None] | None) -> None:
        if self.view:
            self.view.forget_notes()
        self._settled(1)
        if then is not None:
            then()

    def _not_closed(self, fault: Fault) -> None:
        self._failed(fault)
        self.shown()  # it may have been closed elsewhere

    def _settled(self, count: int) -> None:
        self.busy = False
        self._show(replace(self.state, busy=False, settled=count))
        self._ctx.nav.poll()
        self.shown()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._show(
            replace(self.state, busy=False, fault=fault, settled=None, missing=None)
        )

    def _show(self, state: TodoState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self._ctx.nav.changed()


def _load(desk: Desk, page: int) -> TodoState:
    found = desk.refused(page)
    drafts = desk.drafts.listing().rows
    return TodoState(desk.doubts(), found.rows, drafts, found.number, found.more)
