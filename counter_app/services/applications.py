"""Applications as one face for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from counter_app.domain.applications import Progress, Step
from counter_app.domain.bearing import needed
from counter_app.domain.codes.apply import ApplyCode
from counter_app.domain.errors import RuleError
from counter_app.domain.identity import normal_ssn
from counter_app.domain.records import CardNo, Ssn
from counter_app.domain.states import Collector, Kind
from counter_app.ports.applications import ApplicationBatch, ApplicationRow, Find
from counter_app.services import standing
from counter_app.services.apply_lists import AppliedList, UnitApplications, apply_list
from counter_app.services.applying import ApplyNew, apply_new
from counter_app.services.finishing import finish
from counter_app.services.looking import subject_of
from counter_app.services.parts import Parts
from counter_app.services.results import CaseResult, Session
from counter_app.services.standing import Standing

PAGE = 50
_BATCHES = 20
ALL = Find()


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of applications.

    Attributes:
        as_of: when the center's feed was last read to its end.
    """

    rows: tuple[ApplicationRow, ...]
    page: int
    more: bool
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """Where one card is, and how it came there.

    Attributes:
        steps: what was done, the oldest first; the first is the acceptance here.
    """

    row: ApplicationRow
    steps: tuple[Step, ...]
    collected: date | None
    as_of: datetime | None


class ApplyDesk(Protocol):
    """Everything done with applications. All calls may raise CounterError."""

    def apply(self, command: ApplyNew) -> CaseResult:
        """Take one application; the same submit key twice is one case."""

    def apply_list(
        self, order: UnitApplications, *, dry_run: bool = False
    ) -> AppliedList:
        """Take a unit's applications; a dry run stores nothing."""

    def batches(self) -> tuple[ApplicationBatch, ...]:
        """Return the units' lists, the latest first; cut-off ones can go on."""

    def papers(self, who: Collector, *, minor: bool = False) -> tuple[str, ...]:
        """Return the originals to be seen (3.2)."""

    def check(self, ssn: Ssn) -> Standing:
        """Tell whether this office knows of a card or an application; audited."""

    def ask(self, ssn: Ssn, name: str = "") -> Standing:
        """Ask the center the same; a silent center is a fault code in the answer."""

    def photo(self, ssn: Ssn) -> bytes | None:
        """Return the photo that will be on the card, JPEG; audited."""

    def listing(self, find: Find = ALL, page: int = 0) -> Listed:
        """Return one page, the newest first."""

    def where(self, wanted: str) -> tuple[ApplicationRow, ...]:
        """Tell where a person's card is; by receipt or id number, audited."""

    def way(self, number: str) -> Way:
        """Tell how the card of one application went; audited."""


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

    def batches(self) -> tuple[ApplicationBatch, ...]:
        self._acting()
        with self._parts.store.queries() as queries:
            return tuple(queries.batches(_BATCHES))

    def papers(self, who: Collector, *, minor: bool = False) -> tuple[str, ...]:
        return needed(self._parts.pack, Kind.APPLY_NEW, who, minor=minor) or ()

    def check(self, ssn: Ssn) -> Standing:
        return standing.known_here(self._parts, self._acting(), ssn)

    def ask(self, ssn: Ssn, name: str = "") -> Standing:
        self._acting()
        return standing.ask_center(self._parts, ssn, name)

    def photo(self, ssn: Ssn) -> bytes | None:
        session, parts = self._acting(), self._parts
        with parts.store.unit_of_work() as uow:
            row = uow.photos.of_person(ssn)
            if row is None:
                return None
            uow.audit.append(
                at=parts.now(),
                actor=session.login,
                event="photo.look",
                subject=subject_of(ssn),
            )
            uow.commit()
        return row.jpeg

    def listing(self, find: Find = ALL, page: int = 0) -> Listed:
        self._acting()
        with self._parts.store.queries() as queries:
            found = queries.applications(find, page, PAGE)
        as_of = self._parts.line.state().data_as_of
        return Listed(tuple(found[:PAGE]), page, len(found) > PAGE, as_of)

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

    def way(self, number: str) -> Way:
        """Tell how a card went (:class:`ApplyDesk`).

        Raises:
            RuleError: ``apply.no_application``.
        """
        row = self.where(number)[0]
        known = row.application
        with self._parts.store.reading() as read:
            told = read.applications.steps(known.number)
            card = read.cards.get(CardNo(known.card_no)) if known.card_no else None
        first = Step(Progress.ACCEPTED, known.made_at)
        given = card.handed_out_on if card else None
        as_of = self._parts.line.state().data_as_of
        return Way(row, (first, *told), given, as_of)
