"""The confirm page of an act on the card in hand; Ctrl+Enter does it once; no Tk."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Protocol

from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import Kind
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.results import CaseResult
from views.cardact.form import ActPresenter
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Match, Visit

_LAY = {
    Match.NONE: "view.fault.lay_card",
    Match.READING: "view.case.reading",
    Match.UNREADABLE: "view.blank.unreadable",
    Match.SAME: None,
}


class ConfirmView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; ``""`` is the first one to fill in."""


class ActConfirm(Presenter):
    """Guards the act: the card that was looked at, one submission at a time (G31).

    Attributes:
        act: what was chosen on the form; it does not change here.
        uid: identification code of the card that was looked at.
    """

    screen = Screen.CARD_CONFIRM

    def __init__(self, ctx: Context, form: ActPresenter[Any]) -> None:
        self._ctx = ctx
        self.form = form
        self.view: ConfirmView | None = None
        self.fault: Fault | None = None
        self.faults: dict[str, str] = {}
        self.tried = False
        form.watcher = self
        self.rail = form.screen.value
        self.uid = form.card_uid
        self.act = form.state.act

    # -- what a kind of act adds ---------------------------------------------
    @abstractmethod
    def send(self) -> Callable[[Desk], Any]:
        """Return the call that carries the act out."""

    @abstractmethod
    def done(self, result: Any) -> None:
        """Take the answer of the call."""

    # -- what the view asks --------------------------------------------------
    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def offline_rule(self) -> OfflineRule | None:
        """What the city allows without the network; None while it is there."""
        status = self.visit.status
        if self.act not in set(Kind) or (status is not None and status.line.online):
            return None
        return self.visit.facts.pack.offline.get(Kind(self.act), OfflineRule.REFUSE)

    def obstacle(self) -> str | None:
        """Return the message id of what keeps the act from being done now."""
        match = self.visit.match()
        if match not in _LAY:
            return "view.case.other_card"
        card = self.visit.card
        if match is Match.SAME and card and card.reading.card_uid != self.uid:
            return "view.case.other_card"
        if self.form.look is not None and not self.form.option().allowed:
            return "view.act.no_longer"
        return _LAY[match]

    @property
    def ready(self) -> bool:
        """Whether Ctrl+Enter would be carried out, as far as the card goes."""
        return not self.busy and self.obstacle() is None

    # -- what the view tells -------------------------------------------------
    def commit(self) -> None:
        """Carry the act out; further presses do nothing until the answer came."""
        if self.busy:
            return
        self.tried = True
        self.fault = None
        if self.obstacle() is None:
            self._submit(self.send())
        else:
            self.show()

    def _submit(self, call: Callable[[Desk], Any]) -> None:
        self.busy = True
        self.show()
        self._ctx.backstage.run(Lane.WORK, call, self._answered, self._failed)

    # -- what happens meanwhile ----------------------------------------------
    def shown(self) -> None:
        self.form.watcher = self
        self.refresh()
        if self.view:
            self.view.focus_field("")

    def refresh(self) -> None:
        if self.view:
            self.view.render()

    def error_code(self) -> str | None:
        if self.fault is not None:
            return self.fault.code
        if self.visit.match() is Match.OTHER:
            return "view.case.other_card"
        return self.obstacle() if self.tried and not self.busy else None

    def fault_fields(self) -> tuple[str, ...]:
        return tuple(self.faults)

    def show(self) -> None:
        """Redraw the page and what surrounds it."""
        self.refresh()
        self._ctx.nav.changed()

    def finish(self, result: CaseResult) -> None:
        """Leave for the result page."""
        self._ctx.nav.finished(result)

    def _answered(self, result: Any) -> None:
        self.busy = False
        self.done(result)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self.fault = fault
        self.failed(fault)
        self._ctx.nav.poll()
        self.show()

    def failed(self, fault: Fault) -> None:
        """Let a kind of act put the fault beside its field."""
