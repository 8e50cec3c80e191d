"""The person at the center of the screen; no Tk."""

from __future__ import annotations

from typing import Protocol

from counter_app.domain.bearing import needed
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.runtime import Lane
from counter_app.services.results import HolderFile
from counter_app.services.revealing import RevealReason
from views.case.state import CaseState, ServiceLine
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Match
from views.rewrite.presenter import RewritePresenter
from views.service.drafts import Drafts
from views.service.offer import first_allowed, options
from views.service.state import Option, Service

#: What a person usually comes for, in the order it is suggested.
_SUGGEST = (Service.ISSUE, Service.LIFT)


class CaseView(Protocol):
    """The page's face."""

    def render(self, state: CaseState) -> None: ...


class CasePresenter(Presenter):
    """Shows the open holder and tells which services may start."""

    screen = Screen.CASE

    def __init__(self, ctx: Context, drafts: Drafts, start: StartService) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self.start = start
        self._refused: Option | None = None
        self._fault: Fault | None = None
        self.view: CaseView | None = None

    def shown(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        state = self.state()
        if self.view and state:
            self.view.render(state)

    def news(self) -> None:
        self._ctx.nav.reload_holder()

    def state(self) -> CaseState | None:
        """Return the picture of this moment, None when no holder is open."""
        visit = self._ctx.visit
        if visit.file is None:
            return None
        lines = tuple(self._line(service) for service in Service)
        return CaseState(
            file=visit.file,
            chosen=visit.chosen,
            match=visit.match(),
            card=visit.card,
            services=lines,
            suggestion=_suggestion(lines, visit.match()),
            refused=self._refused,
            fault=self._fault,
            drafts=self._drafts.of(visit.file.holder.ssn),
            papers=self._papers(visit.file, lines),
            unmasked=visit.unmasked == visit.ssn,
        )

    def _papers(
        self, file: HolderFile, lines: tuple[ServiceLine, ...]
    ) -> dict[Kind, tuple[str, ...]]:
        who = Collector.GUARDIAN if file.minor else Collector.SELF
        pack = self._ctx.visit.facts.pack
        kinds = {option.kind for line in lines for option in line.options}
        found = {kind: needed(pack, kind, who, minor=file.minor) for kind in kinds}
        return {kind: papers or () for kind, papers in found.items()}

    def enter(self) -> None:
        """Start the suggested service, if there is one."""
        state = self.state()
        if state and state.suggestion:
            self.start(state.suggestion)

    def choose(self, number: int) -> None:
        """Choose card ``number`` (1 is the newest)."""
        visit = self._ctx.visit
        cards = visit.file.cards if visit.file else ()
        if 1 <= number <= len(cards):
            self.choose_card(cards[number - 1].card.card_no)

    def choose_card(self, card_no: CardNo) -> None:
        """Make this card the one that services prefer."""
        self._ctx.visit.chosen = card_no
        self.refused(None)

    def reveal(self) -> None:
        """Alt+M: show numbers in full, on record; again masks them."""
        visit = self._ctx.visit
        if visit.ssn is None or visit.unmasked:
            visit.unmasked = None
            self.refresh()
            return
        ssn = visit.ssn
        self._ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.reveal(ssn, RevealReason.COMPARE_PAPERS),
            lambda _: self._revealed(ssn),
            self.failed,
        )

    def left(self) -> None:
        self._ctx.visit.unmasked = None
        super().left()

    def _revealed(self, ssn: Ssn) -> None:
        if self.view is not None and self._ctx.visit.ssn == ssn:
            self._ctx.visit.unmasked = ssn
            self.refresh()

    def rewrite(self) -> None:
        """Go to what may be written on the card that lies here (card.md 7.3)."""
        if self._ctx.visit.match() is Match.SAME:
            self._ctx.nav.on_card(RewritePresenter)

    def refused(self, option: Option | None) -> None:
        """Show why a service cannot start (or take the remark away)."""
        self._refused = option
        self.refresh()
        self._ctx.nav.changed()

    def failed(self, fault: Fault | None) -> None:
        """Show a fault on this page."""
        self._fault = fault
        self.refresh()
        self._ctx.nav.changed()

    def error_code(self) -> str | None:
        if self._ctx.visit.match() is Match.OTHER:
            return "view.case.other_card"
        if self._refused is not None:
            return self._refused.code
        return self._fault.code if self._fault else None

    def _line(self, service: Service) -> ServiceLine:
        visit = self._ctx.visit
        found = options(visit.file, service, visit.chosen) if visit.file else []
        return ServiceLine(service, first_allowed(found) is not None, tuple(found))


class StartService(Protocol):
    """Starts a service for the open holder."""

    def __call__(self, service: Service) -> None: ...


def _suggestion(lines: tuple[ServiceLine, ...], match: Match) -> Service | None:
    for line in lines:
        if line.service not in _SUGGEST or not line.allowed:
            continue
        option = first_allowed(list(line.options))
        if option and option.kind is Kind.LOSS_LIFT and match is not Match.SAME:
            continue
        return line.service
    return None
