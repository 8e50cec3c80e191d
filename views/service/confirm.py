"""The confirm page: one sentence, then Ctrl+Enter carries the act out once; no Tk."""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.rulepack import OfflineRule
from counter_app.runtime import Lane
from counter_app.services.results import CaseResult
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Match, Visit
from views.service.build import act_of
from views.service.check import blank_fault, faults_of
from views.service.presenter import FormPresenter
from views.service.state import FormState, NeedCard


class ConfirmView(Protocol):
    """The page's face."""

    def render(self, presenter: ConfirmPresenter) -> None: ...


class ConfirmPresenter(Presenter):
    """Guards the act: complete form, right card, one submission at a time (G31)."""

    screen = Screen.CONFIRM

    def __init__(self, ctx: Context, form: FormPresenter) -> None:
        self._ctx = ctx
        self._form = form
        self.view: ConfirmView | None = None
        self.fault: Fault | None = None
        self.tried = False

    @property
    def state(self) -> FormState:
        """The checked form."""
        return self._form.state

    @property
    def form(self) -> FormPresenter:
        """The page below."""
        return self._form

    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def offline(self) -> bool:
        """Whether the act is made without the center, as far as is known."""
        status = self.visit.status
        return status is None or not status.line.online

    @property
    def offline_rule(self) -> OfflineRule:
        """What the city allows for this business without the network."""
        return self.visit.facts.pack.offline.get(self.state.kind, OfflineRule.REFUSE)

    def obstacle(self) -> str | None:
        """Return the message id of what keeps the act from being done now."""
        if self.visit.match() is Match.OTHER:
            return "view.case.other_card"
        if self.state.writes:
            return blank_fault(self.visit)
        if self._form.need is NeedCard.OWN:
            return faults_of(self.state, self.visit).get("card")
        return None

    def commit(self) -> None:
        """Carry the act out; further presses do nothing until the answer came."""
        if self.busy:
            return
        self.tried = True
        if self.obstacle():
            self._show()
            return
        self.busy = True
        self.fault = None
        act = act_of(self.state, self._form.ssn)
        self._show()
        self._ctx.backstage.run(Lane.WORK, act, self._done, self._failed)

    def shown(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        if self.view:
            self.view.render(self)

    def error_code(self) -> str | None:
        if self.fault is not None:
            return self.fault.code
        if self.visit.match() is Match.OTHER:
            return "view.case.other_card"
        return self.obstacle() if self.tried and not self.busy else None

    def _done(self, result: CaseResult) -> None:
        self.busy = False
        self._ctx.nav.finished(result)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self.fault = fault
        self._ctx.nav.poll()
        self._show()

    def _show(self) -> None:
        self.refresh()
        self._ctx.nav.changed()
