"""The form page of an act on the card in hand: look, choose, papers; no Tk."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from counter_app.domain.bearing import may_stand, needed
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.runtime import Lane
from counter_app.services.desk import Desk
from counter_app.services.results import CardOnReader, HolderFile
from views.cardact.state import VERIFY, ActForm, ActOption
from views.flow.fault import Fault
from views.flow.navigator import Context
from views.flow.screens import Presenter
from views.flow.visit import Match, Visit
from views.service.check import bearer_faults, id_warning
from views.service.state import with_field


class Look(Protocol):
    """What every look at a card tells."""

    @property
    def seen(self) -> CardOnReader: ...


L = TypeVar("L", bound=Look)


class ActView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; ``""`` is the first one to fill in."""


class ActPresenter(Presenter, Generic[L]):
    """Looks at the person's card once it lies there; Enter checks and goes on.

    Attributes:
        look: what the desk said of the card on the reader, None without one.
        fault: why it could not be looked at.
    """

    acts: tuple[str, ...] = ()
    leavable = True  # a look at the card may be left; the answer is then dropped

    def __init__(self, ctx: Context) -> None:
        if ctx.visit.file is None:
            raise LookupError("an act on a card needs an open holder")
        self._ctx = ctx
        self.file: HolderFile = ctx.visit.file
        self.view: ActView | None = None
        self.look: L | None = None
        self.fault: Fault | None = None
        self.watcher: Presenter | None = None  # the confirm page above this one
        self._looked_at: CardOnReader | None = None
        self._stale = True
        self._asked = 0
        self._picked = False
        self.state = self._fresh()

    # -- what a kind of act adds ---------------------------------------------
    @abstractmethod
    def ask(self, desk: Desk) -> L:
        """Look at the card, away from the window's thread."""

    @abstractmethod
    def options(self) -> tuple[ActOption, ...]:
        """Return the acts in their fixed order; refused while nothing was read."""

    @abstractmethod
    def confirm(self) -> Presenter:
        """Return the confirm page of the checked form."""

    def more_faults(self) -> dict[str, str]:
        """Return faults of fields that only this kind of act has."""
        return {}

    # -- what the view asks --------------------------------------------------
    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def ssn(self) -> Ssn:
        """Number of the person this form is for."""
        return self.file.holder.ssn

    @property
    def card_no(self) -> CardNo:
        """Number of the card that was looked at."""
        card = self.look.seen.card if self.look else None
        return card.card_no if card else CardNo("")

    @property
    def card_uid(self) -> str:
        """Identification code of the card that was looked at."""
        return (self.look.seen.reading.card_uid if self.look else None) or ""

    @property
    def needs_papers(self) -> bool:
        """Everything but a mere verification asks who stands here."""
        return self.state.act != VERIFY

    @property
    def standers(self) -> tuple[Collector, ...]:
        """Who may stand here for the chosen act (3.2)."""
        if not self.needs_papers:
            return (Collector.SELF, Collector.GUARDIAN)
        pack = self.visit.facts.pack
        return may_stand(pack, Kind(self.state.act), minor=self.file.minor)

    @property
    def papers(self) -> tuple[str, ...]:
        """The originals that this person must show (3.2)."""
        if not self.needs_papers:
            return ()
        pack, state = self.visit.facts.pack, self.state
        found = needed(pack, Kind(state.act), state.bearer, minor=self.file.minor)
        return found or ()

    @property
    def id_doubt(self) -> str | None:
        """A doubt about the typed id number that stops nothing."""
        if self.state.bearer is Collector.SELF:
            return None
        return id_warning(self.state, self.visit.facts.pack)

    def option(self) -> ActOption:
        """Return the chosen act with what the rules say of it."""
        return next(o for o in self.options() if o.act == self.state.act)

    # -- what the view tells -------------------------------------------------
    def set(self, name: str, value: object) -> None:
        """Take one field over; its fault disappears."""
        state = with_field(self.state, name, value)
        if state is None:
            return
        self.state = state
        if name == "bearer":
            self._fill_guardian()
        self.refresh()

    def pick(self, act: str) -> None:
        """Choose another act; a refused one cannot be chosen."""
        option = next((o for o in self.options() if o.act == act), None)
        if option is not None and option.allowed:
            self._picked = True
            self._take(act)
            self.refresh()
            self._ctx.nav.changed()

    def choose(self, number: int) -> None:
        if 1 <= number <= len(self.acts):
            self.pick(self.acts[number - 1])

    def enter(self) -> None:
        """Check all fields; go to the confirm page or to the first fault."""
        if self.busy:
            return
        faults = self._faults()
        self.state = replace(self.state, faults=faults)
        self.refresh()
        if not faults:
            self._ctx.nav.push(self.confirm())
        elif self.view:
            self.view.focus_field(next(iter(faults)))
            self._ctx.nav.changed()

    def look_again(self) -> None:
        """Ask the card anew: an act may have changed what it tells."""
        self._stale = True
        self.refresh()

    # -- what happens meanwhile ----------------------------------------------
    def shown(self) -> None:
        self.watcher = None
        self._stale = True
        self.refresh()
        if self.view:
            self.view.focus_field("")

    def refresh(self) -> None:
        self._follow()
        if "card" in self.state.faults and self.look is not None:
            faults = {k: v for k, v in self.state.faults.items() if k != "card"}
            self.state = replace(self.state, faults=faults)
        if self.view:
            self.view.render()

    def error_code(self) -> str | None:
        if self.visit.match() is Match.OTHER:
            return "view.case.other_card"
        if self.fault is not None:
            return self.fault.code
        return next(iter(self.state.faults.values()), None)

    def fault_fields(self) -> tuple[str, ...]:
        return tuple(self.state.faults)

    # -- inside --------------------------------------------------------------
    def _follow(self) -> None:
        """Look at the person's card as soon as it lies on the reader, once."""
        card = self.visit.card if self.visit.match() is Match.SAME else None
        if card is self._looked_at and not self._stale:
            return
        self._looked_at, self._stale = card, False
        self._asked += 1
        self.look, self.fault, self.busy = None, None, card is not None
        if card is None:
            return
        number = self._asked
        self._ctx.backstage.run(
            Lane.CARD,
            self.ask,
            lambda look: self._seen(number, look),
            lambda fault: self._not_seen(number, fault),
        )

    def _seen(self, number: int, look: L) -> None:
        if number != self._asked:
            return
        self.busy = False
        self.look = look
        if self.visit.match() is Match.SAME:  # the side panel tells the same tries
            self._looked_at = self.visit.card = look.seen
        if self.watcher is None:  # what is being confirmed is never exchanged
            self._default()
        self._tell()

    def _not_seen(self, number: int, fault: Fault) -> None:
        if number == self._asked:
            self.busy = False
            self.fault = fault
            self._tell()

    def _tell(self) -> None:
        self.refresh()
        if self.watcher is not None:
            self.watcher.refresh()
        self._ctx.nav.changed()

    def _default(self) -> None:
        """Stay with what was chosen while it is allowed, else take the first."""
        options = self.options()
        if self._picked and self.option().allowed:
            return
        first = next((o.act for o in options if o.allowed), options[0].act)
        self._take(self.preferred(first))

    def preferred(self, first: str) -> str:
        """Return the act to begin with; ``first`` is the first allowed one."""
        return first

    def _take(self, act: str) -> None:
        if act != self.state.act:
            key = self._ctx.new_key()
            self.state = replace(self.state, act=act, submit_key=key, faults={})

    def _fresh(self) -> ActForm:
        id_type = self.file.holder.id_type
        papers = {paper.code for paper in self.visit.facts.pack.papers}
        state = ActForm(
            act=self.acts[0],
            submit_key=self._ctx.new_key(),
            paper=id_type if id_type in papers else "A",
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

    def _fill_guardian(self) -> None:
        holder = self.file.holder
        if self.state.bearer is Collector.GUARDIAN and not self.state.name:
            self.state = replace(
                self.state, name=holder.guardian_name, id_no=holder.guardian_id
            )

    def _faults(self) -> dict[str, str]:
        if self.look is None:
            return {"card": "view.fault.lay_card"}
        if not self.option().allowed:
            return {"act": "view.act.not_allowed"}
        if not self.needs_papers:
            return {}
        found = bearer_faults(self.state, self.visit)
        if self.state.bearer not in self.standers and "bearer" not in found:
            found["bearer"] = "view.fault.agent_forbidden"
        if not self.state.papers_checked:
            found["papers_checked"] = "view.fault.papers"
        return found | self.more_faults()
