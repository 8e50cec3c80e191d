"""On site: scan, look, one key, next (business.md 7.2 step 6); no Tk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from counter_app.domain.records import CardNo
from counter_app.domain.units import Mark, PersonState, UnitPerson
from counter_app.runtime import Lane
from counter_app.services.commands import Bearer, FaceChecks
from counter_app.services.desk import Desk
from counter_app.services.filing import Filed
from counter_app.services.unit_day import HandOver, Progress
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen

BOUNCE_S = 0.25  # a scanner that sends two ends of line hands nothing over
_SEEN = FaceChecks(name_same=True, number_same=True, photo_is_holder=True)
_SELF = Bearer(papers_checked=True)


@dataclass(frozen=True, slots=True)
class Done:
    """The last act, shown until the next one."""

    person: UnitPerson
    what: str  # of ``units.done``


@dataclass(frozen=True, slots=True)
class OnSiteState:
    """One picture of the page."""

    person: UnitPerson | None = None
    progress: Progress | None = None
    done: Done | None = None
    busy: bool = False
    fault: Fault | None = None


class OnSiteView(Protocol):
    """The page's face."""

    def render(self, state: OnSiteState) -> None: ...
    def typed(self) -> str: ...
    def forget(self) -> None:
        """Empty the field for the next person."""


class OnSitePresenter(Presenter):
    """Enter with a number finds the place; Enter without one hands the card over."""

    screen = Screen.ON_SITE
    rail = "units"
    leavable = True

    def __init__(
        self,
        ctx: Context,
        job_id: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ctx = ctx
        self.job_id = job_id
        self.state = OnSiteState()
        self.view: OnSiteView | None = None
        self._monotonic = monotonic
        self._found_at = 0.0
        self._key = ""
        self._card: CardNo | None = None

    def shown(self) -> None:
        self.count()

    def refresh(self) -> None:
        """A card that is laid on the reader names its person."""
        card = self.ctx.visit.card
        number = CardNo(card.reading.card_no or "") if card is not None else None
        if number == self._card:
            return
        self._card = number
        if number and not self.busy:
            self.find(number)

    def enter(self) -> None:
        typed = self.view.typed().strip() if self.view else ""
        if typed:
            self.find(typed)
        elif self._monotonic() - self._found_at >= BOUNCE_S:
            self.hand_over()

    def find(self, text: str) -> None:
        """Show the place of whoever has this number."""
        if self.busy:
            return
        self._begin()
        self.ctx.backstage.run(
            Lane.READ,
            lambda desk: desk.units.find(self.job_id, text),
            self._found,
            self._failed,
        )

    def hand_over(self) -> None:
        """The person has the card: papers seen, face and name compared."""
        self._give(lambda _desk: _SELF, "handed")

    def to_agent(self) -> None:
        """The unit's agent takes the card for somebody who is away."""
        self._give(lambda desk: desk.units.unit_bearer(self.job_id), "agent")

    def absent(self) -> None:
        """Nobody came."""
        self._mark(Mark.ABSENT)

    def wrong_card(self) -> None:
        """Name or photo are not the holder's."""
        self._mark(Mark.WRONG_CARD)

    def refused(self) -> None:
        """The holder does not want the card."""
        self._mark(Mark.REFUSED)

    def undo(self) -> None:
        """Take back the mark of the shown, else of the last person: a new act."""
        if self.state.person is None and self.state.done is not None:
            self._begin()
            running = str(self.state.done.person.running)
            self.ctx.backstage.run(
                Lane.READ,
                lambda desk: desk.units.find(self.job_id, running),
                self._undo,
                self._failed,
            )
        else:
            self._mark(Mark.UNDONE)

    def dismiss(self) -> bool:
        """Esc: put the shown person aside first."""
        shown = self.state.person is not None or self.state.fault is not None
        if shown:
            self._show(replace(self.state, person=None, fault=None))
        return shown

    def error_code(self) -> str | None:
        return self.state.fault.code if self.state.fault else None

    def count(self) -> None:
        """Fetch the live counter."""
        self.ctx.backstage.run(
            Lane.READ,
            lambda desk: desk.units.progress(self.job_id),
            self._counted,
            self._failed,
        )

    # -- inside ------------------------------------------------------------
    def _give(self, bearer: Callable[[Desk], Bearer], what: str) -> None:
        person = self.state.person
        if person is None or self.busy:
            return
        key = self._key
        self._begin()

        def job(desk: Desk) -> Filed:
            command = HandOver(person.job_id, person.running, key, bearer(desk), _SEEN)
            return desk.units.hand_over(command)

        given = replace(person, state=PersonState.HANDED)
        self.ctx.backstage.run(
            Lane.WORK, job, lambda _: self._served(given, what), self._failed
        )

    def _undo(self, person: UnitPerson) -> None:
        self.busy = False
        self.state = replace(self.state, person=person, busy=False)
        self._mark(Mark.UNDONE)

    def _mark(self, what: Mark) -> None:
        person = self.state.person
        if person is None or self.busy:
            return
        self._begin()
        self.ctx.backstage.run(
            Lane.WORK,
            lambda desk: desk.units.mark(person, what),
            lambda now: self._served(now, what.value),
            self._failed,
        )

    def _begin(self) -> None:
        self.busy = True
        self._show(replace(self.state, busy=True, fault=None))

    def _found(self, person: UnitPerson) -> None:
        self.busy = False
        self._key = self.ctx.new_key()
        self._found_at = self._monotonic()
        if self.view:
            self.view.forget()
        self._show(replace(self.state, busy=False, person=person, done=None))

    def _served(self, person: UnitPerson, what: str) -> None:
        self.busy = False
        done = Done(person, what)
        self._show(replace(self.state, busy=False, person=None, done=done))
        self.count()

    def _counted(self, progress: Progress) -> None:
        self._show(replace(self.state, progress=progress))

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        if self.view:
            self.view.forget()
        self._show(replace(self.state, busy=False, fault=fault, done=None))

    def _show(self, state: OnSiteState) -> None:
        self.state = state
        if self.view:
            self.view.render(state)
        self.ctx.nav.changed()
