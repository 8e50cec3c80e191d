"""The form of an application: the number first, then everything else; no Tk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from counter_app.domain.bearing import needed
from counter_app.domain.identity import age_on
from counter_app.domain.records import Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.services.keeping import KeptForm
from counter_app.services.standing import Block
from views.apply.asking import STOPS, Person
from views.apply.check import doubt_of, faults_of, visible
from views.apply.choosing import Choosing
from views.apply.confirm import ApplyConfirm
from views.apply.form import (
    ApplyForm,
    born_on,
    form_for,
    form_of,
    is_citizen,
    kept_of,
    number_of,
)
from views.flow.navigator import Context
from views.flow.screens import Presenter, Screen
from views.flow.visit import Visit
from views.service.drafts import Drafts

STANDERS = (Collector.SELF, Collector.GUARDIAN, Collector.AGENT)


class ApplyFormView(Protocol):
    """The page's face."""

    def render(self) -> None: ...
    def focus_field(self, name: str) -> None:
        """Put the cursor into a field; ``""`` is the first one to fill in."""

    def text_field(self) -> str:
        """Return the field that takes picked characters."""


class ApplyFormPresenter(Presenter):
    """Keeps the form; asks about the person as soon as the number is whole."""

    screen = Screen.APPLY_FORM
    rail = "apply"

    def __init__(
        self, ctx: Context, drafts: Drafts, kept: KeptForm | None = None
    ) -> None:
        self._ctx = ctx
        self._drafts = drafts
        self.view: ApplyFormView | None = None
        self.person = Person(ctx.backstage, self._answered)
        self.choosing = Choosing(ctx.backstage, self.person.give_photo)
        self.tried = False
        self._left: frozenset[str] = frozenset()
        self._taker = "name"
        self.form = (form_of(kept) if kept else None) or self._fresh()

    # -- what the view asks ------------------------------------------------
    @property
    def visit(self) -> Visit:
        """The shared state, to look at."""
        return self._ctx.visit

    @property
    def today(self) -> date:
        """The office's date."""
        return datetime.now(ZoneInfo(self.visit.facts.office.time_zone)).date()

    @property
    def citizen(self) -> bool:
        """Whether the number tells birth date and sex."""
        return is_citizen(self.form, self.visit.facts.pack)

    @property
    def number(self) -> Ssn | None:
        """The social security number once it is whole."""
        return number_of(self.form, self.visit.facts.pack)

    @property
    def age(self) -> int | None:
        """The person's age, once it is known."""
        born = born_on(self.form, self.visit.facts.pack)
        return age_on(born, self.today) if born is not None else None

    @property
    def minor(self) -> bool:
        """Whether a guardian must act (R-04)."""
        age = self.age
        return age is not None and age < self.visit.facts.pack.minor_age

    @property
    def standers(self) -> tuple[Collector, ...]:
        """Who may stand here for this person (3.2)."""
        pack = self.visit.facts.pack
        return tuple(
            who
            for who in STANDERS
            if needed(pack, Kind.APPLY_NEW, who, minor=self.minor) is not None
        )

    @property
    def papers(self) -> tuple[str, ...]:
        """The originals that this person must show (3.2)."""
        pack, who = self.visit.facts.pack, self.form.bearer
        return needed(pack, Kind.APPLY_NEW, who, minor=self.minor) or ()

    @property
    def photo_missing(self) -> bool:
        """Whether there must be a photo and is none (R-05)."""
        age = self.age
        old_enough = age is not None and age >= self.visit.facts.pack.photo_age
        looked = self.person.photo_known and self.person.photo is None
        return looked and old_enough

    # -- what the view tells -----------------------------------------------
    def set(self, name: str, value: object) -> None:
        """Take one field over; what was wrong with it is looked at anew."""
        clean: Any = _clean(value) if isinstance(value, str) else value
        if getattr(self.form, name) == clean:
            return
        change: dict[str, Any] = {name: clean}
        self.form = replace(self.form, **change)
        if name in ("paper_no", "ssn", "id_type"):
            self.choosing.forget()
            self._look_up()
        self._settle_bearer()
        self._look()
        self._keep()

    def tick(self, paper: str, *, seen: bool) -> None:
        """Note whether the clerk saw an original."""
        now = self.form.seen | {paper} if seen else self.form.seen - {paper}
        self.set("seen", now)

    def tick_all(self) -> None:
        """All originals were seen; or, when they were, none."""
        wanted = frozenset(self.papers)
        self.set("seen", frozenset() if wanted <= self.form.seen else wanted)

    def leave(self, name: str) -> None:
        """The cursor left a field: from now on it shows every fault."""
        if name not in self._left:
            self._left |= {name}
            self._look()
            self._render()
        if name == "name" and self.number is not None:
            self.person.ask(self.form.name.strip())

    def ask_again(self) -> None:
        """Ask about the person anew, e.g. when the line is back."""
        self._look_up(again=True)
        self._render()

    def photos(self) -> None:
        """Go to the photo store; what is found there is taken when one comes back."""
        self._ctx.nav.go(Screen.PHOTOS)

    def take_photo(self, path: str) -> None:
        """Make a file the person's photo; the store judges it like any other."""
        self.choosing.take(path, self.number, self._render)

    def picked(self, text: str) -> bool:
        """Take characters that were looked up into the field they were wanted in."""
        self.set(self._taker, getattr(self.form, self._taker) + text)
        return True

    # -- keys --------------------------------------------------------------
    def enter(self) -> None:
        """Check everything; to the confirm page, or to the first field with a fault."""
        self.tried = True
        self._look()
        self._keep()
        if self.form.faults:
            if self.view:
                self.view.focus_field(next(iter(self.form.faults)))
            self._ctx.nav.changed()
        else:
            self._ctx.nav.push(ApplyConfirm(self._ctx, self._drafts, self))

    def shown(self) -> None:
        self._look_up(again=self.person.photo is None)  # one may have come meanwhile
        self._look()
        self._render()
        if self.view:
            self.view.focus_field("")

    def left(self) -> None:
        if self.view:
            self._taker = self.view.text_field()
        self._drafts.flush()
        super().left()

    def refresh(self) -> None:
        self._render()

    def error_code(self) -> str | None:
        return next(iter(self.form.faults.values()), None)

    def fault_fields(self) -> tuple[str, ...]:
        return tuple(self.form.faults)

    # -- inside ------------------------------------------------------------
    def _look_up(self, *, again: bool = False) -> None:
        self.person.look_up(self.number, self.form.name.strip(), again=again)

    def _answered(self) -> None:
        self._look()
        self._render()

    def _fresh(self) -> ApplyForm:
        key, pack = self._ctx.new_key(), self.visit.facts.pack
        file = self.visit.file
        return form_for(file.holder, key, pack) if file else ApplyForm(key)

    def _settle_bearer(self) -> None:
        """A child comes with a guardian; nobody else needs one (R-04)."""
        if self.form.bearer not in self.standers and self.standers:
            self.form = replace(self.form, bearer=self.standers[0], seen=frozenset())

    def _look(self) -> None:
        """Find the faults that are to be shown now."""
        pack = self.visit.facts.pack
        found = faults_of(self.form, pack, self.today) | self._of_person()
        if not self.tried:
            found = visible(found, self.form, self._left)
        self.form = replace(self.form, faults=found)

    def _of_person(self) -> dict[str, str]:
        """What the roll, the photo store and the check list say of this person."""
        found: dict[str, str] = {}
        here = self.person.here
        holder = here.holder if here else None
        name = self.form.name.strip()
        if holder is not None and name and name != holder.name:
            found["name"] = "apply.fault.name_differs"
        known = self.person.standing
        if known is not None and known.block in STOPS:
            where = "name" if known.block is Block.NAME else "paper_no"
            found.setdefault(where, f"apply.fault.{known.block}")
        stranger = here is not None and holder is None and not here.fault
        if stranger and self._doubtful():
            found["paper_no"] = "apply.fault.check_digit"
        for paper in self.papers:
            if self.tried and paper not in self.form.seen:
                found[f"paper_{paper}"] = "view.fault.papers"
        if self.tried and self.photo_missing:
            found["photo"] = "apply.fault.photo"
        return found

    def _doubtful(self) -> bool:
        """A failing check digit is believed of a person the roll has, only."""
        return bool(doubt_of(self.form, self.visit.facts.pack))

    def _keep(self) -> None:
        empty = ApplyForm(self.form.submit_key)
        if replace(self.form, faults={}) != empty:
            self._drafts.keep_other(kept_of(self.form))
        self._render()
        self._ctx.nav.changed()

    def _render(self) -> None:
        if self.view:
            self.view.render()


def _clean(text: str) -> str:
    """Drop what a paste brings along: line ends, tabs, marks nobody sees."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " for c in text).strip()
