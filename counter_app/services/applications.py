"""Applications as one face for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from counter_app.domain.bearing import needed
from counter_app.domain.codes.apply import ApplyCode
from counter_app.domain.errors import RuleError
from counter_app.domain.identity import normal_ssn
from counter_app.domain.states import Collector, Kind
from counter_app.ports.applications import ApplicationRow
from counter_app.services.applying import (
    AppliedList,
    ApplyNew,
    UnitApplications,
    apply_list,
    apply_new,
)
from counter_app.services.finishing import finish
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import CaseResult, Session

PAGE = 50


class ApplyDesk(Protocol):
    """Everything done with applications. All calls may raise CounterError."""

    def apply(self, command: ApplyNew) -> CaseResult:
        """Take one application; the same submit key twice is one case."""

    def apply_list(
        self, order: UnitApplications, *, dry_run: bool = False
    ) -> AppliedList:
        """Take a unit's applications; a dry run stores nothing."""

    def papers(self, who: Collector, *, minor: bool = False) -> tuple[str, ...]:
        """Return the originals to be seen (3.2)."""

    def listing(
        self, state: str = "", page: int = 0
    ) -> tuple[tuple[ApplicationRow, ...], bool]: ...
    def where(self, wanted: str) -> tuple[ApplicationRow, ...]:
        """Tell where a person's card is; by receipt or id number, audited."""


class ApplyWork:
    """Implements :class:`ApplyDesk`; somebody must be logged in for every call."""

    def __init__(self, parts: Parts, acting: Callable[[], Session]) -> None:
        self._parts = parts
        self._acting = acting

    def apply(self, command: ApplyNew) -> CaseResult:
        filed = apply_new(self._parts, self._acting(), command)
        return finish(self._parts, filed, None)

    def apply_list(
        self, order: UnitApplications, *, dry_run: bool = False
    ) -> AppliedList:
        done = apply_list(self._parts, self._acting(), order, dry_run=dry_run)
        self._parts.line.wake()
        return done

    def papers(self, who: Collector, *, minor: bool = False) -> tuple[str, ...]:
        return needed(self._parts.pack, Kind.APPLY_NEW, who, minor=minor) or ()

    def listing(
        self, state: str = "", page: int = 0
    ) -> tuple[tuple[ApplicationRow, ...], bool]:
        self._acting()
        with self._parts.store.queries() as queries:
            found = queries.applications(state, page, PAGE)
        return tuple(found[:PAGE]), len(found) > PAGE

    def where(self, wanted: str) -> tuple[ApplicationRow, ...]:
        """Tell where a card is (:class:`ApplyDesk`).

        Raises:
            RuleError: ``apply.no_application``.
        """
        session, parts = self._acting(), self._parts
        with parts.store.queries() as queries:
            found = tuple(queries.application(normal_ssn(wanted)))
        if not found:
            raise RuleError(ApplyCode.NO_APPLICATION)
        with parts.store.unit_of_work() as uow:
            uow.audit.append(
                at=parts.now(),
                actor=session.login,
                event="application.look",
                subject=subject_of(found[0].application.ssn),
            )
            uow.commit()
        return found
