"""Asks for a person's file and lays it on the table; no Tk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from counter_app.domain.records import Ssn
from counter_app.runtime import Lane
from counter_app.services.results import HolderFile
from views.flow.backstage import Backstage
from views.flow.fault import Fault
from views.flow.screens import Presenter
from views.flow.visit import Visit


class Lead(Protocol):
    """The conductor as the opening of a person sees it."""

    visit: Visit

    @property
    def top(self) -> Presenter: ...
    @property
    def inside(self) -> bool: ...
    def frame(self) -> None: ...
    def show_case(self) -> None:
        """Put the person's page on top."""

    def not_opened(self, fault: Fault) -> None:
        """Tell why nobody was opened."""


class Opening:
    """One person at a time; what waits for the file goes on when it is here."""

    def __init__(self, lead: Lead, backstage: Backstage) -> None:
        self._lead = lead
        self._backstage = backstage
        self._ssn: Ssn | None = None
        self._then: Callable[[], None] | None = None

    @property
    def under_way(self) -> bool:
        """Whether a file was asked for and has not come."""
        return self._ssn is not None

    def ask(self, ssn: Ssn, then: Callable[[], None] | None) -> None:
        """Ask for a person's file; call ``then`` when the page stands."""
        if self.under_way:
            return
        self._ssn, self._then = ssn, then
        self._lead.frame()
        self._backstage.run(
            Lane.READ, lambda desk: desk.open_holder(ssn), self._opened, self._failed
        )

    def again(self) -> None:
        """Ask anew for the file that lies open."""
        if self._lead.visit.file is not None and not self.under_way:
            ssn = self._lead.visit.file.holder.ssn
            self._backstage.run(
                Lane.READ,
                lambda desk: desk.open_holder(ssn),
                self._reloaded,
                lambda _: None,
            )

    def _opened(self, file: HolderFile) -> None:
        self._ssn = None
        if not self._lead.inside:
            return
        visit = self._lead.visit
        visit.file, visit.unmasked = file, None
        visit.chosen = file.cards[0].card.card_no if file.cards else None
        self._lead.show_case()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _reloaded(self, file: HolderFile) -> None:
        visit = self._lead.visit
        if visit.file is not None and visit.ssn == file.holder.ssn:
            visit.file = file
            self._lead.top.refresh()
            self._lead.frame()

    def _failed(self, fault: Fault) -> None:
        self._ssn = None
        self._lead.not_opened(fault)
