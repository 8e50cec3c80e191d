"""The form of a service: bearer, papers, checks, card; no Tk."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from counter_app.domain.bearing import may_stand, needed
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.services.results import HolderFile
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Match, Visit
from views.service.check import faults_of, id_warning, is_card_of
from views.service.drafts import Drafts
from views.service.offer import first_allowed, needs_card, options
from views.service.state import FormState, NeedCard, Option, Service, with_field


class FormView(Protocol):
    """The page's face."""

    def render(self, presenter: FormPresenter) -> None: ...
    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; ``""`` is the first one to fill in."""


class FormPresenter(Presenter):
    """Keeps the form; Enter checks everything at once and goes on."""

    screen = Screen.FORM

    def __init__(self, ctx: Context, drafts: Drafts, service: Service) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self.service = service
        self.view: FormView | None = None
        self.file = _file_of(ctx.visit)
        self.options: list[Option] = []
        self._offer()
        kept = drafts.get(self.ssn, service)
        self.state = self._renewed(kept) if kept else self._fresh()

    # -- what the view asks ------------------------------------------------
    @property
    def ssn(self) -> Ssn:
        """Number of the person this form is for."""
        return self.file.holder.ssn

    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def need(self) -> NeedCard:
        """What must lie on the reader for the chosen business."""
        card = self.visit.card_file(self.state.card_no)
        return needs_card(self.state.kind, card, self.visit.facts.pack)

    @property
    def id_doubt(self) -> str | None:
        """A doubt about the typed id number that stops nothing."""
        if self.state.bearer is Collector.SELF:
            return None
        return id_warning(self.state, self.visit.facts.pack)

    @property
    def standers(self) -> tuple[Collector, ...]:
        """Who may stand here for the chosen business (3.2)."""
        pack = self.visit.facts.pack
        return may_stand(pack, self.state.kind, minor=self.file.minor)

    @property
    def papers(self) -> tuple[str, ...]:
        """The originals that this person must show (3.2)."""
        pack, state = self.visit.facts.pack, self.state
        found = needed(pack, state.kind, state.bearer, minor=self.file.minor)
        return found or ()

    # -- what the view tells -----------------------------------------------
    def set(self, name: str, value: object) -> None:
        """Take one field over; its fault disappears."""
        state = with_field(self.state, name, value)
        if state is None:
            return
        self.state = state
        if name == "bearer":
            self._fill_bearer()
        self._keep()

    def picked(self, text: str) -> bool:
        self.set("name", self.state.name + text)
        return True

    def pick(self, option: Option) -> None:
        """Choose another business of this service."""
        if option.allowed and option.kind is not self.state.kind:
            self.state = replace(
                self.state,
                kind=option.kind,
                card_no=option.card_no,
                combined=option.combined,
                submit_key=self._ctx.new_key(),
                faults={},
            )
            self._take_old_card()
            self._keep()

    def choose(self, number: int) -> None:
        if 1 <= number <= len(self.options):
            self.pick(self.options[number - 1])

    def enter(self) -> None:
        """Check all fields; go to the confirm page or to the first fault."""
        faults = faults_of(self.state, self.visit)
        if self.state.bearer not in self.standers and "bearer" not in faults:
            faults["bearer"] = "view.fault.agent_forbidden"
        self.state = replace(self.state, faults=faults)
        self._keep()
        if not faults:
            self._ctx.nav.go(Screen.CONFIRM)
        elif self.view:
            self.view.focus_field(next(iter(faults)))
            self._ctx.nav.changed()

    # -- what happens meanwhile --------------------------------------------
    def shown(self) -> None:
        self._offer()
        self.refresh()
        if self.view:
            self.view.focus_field("")

    def refresh(self) -> None:
        self._take_old_card()
        if "card" in self.state.faults:
            now = faults_of(self.state, self.visit)
            faults = {k: v for k, v in self.state.faults.items() if k in now}
            self.state = replace(self.state, faults=faults)
        if self.view:
            self.view.render(self)

    def error_code(self) -> str | None:
        if self.visit.match() is Match.OTHER:
            return "view.case.other_card"
        return next(iter(self.state.faults.values()), None)

    def fault_fields(self) -> tuple[str, ...]:
        return tuple(self.state.faults)

    # -- inside ------------------------------------------------------------
    def _offer(self) -> None:
        file = self.visit.file or self.file
        self.options = options(file, self.service, self.visit.chosen)

    def _fresh(self) -> FormState:
        option = self._default() or self.options[0]
        bank = self._bank_of(option.card_no)
        reasons = self.visit.facts.pack.replace_reasons
        papers = {paper.code for paper in self.visit.facts.pack.papers}
        id_type = self.file.holder.id_type
        state = FormState(
            service=self.service,
            paper=id_type if id_type in papers else "A",
            kind=option.kind,
            submit_key=self._ctx.new_key(),
            card_no=option.card_no,
            combined=option.combined,
            bank=bank,
            reason=reasons[0] if reasons else "",
        )
        if not self.file.minor:
            return state
        holder = self.file.holder
        return replace(
            state,
            bearer=Collector.GUARDIAN,
            name=holder.guardian_name,
            id_no=holder.guardian_id,
        )

    def _renewed(self, kept: FormState) -> FormState:
        """Take a draft up again unless its business is no longer allowed."""
        allowed = {o.kind: o for o in self.options if o.allowed}
        option = allowed.get(kept.kind)
        if option is None:
            return self._fresh()
        return replace(
            kept, card_no=option.card_no, combined=option.combined, faults={}
        )

    def _default(self) -> Option | None:
        """Prefer the exchange when the person brought the card (R-32)."""
        if self.service is Service.RENEW and self.visit.match() is Match.SAME:
            for option in self.options:
                if option.kind is Kind.REPLACE and option.allowed:
                    return option
        return first_allowed(self.options)

    def _bank_of(self, card_no: CardNo | None) -> str:
        card = self.visit.card_file(card_no)
        known = {bank.code for bank in self.visit.facts.pack.banks}
        wishes = (card.card.bank if card else "", self.file.holder.bank)
        return next((bank for bank in wishes if bank in known), "")

    def _fill_bearer(self) -> None:
        if self.state.bearer is Collector.GUARDIAN and not self.state.name:
            holder = self.file.holder
            self.state = replace(
                self.state, name=holder.guardian_name, id_no=holder.guardian_id
            )

    def _take_old_card(self) -> None:
        """Note the old card's identification while it lies on the reader."""
        card = self.visit.card
        if self.state.kind is not Kind.REPLACE or card is None:
            return
        if self.visit.match() is Match.SAME and is_card_of(
            card.reading, self.state, self.visit
        ):
            uid = card.reading.card_uid
            self.state = replace(self.state, old_uid=uid, old_unreadable=False)

    def _keep(self) -> None:
        self._drafts.keep(self.ssn, self.state)
        if self.view:
            self.view.render(self)


def _file_of(visit: Visit) -> HolderFile:
    if visit.file is None:
        raise LookupError("a form needs an open holder")
    return visit.file
