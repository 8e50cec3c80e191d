"""Forms that were left and not finished: kept here, and on disk within a second.

Every change is written on the work lane, at most every :data:`EVERY_S`; what was
typed since waits for the next beat of the window (:meth:`Drafts.tick`). A lock, a
logout or a kill costs no more than that (G34).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from counter_app.domain.records import Ssn
from counter_app.runtime import Lane
from counter_app.services.keeping import KeptForm
from views.flow.backstage import Backstage
from views.flow.fault import Fault
from views.service.kept import form_of, kept_of
from views.service.state import FormState, Service

EVERY_S = 0.5
_AFTER_FAULT_S = 5.0  # a full disk is not asked twice a second
_Key = tuple[Ssn, str]


class Drafts:
    """One form per person and service of the operator who is logged in."""

    def __init__(
        self, backstage: Backstage, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._backstage = backstage
        self._clock = clock
        self._forms: dict[_Key, FormState] = {}
        self._others: dict[_Key, KeptForm] = {}
        self._unsaved: dict[_Key, FormState | KeptForm] = {}
        self._saving = False
        self._due = 0.0
        self._life = 0  # answers of an earlier operator change nothing
        self.fault: Fault | None = None  # why the last save failed

    # -- forms -------------------------------------------------------------
    def keep(self, ssn: Ssn, form: FormState) -> None:
        """Remember the form as it stands, and write it down soon."""
        key = ssn, form.service
        if self._forms.get(key) == form:
            return
        self._forms[key] = self._unsaved[key] = form
        self.tick()

    def keep_other(self, kept: KeptForm) -> None:
        """Write a form of another kind down soon (申领)."""
        key = kept.ssn, kept.service
        if self._others.get(key) != kept:
            self._others[key] = self._unsaved[key] = kept
            self.tick()

    def newest(self, kept: KeptForm) -> KeptForm:
        """Return a form as it stands here, where that is newer than the store's."""
        return self._others.get((kept.ssn, kept.service), kept)

    def drop_other(self, ssn: Ssn, service: str) -> None:
        """Forget a form of another kind: it became a case, or was thrown away."""
        self._others.pop((ssn, service), None)
        self._unsaved.pop((ssn, service), None)
        self._backstage.run(
            Lane.WORK, lambda desk: desk.drafts.done(ssn), _nothing, self._failed
        )

    def get(self, ssn: Ssn, service: Service) -> FormState | None:
        """Return the kept form."""
        return self._forms.get((ssn, service))

    def put(self, kept: KeptForm) -> None:
        """Take up a form that was read from the store."""
        form = form_of(kept)
        if form is not None:
            self._forms[kept.ssn, form.service] = form
        elif kept.service not in set(Service):
            self._others[kept.ssn, kept.service] = kept

    def drop(self, ssn: Ssn, service: Service) -> None:
        """Forget a form: the clerk threw it away."""
        self._forms.pop((ssn, service), None)
        self._unsaved.pop((ssn, service), None)

    def drop_all(self, ssn: Ssn) -> None:
        """Forget every form of this person: an act made them stale."""
        mine = [key for key in self._forms if key[0] == ssn]
        for key in mine:
            self.drop(key[0], Service(key[1]))
        if mine:
            self._backstage.run(
                Lane.WORK, lambda desk: desk.drafts.done(ssn), _nothing, self._failed
            )

    def of(self, ssn: Ssn) -> tuple[Service, ...]:
        """Return the services this person has an unfinished form of."""
        return tuple(Service(service) for owner, service in self._forms if owner == ssn)

    def count(self) -> int:
        """Return how many forms are kept."""
        return len(self._forms) + len(self._others)

    # -- the store ---------------------------------------------------------
    def load(self, loaded: Callable[[], None]) -> None:
        """Read what the operator left behind; ``loaded`` follows."""
        life = self._life

        def take(forms: tuple[KeptForm, ...]) -> None:
            if life == self._life:
                for kept in forms:
                    if (kept.ssn, kept.service) not in self._forms:
                        self.put(kept)
                loaded()

        self._backstage.run(
            Lane.WORK, lambda desk: desk.drafts.mine(), take, self._failed
        )

    def tick(self) -> None:
        """Write what is unsaved, unless that was done a moment ago."""
        if self._clock() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Write what is unsaved now: the window is being locked or closed."""
        if self._saving or not self._unsaved:
            return
        self._saving = True
        self._due = self._clock() + EVERY_S
        saved = dict(self._unsaved)
        forms = [
            kept_of(ssn, form) if isinstance(form, FormState) else form
            for (ssn, _), form in saved.items()
        ]
        life = self._life
        self._backstage.run(
            Lane.WORK,
            lambda desk: desk.drafts.keep(forms),
            lambda _: self._saved(life, saved),
            lambda fault: self._not_saved(life, fault),
        )

    def clear(self) -> None:
        """Forget everything here: the operator logged out; the store keeps it."""
        self._life += 1
        self._forms.clear()
        self._others.clear()
        self._unsaved.clear()
        self._saving, self._due, self.fault = False, 0.0, None

    # -- inside ------------------------------------------------------------
    def _saved(self, life: int, saved: Mapping[_Key, FormState | KeptForm]) -> None:
        if life != self._life:
            return
        self._saving, self.fault = False, None
        for key, form in saved.items():
            if self._unsaved.get(key) is form:
                del self._unsaved[key]

    def _not_saved(self, life: int, fault: Fault) -> None:
        if life == self._life:
            self._saving = False
            self._due = self._clock() + _AFTER_FAULT_S
            self.fault = fault

    def _failed(self, fault: Fault) -> None:
        self.fault = fault


def _nothing(_: object) -> None:
    """Nothing changes on the screen."""
