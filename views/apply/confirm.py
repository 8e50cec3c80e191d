"""The confirm page of an application: one sentence, one key, one case; no Tk."""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.rulepack import OfflineRule
from counter_app.domain.states import Kind
from counter_app.runtime import Lane
from counter_app.services.applying import SERVICE, draft_of
from counter_app.services.results import CaseResult
from views.apply.form import ApplyForm, command_of, holder_of
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Visit
from views.result.presenter import ResultPresenter
from views.service.drafts import Drafts


class FormBelow(Protocol):
    """The form this page asks about, as far as it is shown here."""

    @property
    def form(self) -> ApplyForm: ...
    @property
    def papers(self) -> tuple[str, ...]: ...


class ApplyConfirmView(Protocol):
    """The page's face."""

    def render(self) -> None: ...


class ApplyConfirm(Presenter):
    """Ctrl+Enter takes the application; pressed again it changes nothing (G31)."""

    screen = Screen.APPLY_CONFIRM
    rail = "apply"

    def __init__(self, ctx: Context, drafts: Drafts, below: FormBelow) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self.below = below
        self.view: ApplyConfirmView | None = None
        self.fault: Fault | None = None

    @property
    def form(self) -> ApplyForm:
        """The checked form."""
        return self.below.form

    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def offline(self) -> bool:
        """Whether it is taken without the center, as far as is known."""
        status = self.visit.status
        return status is None or not status.line.online

    @property
    def offline_rule(self) -> OfflineRule:
        """What the city allows without the network."""
        pack = self.visit.facts.pack
        return pack.offline.get(Kind.APPLY_NEW, OfflineRule.REFUSE)

    def commit(self) -> None:
        if self.busy:
            return
        self.busy, self.fault = True, None
        command = command_of(self.form, self.visit.facts.pack)
        self._show()
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.applications.apply(command),
            self._done,
            self._failed,
        )

    def shown(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        if self.view:
            self.view.render()

    def error_code(self) -> str | None:
        return self.fault.code if self.fault else None

    def _done(self, result: CaseResult) -> None:
        self.busy = False
        key = self.form.submit_key
        self._drafts.drop_other(draft_of(key), SERVICE)
        holder = holder_of(self.form, self.visit.facts.pack)
        self._ctx.nav.push(ResultPresenter(self._ctx, holder, result))
        self._ctx.nav.poll()

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self.fault = fault
        self._ctx.nav.poll()
        self._show()

    def _show(self) -> None:
        self.refresh()
        self._ctx.nav.changed()
